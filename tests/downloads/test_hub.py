"""Presets from the hub: what is needed of a repository, fetched so that a model loads without a network."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socketserver import BaseRequestHandler, ThreadingTCPServer
from threading import Thread
from typing import Any

import pytest

from gcl.config import ROOT
from gcl.downloads import hub
from gcl.errors import DownloadError, InputError
from gcl.payloads import RemoteFile
from tests import tiny
from tests.models.hub import serve_hub
from tests.models.test_opening import fetch as load

Asked = list[tuple[str, str | None]]


def fetch(folder: Path, endpoint: str, *wanted: dict[str, Any]) -> list[dict[str, Any]]:
    environment = os.environ | {"HF_ENDPOINT": endpoint, "HF_HOME": str(folder / "hub"), "HF_HUB_OFFLINE": "0"}
    command = [sys.executable, "-m", "tests.downloads.hub_fetching", str(folder / "home"), str(folder / "models")]
    done = subprocess.run(
        command, input=json.dumps(wanted), env=environment, cwd=ROOT, capture_output=True, text=True, timeout=200
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


@pytest.fixture(scope="module")
def repository(models_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny SD 1.5 as repositories are: with the same weights for other programs, and pictures."""
    folder = shutil.copytree(tiny.make("sd15", models_dir), tmp_path_factory.mktemp("repository") / "whole")
    weights = folder / "unet" / "diffusion_pytorch_model.safetensors"
    for name in (
        "unet/diffusion_pytorch_model.bin",
        "unet/diffusion_pytorch_model.fp16.safetensors",
        "all.safetensors",
    ):
        (folder / name).write_bytes(weights.read_bytes())
    (folder / "sample.png").write_bytes(b"x" * 50_000)
    return folder


@pytest.fixture(scope="module")
def fetched(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[list[dict[str, Any]], Asked, Path]:
    """Stopped half-way, asked for again, and once more; what the hub was asked; the folder."""
    folder = tmp_path_factory.mktemp("downloads")
    asked: Asked = []
    with serve_hub({"test/whole": repository}, asked) as address:
        whole = {"repo": "test/whole"}
        said = fetch(folder, address, whole | {"cancel_at": 150_000}, whole, whole, {"repo": "test/gone"})
        said += fetch(folder, address, {"repo": "test/gated"}, {"repo": "test/whole", "vae": "test/no-vae"})
    return said, asked, folder


def needed(repository: Path) -> dict[str, int]:
    """The files that a pipeline is loaded from, and their bytes."""
    files = {file.relative_to(repository).as_posix(): file.stat().st_size for file in repository.rglob("*.*")}
    others = {"unet/diffusion_pytorch_model.bin", "unet/diffusion_pytorch_model.fp16.safetensors"}
    return {name: size for name, size in files.items() if name not in others | {"all.safetensors", "sample.png"}}


def test_the_size_is_told_first_and_only_what_is_needed_is_fetched(fetched: Any, repository: Path) -> None:
    said, asked, _ = fetched
    wanted = needed(repository)
    # model_index.json, which says what is needed, is here by then.
    assert (said[0]["files"], said[0]["size"]) == (
        len(wanted) - 1,
        sum(wanted.values()) - wanted["model_index.json"],
    )
    sent = {path.partition("/resolve/main/")[2] for path, _ in asked}
    assert sent == set(wanted)


def test_a_download_that_was_cancelled_goes_on_and_then_the_weights_are_here(fetched: Any, repository: Path) -> None:
    said, asked, _ = fetched
    stopped, whole, again, _ = said[:4]
    assert (stopped["code"], stopped["present"]) == ("cancelled", False)
    assert whole["present"]
    assert whole["done"] == whole["total"] == sum(needed(repository).values())
    assert whole["size"] == whole["total"] - stopped["here"]
    assert any(ranged for _, ranged in asked)
    assert again["sentence"] == "Some Model is on this machine already."


@pytest.mark.parametrize("wanted", ["test/whole", "test/mixed:fp16"])
def test_what_was_downloaded_is_here_and_draws_without_a_hub(loaded: dict[str, dict[str, object]], wanted: str) -> None:
    assert loaded[wanted] == {"before": True, "after": True, "size": [64, 64]}


def test_the_vae_for_previews_comes_with_the_model(repository: Path, tmp_path: Path) -> None:
    asked: Asked = []
    with serve_hub({"test/whole": repository, "test/preview": repository / "vae"}, asked) as address:
        (said,) = fetch(tmp_path, address, {"repo": "test/whole", "preview_vae": "test/preview"})
    assert said["present"]
    assert "/test/preview/resolve/main/diffusion_pytorch_model.safetensors" in {path for path, _ in asked}


def test_what_the_hub_refuses_becomes_a_sentence(fetched: Any) -> None:
    gone, gated, no_vae = fetched[0][3:]
    assert gone["sentence"].startswith("The hub has no repository test/gone, or it is private.")
    assert gated["sentence"].startswith("test/gated asks for consent: accept its terms on http://127.0.0.1:")
    assert no_vae["sentence"].startswith("The hub has no repository test/no-vae")
    assert not any(said["present"] for said in (gone, gated, no_vae))


@contextmanager
def hanging_up() -> Iterator[tuple[str, list[object]]]:
    """An address where whoever calls is cut off, and the calls."""
    calls: list[object] = []

    class HangUp(BaseRequestHandler):
        def handle(self) -> None:
            calls.append(self.client_address)

    with ThreadingTCPServer(("127.0.0.1", 0), HangUp) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}", calls
        server.shutdown()


