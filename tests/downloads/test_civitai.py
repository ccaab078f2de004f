"""What CivitAI says of an AIR, and who is told the person's key."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gcl import jobs
from gcl.config import Config
from gcl.db import Database
from gcl.downloads.civitai import credentials, file_name, look, place
from gcl.downloads.run import run_download
from gcl.errors import ConflictError, DownloadError, GclError, InputError, NotFound
from gcl.services import Services
from gcl.workshop import Workshop
from tests.downloads.conftest import TOKEN
from tests.downloads.sites import Site
from tests.downloads.work import claimed, workshop

AIR = "urn:air:sdxl:lora:civitai:123@456"


def test_a_version_tells_its_file_and_its_terms(site: Site, config: Config) -> None:
    found = look(config, AIR)
    assert (found.name, found.version) == ("Ink Wash", 456)
    assert (found.remote.name, found.remote.size) == ("Ink Wash v2.safetensors", len(site.body))
    assert found.remote.sha256 == site.version()["files"][0]["hashes"]["SHA256"].lower()
    assert (found.info["trainedWords"], found.info["allowCommercialUse"]) == (["inkwash"], ["Image"])
    assert "images" not in found.info


@pytest.mark.parametrize(
    ("air", "error", "said"),
    [
        ("urn:air:sdxl:lora:civitai:123", InputError, "is no AIR of CivitAI. Copy it from the model's page"),
        ("urn:air:sdxl:lora:huggingface:123@456", InputError, "is no AIR of CivitAI"),
        ("urn:air:sdxl:checkpoint:civitai:123@456", InputError, "is no LoRA. A model is added in presets.json"),
        ("urn:air:sdxl:lora:civitai:123@999", NotFound, "CivitAI has no urn:air:sdxl:lora:civitai:123@999 (any more)"),
        ("urn:air:sdxl:lora:civitai:124@456", NotFound, "Version 456 on CivitAI is none of model 124"),
    ],
)
def test_what_cannot_be_had_by_its_air_is_told(config: Config, air: str, error: type[GclError], said: str) -> None:
    with pytest.raises(error) as caught:
        look(config, air)
    assert said in caught.value.sentence


def test_a_version_without_safetensors_is_refused(site: Site, config: Config) -> None:
    site.name = "ink.pt"
    with pytest.raises(InputError, match=r"has no .safetensors file; other formats can run code"):
        look(config, AIR)


def test_a_site_that_cannot_be_reached_or_sends_a_page_is_told(site: Site, config: Config) -> None:
    with pytest.raises(DownloadError, match="CivitAI cannot be reached from this machine"):
        look(config.model_copy(update={"civitai": "http://127.0.0.1:9"}), AIR)


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("ink.safetensors", "ink.safetensors"),
        ("../../etc/ink wash.safetensors", "ink wash.safetensors"),
        ("..\\ink;rm -rf $HOME.safetensors", "ink_rm -rf _HOME.safetensors"),
        (".safetensors", "lora.safetensors"),
        ("墨.safetensors", "墨.safetensors"),
    ],
)
def test_names_from_elsewhere_are_made_safe(name: str, plain: str) -> None:
    assert file_name(name) == plain


@pytest.mark.parametrize("sign", ["a", "墨", "𠮷"])
def test_a_name_that_is_too_long_for_a_disk_keeps_its_ending(tmp_path: Path, sign: str) -> None:
    name = file_name(sign * 400 + ".safetensors")
    assert name.startswith(sign * 40)
    assert name.endswith(f"{sign}.safetensors")
    (tmp_path / name).touch()
    assert place(tmp_path, name, 456) == tmp_path / f"{Path(name).stem}-456.safetensors"


def test_an_address_that_is_none_gets_no_key(config: Config) -> None:
    assert credentials(config.model_copy(update={"civitai_token": TOKEN}), "http://[::1/file") == {}


# Fetching it


def test_a_lora_with_an_endless_name_arrives_with_what_is_said_of_it(site: Site, config: Config, fetch: Fetch) -> None:
    site.name = "墨" * 400 + ".safetensors"
    fetch()
    assert sorted(file.name for file in folder(config).iterdir()) == [
        "墨" * 60 + ".civitai.info",
        "墨" * 60 + ".safetensors",
    ]


@pytest.fixture
def work(config: Config, db: Database) -> Workshop:
    return workshop(config, db)


Fetch = Callable[[], dict[str, Any]]


@pytest.fixture
def fetch(services: Services, work: Workshop) -> Fetch:
    """Submit the download and run it as the worker does; the job's row afterwards."""

    def run() -> dict[str, Any]:
        handle = claimed(services, services.downloads.submit(AIR))
        run_download(handle, work)
        job = services.jobs.get(handle.id)
        return {"done": job.done, "total": job.total, "note": job.note, "title": job.title}

    return run


