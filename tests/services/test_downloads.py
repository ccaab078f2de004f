"""What a download would bring, before a person agrees, and the job that comes of it."""

from __future__ import annotations

import shutil
from collections import namedtuple
from collections.abc import Iterator
from pathlib import Path

import pytest

from gcl import jobs
from gcl.config import Config
from gcl.downloads import civitai
from gcl.downloads.absence import absence
from gcl.downloads.fetch import SPARE, unfinished
from gcl.errors import ConflictError, DiskFull, DownloadError, InputError, NotFound
from gcl.presets.lora import LoraPreset
from gcl.services import Services
from gcl.tabs.render import render
from tests.downloads.sites import Site, serve
from tests.lora_headers import SDXL, write_header
from tests.shell import Shell

AIR = "urn:air:sdxl:lora:civitai:123@456"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with serve(Site(write_header(tmp_path / "served.safetensors", SDXL).read_bytes())) as served:
        yield served


@pytest.fixture
def config(config: Config, tmp_path: Path, site: Site) -> Config:
    return config.model_copy(update={"civitai": site.address, "models": tmp_path / "models"})


def test_an_offer_says_how_much_it_is_and_what_may_be_done_with_it(services: Services, site: Site) -> None:
    offer = services.downloads.look(AIR)
    assert (offer.name, offer.size, offer.files, offer.source) == ("Ink Wash", len(site.body), 1, "CivitAI")
    assert (offer.licence, offer.commercial) == ("Terms on CivitAI", "yes")
    assert offer.free > 0
    assert services.downloads.under_way() == []


def test_a_preset_s_own_words_and_sum_come_before_the_site_s(services: Services) -> None:
    about = {"name": "Our ink", "licence": "Ours", "commercial": "ask", "commercial_note": "Ask first."}
    services.catalog.loras["ink"] = LoraPreset(air=AIR, base=["sdxl"], sha256="0" * 64, **about)
    assert services.downloads.look("ink").licence == "Ours"
    job = services.jobs.get(services.downloads.submit("ink"))
    assert job.title.startswith("Download Our ink (")
    assert job.payload["civitai"]["sha256"] == "0" * 64
    assert services.downloads.running("ink") == services.downloads.under_way()[0]


def test_what_is_under_way_is_not_begun_again(services: Services) -> None:
    first = services.downloads.submit(AIR)
    with pytest.raises(ConflictError, match=f"is under way already: job {first}"):
        services.downloads.submit(AIR)
    services.jobs.cancel(first)
    assert services.downloads.submit(AIR) == first + 1


@pytest.mark.parametrize(
    ("what", "error", "said"),
    [
        ("sdxl-trubo", NotFound, "Did you mean 'sdxl-turbo'?"),
        ("thumbnail", ConflictError, "Thumbnail is on this machine already."),
        ("tiny", InputError, "Tiny does not come from the hub: presets.json says where it is on this machine."),
        ("sdxl-turbo", DownloadError, "HF_HUB_OFFLINE is set"),
        ("urn:air:nothing", InputError, "is no AIR of CivitAI"),
    ],
)
def test_what_cannot_be_downloaded_is_told(services: Services, what: str, error: type[Exception], said: str) -> None:
    with pytest.raises(error) as caught:
        services.downloads.look(what)
    assert said in str(caught.value)


def test_a_disk_without_room_is_told_before_anybody_agrees(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gcl.downloads.fetch.SPARE", 10**18)
    with pytest.raises(DiskFull, match=r"are free there. Free some space"):
        services.downloads.look(AIR)


def test_what_came_before_a_download_stopped_needs_no_room_again(
    services: Services, config: Config, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    remote = civitai.look(config, AIR).remote
    part = unfinished(config.models_dir / "loras" / remote.name, remote)
    part.parent.mkdir(parents=True)
    part.write_bytes(site.body[:-1000])
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: usage(10**12, 10**12, SPARE + 1000))
    offer = services.downloads.look(AIR)
    assert (offer.size, offer.files, offer.amount) == (1000, 1, "1 kB")


def note_of(services: Services) -> str:
    return render("model_note", choice=next(choice for choice in services.frames.models() if choice.key == "tiny"))


class TestAVaeOfTheHub:
    """A model whose folder is here, and which takes a VAE of the hub's."""

    @pytest.fixture
    def services(self, services: Services, config: Config) -> Services:
        (config.models_dir / "tiny-sd15").mkdir(parents=True)
        models = services.catalog.diffusion_models
        models["tiny"] = models["tiny"].model_copy(update={"vae": "test/vae"})
        return services

    def test_it_is_told_that_it_is_not_here(self, services: Services) -> None:
        assert absence(services.catalog, "tiny") == (
            "The VAE of Tiny, test/vae, is not on this machine. Download it first: with the button below the model in "
            "Generate, or with: gcl download tiny"
        )
        note = note_of(services)
        assert "Its VAE, test/vae, is not on this machine." in note
        assert 'data-do="download" data-what="tiny"' in note

    def test_it_is_what_is_downloaded(self, services: Services) -> None:
        with pytest.raises(DownloadError, match="HF_HUB_OFFLINE is set"):
            services.downloads.look("tiny")

    def test_a_model_that_is_not_here_either_has_to_be_put_there_first(
        self, services: Services, config: Config
    ) -> None:
        (config.models_dir / "tiny-sd15").rmdir()
        assert absence(services.catalog, "tiny") == ""
        assert "Its weights are not where presets.json says" in note_of(services)


# From the shell


def test_the_shell_says_the_size_and_the_licence_and_downloads(gcl: Shell, config: Config, site: Site) -> None:
    answer = gcl.run("download", AIR, "--yes", "--json")
    assert answer.status == 0, answer.err
    assert answer.data["state"] == "done"
    assert answer.err.startswith("Ink Wash: 22 kB in 1 file from CivitAI; ")
    assert "Terms on CivitAI. CivitAI says that its images may be sold" in answer.err
    assert (config.models_dir / "loras" / "Ink Wash v2.safetensors").read_bytes() == site.body
    listed = gcl("loras").out
    assert "Ink Wash v2  SDXL  1\n    words: inkwash\n" in listed
    assert gcl("loras", "--model", "realistic-vision-v5.1", "--json").data == []


def test_the_shell_asks_first_and_a_no_downloads_nothing(
    gcl: Shell, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("typer.confirm", lambda question, err: question != "Download 22 kB?")
    answer = gcl("download", AIR)
    assert (answer.status, answer.out) == (130, "")
    assert answer.err.endswith("Nothing was downloaded.\n")
    assert services.downloads.under_way() == []
    with services.db.read() as session:
        assert jobs.counts(session)["queued"] == 0


def test_where_nobody_can_answer_the_shell_says_how_to_agree(gcl: Shell) -> None:
    answer = gcl.run("download", AIR)
    assert answer.status != 0
    assert "--yes" in answer.err.splitlines()[-1]