def test_a_hub_that_cannot_be_reached_is_told_after_one_try_and_one_that_is_switched_off_is_too(tmp_path: Path) -> None:
    with hanging_up() as (address, calls):
        (said,) = fetch(tmp_path, address, {"repo": "test/whole"})
    assert said["sentence"] == "The hub cannot be reached from this machine. Look at the connection, then retry."
    assert len(calls) == 1, "somebody waits for the answer"
    with pytest.raises(DownloadError, match="HF_HUB_OFFLINE is set"):
        hub.pipeline_files("org/model", None, [])


@pytest.fixture(scope="module")
def mixed(fetched: Any, repository: Path) -> tuple[list[dict[str, Any]], Asked]:
    """A variant that only the UNet has is asked for, then one that nothing has."""
    asked: Asked = []
    with serve_hub({"test/mixed": repository}, asked) as address:
        wanted = [{"repo": "test/mixed", "variant": variant} for variant in ("fp16", "bf16")]
        return fetch(fetched[2], address, *wanted), asked


@pytest.fixture(scope="module")
def loaded(fetched: Any, mixed: Any) -> dict[str, dict[str, object]]:
    """Both, in one process, since its imports take longer than all the rest."""
    return load(fetched[2], "http://127.0.0.1:9", "test/whole", "test/mixed:fp16")


def test_parts_without_the_variant_come_plain(mixed: Any) -> None:
    said, asked = mixed
    assert (said[0].get("sentence"), said[0]["present"]) == (None, True)
    sent = {path.partition("/resolve/main/")[2] for path, _ in asked if path.endswith(".safetensors")}
    assert sent == {
        "unet/diffusion_pytorch_model.fp16.safetensors",
        "vae/diffusion_pytorch_model.safetensors",
        "text_encoder/model.safetensors",
    }


def test_a_variant_that_no_part_has_is_refused_before_anything_is_fetched(mixed: Any) -> None:
    refused = mixed[0][1]
    assert refused["sentence"] == "test/mixed has no files of the variant 'bf16'. Remove \"variant\" in presets.json."
    assert not refused["present"]


@pytest.mark.slow
def test_a_model_of_this_machine_gets_its_vae_from_the_hub_alone(repository: Path, tmp_path: Path) -> None:
    asked: Asked = []
    local = {"path": str(repository), "vae": "test/vae"}
    with serve_hub({"test/vae": repository / "vae"}, asked) as address:
        first, again = fetch(tmp_path, address, local, local)
        (gone,) = fetch(tmp_path, address, local | {"path": str(tmp_path / "gone")})
    assert (first["present"], first["files"]) == (True, 2)
    assert {path.partition("/resolve/main/")[2] for path, _ in asked} == {
        "config.json",
        "diffusion_pytorch_model.safetensors",
    }
    assert again["sentence"] == "Some Model is on this machine already."
    assert gone["sentence"].startswith("The weights of Some Model are not at ")


def chosen(names: str, variant: str | None = None) -> str:
    inside = {name: RemoteFile(name=name, size=1) for name in names.split()}
    return " ".join(file.name for file in hub._of_component("org/model", inside, variant))


PLAIN = "config.json model.safetensors model.fp16.safetensors pytorch_model.bin"
SHARDS = (
    "config.json diffusion_pytorch_model.safetensors.index.json "
    "diffusion_pytorch_model-00001-of-00002.safetensors diffusion_pytorch_model-00002-of-00002.safetensors "
    "diffusion_pytorch_model.safetensors.index.fp16.json "
    "diffusion_pytorch_model.fp16-00001-of-00001.safetensors"
)
VAE = (
    "config.json diffusion_pytorch_model.safetensors diffusion_pytorch_model.bin "
    "sdxl_vae.safetensors sdxl.vae.safetensors"
)


def test_of_several_forms_of_the_same_weights_one_is_chosen() -> None:
    assert chosen(PLAIN) == "config.json model.safetensors"
    assert chosen(PLAIN, "fp16") == "config.json model.fp16.safetensors"
    assert chosen(PLAIN, "bf16") == "config.json model.safetensors"
    assert chosen(SHARDS) == " ".join(SHARDS.split()[:4])
    assert chosen(SHARDS, "fp16") == " ".join([SHARDS.split()[0], *SHARDS.split()[4:]])
    assert chosen(VAE) == "config.json diffusion_pytorch_model.safetensors"
    assert chosen("config.json consolidated.safetensors") == "config.json consolidated.safetensors"
    assert chosen("tokenizer.json merges.txt tokenizer.model chat_template.jinja") == (
        "tokenizer.json merges.txt tokenizer.model chat_template.jinja"
    )


def test_a_part_that_has_only_another_variant_is_refused() -> None:
    with pytest.raises(InputError, match=r'has no plain .safetensors, only model.fp16.safetensors. Set "variant"'):
        chosen("config.json model.fp16.safetensors")


def test_weights_that_are_pickles_only_are_refused() -> None:
    with pytest.raises(InputError, match="has its weights only as pickle files"):
        chosen("config.json pytorch_model.bin")
