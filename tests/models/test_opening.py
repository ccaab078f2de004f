"""Where weights come from, and the sentence when they do not come."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from gcl.config import ROOT
from gcl.errors import ModelError
from gcl.models.base import BaseModel
from tests import tiny
from tests.models.conftest import draw
from tests.models.hub import serve_hub
from tests.models.single_file import write_single_file

Like = Callable[..., BaseModel]


@pytest.fixture
def folder(models_dir: Path, tmp_path: Path) -> Path:
    """A copy of the tiny SD 1.5 that a test may damage."""
    return shutil.copytree(tiny.make("sd15", models_dir), tmp_path / "copy")


def refusal(like: Like, place: Path) -> str:
    with pytest.raises(ModelError) as caught:
        like("realistic-vision-v5.1", path=place)
    return caught.value.sentence


def test_a_local_folder_is_loaded_and_a_relative_one_is_under_the_models_folder(like: Like, models_dir: Path) -> None:
    absolute = like("tiny", path=models_dir / "tiny-sd15")
    relative = like("tiny", path=Path("tiny-sd15"))
    assert absolute.generate(draw()).tobytes() == relative.generate(draw()).tobytes()


def test_a_single_file_draws_what_its_folder_draws(like: Like, models_dir: Path, tmp_path: Path) -> None:
    folder = tiny.make("sd15", models_dir)
    write_single_file(folder, tmp_path / "one.safetensors")
    single = like("tiny", path=tmp_path / "one.safetensors", single_file_config=str(folder))
    assert single.generate(draw()).tobytes() == like("tiny").generate(draw()).tobytes()


def test_a_single_file_without_a_text_encoder_is_refused(like: Like, models_dir: Path, tmp_path: Path) -> None:
    folder, file = tiny.make("sd15", models_dir), tmp_path / "one.safetensors"
    write_single_file(folder, file)
    save_file({name: value for name, value in load_file(file).items() if "cond_stage" not in name}, file)
    with pytest.raises(ModelError, match="its files are incomplete or of another family than sd15"):
        like("tiny", path=file, single_file_config=str(folder))


def test_a_single_file_whose_configuration_cannot_be_fetched_says_what_to_give(
    like: Like, models_dir: Path, tmp_path: Path
) -> None:
    write_single_file(tiny.make("sd15", models_dir), tmp_path / "one.safetensors")
    assert '"single_file_config" in presets.json' in refusal(like, tmp_path / "one.safetensors")


def test_a_folder_that_is_not_there_is_named(like: Like, tmp_path: Path) -> None:
    said = refusal(like, tmp_path / "nowhere")
    assert said == f"The weights of Realistic Vision v5.1 are not at {tmp_path / 'nowhere'}. " + (
        "Put them there, or correct presets.json."
    )


def test_a_pickle_is_refused_without_being_opened(like: Like, tmp_path: Path) -> None:
    (tmp_path / "model.ckpt").write_bytes(b"not even a pickle")
    assert "not a .safetensors file; other formats can run code" in refusal(like, tmp_path / "model.ckpt")


def test_a_folder_with_pickled_weights_is_refused_without_opening_them(like: Like, folder: Path) -> None:
    weights = folder / "unet" / "diffusion_pytorch_model.safetensors"
    torch.save(load_file(weights), weights.with_suffix(".bin"))
    weights.unlink()
    assert "only as pickle files" in refusal(like, folder)


@pytest.mark.parametrize("part", ["unet/diffusion_pytorch_model", "text_encoder/model", "vae/diffusion_pytorch_model"])
def test_weights_that_were_cut_short_are_damaged(like: Like, folder: Path, part: str) -> None:
    file = folder / f"{part}.safetensors"
    file.write_bytes(file.read_bytes()[:-1000])
    assert "are damaged or incomplete. Delete them and fetch them again." in refusal(like, folder)


@pytest.mark.parametrize("content", [b"", b"\x00" * 100, b"<html>Sign in</html>"], ids=["empty", "zeros", "a page"])
def test_weights_that_are_something_else_are_damaged(like: Like, folder: Path, content: bytes) -> None:
    (folder / "unet" / "diffusion_pytorch_model.safetensors").write_bytes(content)
    assert "are damaged or incomplete" in refusal(like, folder)


def test_a_configuration_that_is_not_json_is_damaged(like: Like, folder: Path) -> None:
    (folder / "model_index.json").write_text("{", encoding="utf-8")
    assert "are damaged or incomplete" in refusal(like, folder)


@pytest.mark.parametrize("part", ["unet", "text_encoder", "vae", "tokenizer", "scheduler"])
def test_a_part_that_is_missing_is_told(like: Like, folder: Path, part: str) -> None:
    shutil.rmtree(folder / part)
    assert "its files are incomplete or of another family than sd15" in refusal(like, folder)


def test_a_model_of_another_family_is_told(like: Like, models_dir: Path) -> None:
    assert "of another family than sd15" in refusal(like, tiny.make("zimage", models_dir))


def test_weights_of_another_shape_are_told(like: Like, folder: Path) -> None:
    config = json.loads((folder / "unet" / "config.json").read_text())
    (folder / "unet" / "config.json").write_text(json.dumps(config | {"block_out_channels": [16, 64]}))
    assert "its files are incomplete or of another family" in refusal(like, folder)


def test_a_file_variant_that_is_not_there_is_named(like: Like, folder: Path) -> None:
    with pytest.raises(ModelError, match="no files of the variant 'fp16'"):
        like("tiny", path=folder, variant="fp16")


def test_a_tokenizer_without_its_words_is_told_since_it_would_read_every_prompt_as_empty(
    like: Like, folder: Path
) -> None:
    (folder / "tokenizer" / "tokenizer.json").unlink()
    assert "the files of tokenizer are missing" in refusal(like, folder)


Answers = dict[str, dict[str, object]]


def fetch(folder: Path, endpoint: str, *wanted: str) -> Answers:
    environment = os.environ | {"HF_ENDPOINT": endpoint, "HF_HOME": str(folder / "hub"), "HF_HUB_OFFLINE": "0"}
    command = [sys.executable, "-m", "tests.models.fetching", str(folder / "models"), *wanted]
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=200)
    assert done.returncode == 0, done.stderr
    return dict(zip(wanted, map(json.loads, done.stdout.splitlines()), strict=True))


@pytest.fixture(scope="module")
def answers(models_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Answers, Answers]:
    """What came of fetching from a hub, and then, with the same cache, from an address where nobody answers."""
    folder = tmp_path_factory.mktemp("fetching")
    whole = tiny.make("sd15", models_dir)
    pickled = shutil.copytree(whole, folder / "pickled")
    for file in pickled.rglob("*.safetensors"):
        file.rename(file.with_suffix(".bin"))
    with serve_hub({"test/whole": whole, "test/pickled": pickled}) as address:
        wanted = ["test/whole", "test/gone", "test/gated", "test/pickled", "test/whole+test/no-vae"]
        online = fetch(folder, address, *wanted)
    return online, fetch(folder, address, "test/whole", "test/other")


@pytest.mark.slow
def test_a_repository_is_fetched_once_and_then_needs_no_hub(answers: tuple[Answers, Answers]) -> None:
    online, offline = (found["test/whole"] for found in answers)
    assert online == {"before": False, "after": True, "size": [64, 64]}
    assert offline == {"before": True, "after": True, "size": [64, 64]}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        ("test/gone", "The hub has no repository test/gone, or it is private. Correct it in presets.json"),
        ("test/gated", "test/gated asks for consent: accept its terms on http://127.0.0.1:"),
        ("test/pickled", "Some Model has its weights only as pickle files"),
        ("test/whole+test/no-vae", "The hub has no repository test/no-vae"),
    ],
)
def test_what_the_hub_refuses_becomes_a_sentence(answers: tuple[Answers, Answers], wanted: str, sentence: str) -> None:
    answer = answers[0][wanted]
    assert (answer["code"], answer["before"], answer["after"]) == ("model", False, False)
    assert str(answer["sentence"]).startswith(sentence)


@pytest.mark.slow
def test_a_hub_that_cannot_be_reached_becomes_a_sentence(answers: tuple[Answers, Answers]) -> None:
    assert answers[1]["test/other"]["sentence"] == (
        "The weights of Some Model are not on this machine and the hub cannot be reached. Connect it to the network "
        'once to fetch test/other, or give "path" in presets.json a folder that has them.'
    )