def folder(config: Config) -> Path:
    return config.models_dir / "loras"


def test_a_lora_arrives_with_what_is_said_of_it_and_is_on_the_shelf_at_once(
    site: Site, config: Config, services: Services, fetch: Fetch
) -> None:
    job = fetch()
    size = len(site.body)
    assert job == {"done": size, "total": size, "note": "Checking what arrived", "title": "Download Ink Wash (118 kB)"}
    assert sorted(file.name for file in folder(config).iterdir()) == [
        "Ink Wash v2.civitai.info",
        "Ink Wash v2.safetensors",
    ]
    lora = services.frames.loras.get("Ink Wash v2")
    assert (lora.name, lora.base, lora.trigger_words, lora.commercial) == ("Ink Wash", ("sdxl",), ("inkwash",), "yes")
    with pytest.raises(ConflictError, match=r"Download Ink Wash \(118 kB\) is under way already: job 1"):
        services.downloads.look(AIR)
    jobs.finish(services.db, 1)
    with pytest.raises(ConflictError, match="is on this machine already"):
        services.downloads.look(AIR)


def test_what_is_for_signed_in_people_only_says_how_to_sign_in(site: Site, config: Config, fetch: Fetch) -> None:
    site.needs_token = TOKEN
    with pytest.raises(DownloadError, match=r"to people who are signed in only. .*GCL_CIVITAI_TOKEN"):
        fetch()
    assert list(folder(config).glob("*.safetensors")) == []


class TestWithAKey:
    @pytest.fixture
    def config(self, config: Config) -> Config:
        return config.model_copy(update={"civitai_token": TOKEN})

    def test_it_opens_the_door_and_the_storage_never_sees_it(self, site: Site, config: Config, fetch: Fetch) -> None:
        site.needs_token = TOKEN
        fetch()
        assert site.tokens() == {"site": {f"Bearer {TOKEN}"}, "storage": {None}}
        assert TOKEN not in "".join(file.read_text("latin-1") for file in folder(config).iterdir())

    def test_a_link_of_theirs_to_another_host_does_not_get_it(self, config: Config, site: Site) -> None:
        assert credentials(config, f"{site.address}/file") == {"Authorization": f"Bearer {TOKEN}"}
        assert credentials(config, f"{site.storage}/file") == {}
        assert credentials(config, "https://civitai.com.example.org/file") == {}

    def test_one_that_is_not_good_enough_is_told(self, site: Site, fetch: Fetch) -> None:
        site.needs_token = "another"
        with pytest.raises(DownloadError, match=r"CivitAI does not let your key have Ink Wash v2.safetensors. Renew"):
            fetch()

    def test_it_is_not_shown_where_the_configuration_is(self, config: Config) -> None:
        assert TOKEN not in repr(config)
        assert config.environment()["GCL_CIVITAI_TOKEN"] == TOKEN


def test_a_file_that_is_not_what_was_promised_is_not_kept(site: Site, config: Config, fetch: Fetch) -> None:
    site.sha256 = "0" * 64
    with pytest.raises(DownloadError, match="arrived damaged"):
        fetch()
    assert list(folder(config).iterdir()) == []


def test_a_file_that_is_gone_is_told(site: Site, fetch: Fetch) -> None:
    site.status = 404
    with pytest.raises(DownloadError, match=r"CivitAI has no Ink Wash v2.safetensors \(any more\)"):
        fetch()


def test_another_lora_of_the_same_name_stays(site: Site, config: Config, fetch: Fetch) -> None:
    folder(config).mkdir(parents=True)
    (folder(config) / "Ink Wash v2.safetensors").write_bytes(b"another")
    fetch()
    assert (folder(config) / "Ink Wash v2.safetensors").read_bytes() == b"another"
    assert (folder(config) / "Ink Wash v2-456.safetensors").read_bytes() == site.body
