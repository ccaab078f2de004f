"""The LoRAs that there are: of presets.json and of the folder, and what is said of those that cannot be used."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from gcl.catalog import Catalog
from gcl.config import ROOT, Config
from gcl.errors import GclError, InputError, ModelError, NotFound
from gcl.loras import INFO, LoraLibrary
from tests.lora_headers import SD15, SDXL, pair, write_header

PRESET = {
    "name": "Red can",
    "path": "loras/cans/red-can.safetensors",
    "base": ["sdxl"],
    "theme": "product",
    "trigger_words": ["rdcn can"],
    "weight": 0.8,
    "licence": "Ours",
    "commercial": "yes",
    "commercial_note": "Made here.",
}


def library(models: Path, **loras: dict[str, Any]) -> LoraLibrary:
    presets = json.loads((ROOT / "presets.json").read_text(encoding="utf-8")) | {"loras": loras}
    models.mkdir(exist_ok=True)
    (models / "presets.json").write_text(json.dumps(presets), encoding="utf-8")
    return LoraLibrary(Catalog.read(Config(models=models, presets=models / "presets.json")))


@pytest.fixture
def models(tmp_path: Path) -> Path:
    return tmp_path / "models"


def dropped(models: Path, name: str = "ink.safetensors", shapes: Any = SDXL, **metadata: str) -> Path:
    return write_header(models / "loras" / name, shapes, metadata)


def test_a_file_in_the_folder_is_found_with_its_base_its_words_and_its_theme(models: Path) -> None:
    dropped(models, "style/ink.safetensors", **{"modelspec.trigger_phrase": "inkwash"})
    (found,) = library(models).all()
    assert (found.key, found.name, found.base, found.theme) == ("style/ink", "ink", ("sdxl",), "style")
    assert (found.trigger_words, found.weight, found.commercial) == (("inkwash",), 1.0, "ask")
    assert library(models).themes() == ["style"]


def test_a_preset_says_more_of_a_file_than_the_file_and_it_is_listed_once(models: Path) -> None:
    file = dropped(models, "cans/red-can.safetensors")
    (found,) = library(models, **{"red-can": PRESET}).all()
    assert (found.key, found.name, found.theme, found.weight, found.file) == (
        *("red-can", "Red can", "product", 0.8),
        file,
    )


def test_what_is_dropped_or_replaced_while_the_studio_runs_is_seen(models: Path) -> None:
    shelf = library(models)
    assert shelf.all() == []
    file = dropped(models)
    assert shelf.get("ink").base == ("sdxl",)
    dropped(models, shapes=SD15)
    assert shelf.get("ink").base == ("sd15",)
    file.unlink()
    with pytest.raises(NotFound, match="There is no LoRA 'ink'"):
        shelf.get("ink")


def test_several_threads_may_ask_while_files_come(models: Path) -> None:
    for number in range(100):
        dropped(models, f"{number}.safetensors")
    shelf = library(models)

    def asks(_: int) -> None:
        for _ in range(25):
            shelf.all()

    with ThreadPoolExecutor(4) as threads:
        asking = threads.map(asks, range(4))
        for number in range(100, 300):
            dropped(models, f"{number}.safetensors")
        list(asking)
    assert len(shelf.all()) == 300


def test_only_those_that_fit_a_model_are_offered(models: Path) -> None:
    dropped(models, "a.safetensors", SDXL)
    dropped(models, "b.safetensors", SD15)
    dropped(models, "c.safetensors", pair("transformer.single_transformer_blocks.0.attn.to_qkv_mlp_proj", 3072))
    shelf = library(models)

    def offered(model: str) -> list[str]:
        return [lora.key for lora in shelf.fitting(shelf.catalog.diffusion(model))]

    assert offered("sdxl-turbo") == offered("juggernaut-xl-v9") == ["a"]
    assert offered("realistic-vision-v5.1") == ["b"]
    assert (offered("flux2-klein-4b"), offered("flux2-klein-9b"), offered("thumbnail")) == (["c"], [], [])


UNUSABLE = {
    "old.ckpt": "old.ckpt is not a .safetensors file; other formats can run code",
    "cut.safetensors": "cut.safetensors is damaged or incomplete",
    "page.safetensors": "page.safetensors is damaged or incomplete",
    "whole.safetensors": "whole.safetensors has no LoRA in it",
    "odd.safetensors": "odd.safetensors does not tell for which model it was made",
}


@pytest.mark.parametrize("name", UNUSABLE)
def test_what_cannot_be_used_is_listed_with_the_reason_and_not_offered(models: Path, name: str) -> None:
    folder = models / "loras"
    dropped(models, "cut.safetensors")
    with (folder / "cut.safetensors").open("r+b") as cut:
        cut.truncate((folder / "cut.safetensors").stat().st_size - 1)
    (folder / "old.ckpt").write_bytes(b"not even a pickle")
    (folder / "page.safetensors").write_text("<html>Sign in</html>")
    dropped(models, "whole.safetensors", {"model.diffusion_model.out.2.weight": (4, 320, 3, 3)})
    dropped(models, "odd.safetensors", pair("blocks.0.q"))
    shelf = library(models)
    sdxl = shelf.catalog.diffusion("sdxl-turbo")
    assert shelf.fitting(sdxl) == []
    with pytest.raises(ModelError) as caught:
        shelf.choose([(Path(name).stem, 1.0)], sdxl)
    assert caught.value.sentence.startswith(UNUSABLE[name])


def test_hidden_files_and_unfinished_downloads_are_no_loras(models: Path) -> None:
    dropped(models, ".ink.safetensors")
    (models / "loras" / "ink.safetensors.part").write_bytes(b"half")
    assert library(models).all() == []


def test_what_civitai_says_of_a_file_is_taken_from_beside_it(models: Path) -> None:
    file = dropped(models, shapes=pair("unet.mid_block.attentions.0.transformer_blocks.0.attn1.to_q"))
    told = {"id": 456, "baseModel": "Illustrious", "trainedWords": ["inkwash,", "brush"], "model": {"name": "Ink"}}
    file.with_name("ink" + INFO).write_text(json.dumps(told | {"allowCommercialUse": ["Image", "Rent"]}))
    found = library(models).get("ink")
    assert (found.name, found.base, found.trigger_words) == ("Ink", ("sdxl",), ("inkwash", "brush"))
    assert (found.commercial, found.licence) == ("yes", "Terms on CivitAI")
    file.with_name("ink" + INFO).write_text(json.dumps(told | {"model": {"allowCommercialUse": "Rent"}}))
    assert library(models).get("ink").commercial == "no"
    air = PRESET | {"path": None, "air": "urn:air:sdxl:lora:civitai:123@456"}
    (only,) = library(models, ink=air).all()
    assert (only.name, only.file) == ("Red can", file)


def test_one_that_has_to_be_downloaded_is_offered_and_says_how(models: Path) -> None:
    air = PRESET | {"path": None, "air": "urn:air:sdxl:lora:civitai:123@456"}
    hub = PRESET | {"path": None, "repo": "org/cans", "weight_name": "red.safetensors"}
    shelf = library(models, air=air, hub=hub)
    sdxl = shelf.catalog.diffusion("sdxl-turbo")
    assert [lora.key for lora in shelf.fitting(sdxl)] == ["air", "hub"]
    for key in ("air", "hub"):
        with pytest.raises(ModelError, match=f"is not on this machine. Download it: gcl download {key}"):
            shelf.choose([(key, 1.0)], sdxl)


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        ([("ink", 1.0), ("ink", 0.5)], "The LoRA 'ink' is asked for twice."),
        ([("ink", 2.5)], "A weight of 2.5 is not possible for a LoRA. Choose -2 to 2"),
        ([("ink", float("nan"))], "A weight of nan is not possible"),
        ([("inks", 1.0)], "There is no LoRA 'inks'. Did you mean 'ink'?"),
        ([(str(number), 1.0) for number in range(9)], "9 LoRAs are too many for one frame. Choose up to 8."),
        ([("old", 1.0)], "The LoRA old is made for Stable Diffusion 1.5, so SDXL Turbo cannot use it."),
    ],
)
def test_what_does_not_go_together_is_refused(models: Path, wanted: list[tuple[str, float]], sentence: str) -> None:
    dropped(models)
    dropped(models, "old.safetensors", SD15)
    shelf = library(models)
    with pytest.raises(InputError) as caught:
        shelf.choose(wanted, shelf.catalog.diffusion("sdxl-turbo"))
    assert caught.value.sentence.startswith(sentence)


def test_a_shell_names_a_lora_with_or_without_a_weight(models: Path) -> None:
    dropped(models, "cans/red-can.safetensors")
    shelf = library(models, **{"red-can": PRESET})
    assert shelf.named(["red-can", "red-can:0.25", "red-can:-1"]) == [("red-can", x) for x in (0.8, 0.25, -1.0)]
    with pytest.raises(InputError, match="'red-can:much' does not end with a weight"):
        shelf.named(["red-can:much"])


def test_other_programs_names_find_it(models: Path) -> None:
    file = dropped(models, "style/ink_v2.safetensors")
    shelf = library(models, **{"wash": PRESET | {"name": "Ink wash", "path": str(file)}})
    assert [found.key if (found := shelf.like(name)) else None for name in ("wash", "ink_v2", "Ink wash", "ink")] == [
        *["wash"] * 3,
        None,
    ]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"base": []}, "loras > red-can > base"),
        ({"base": ["sdxxl"]}, "loras > red-can > base > 0"),
        ({"weight": 9}, "loras > red-can > weight"),
        ({"path": None, "repo": "org/cans"}, "a repo needs a weight_name"),
        ({"path": None, "air": "urn:air:sdxl:lora:somewhere:1@2"}, "loras > red-can > air"),
        ({"triggers": ["x"]}, "triggers"),
    ],
)
def test_a_wrong_entry_is_told_by_its_name(models: Path, change: dict[str, Any], said: str) -> None:
    with pytest.raises(GclError) as caught:
        library(models, **{"red-can": PRESET | change})
    assert said in caught.value.sentence
