"""LoRAs, on the true pipeline classes with two-layer parts: each family has a mixin for them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from gcl.errors import Cancelled, ModelError
from gcl.models.base import BaseModel
from tests.models.conftest import draw
from tests.models.lora_files import chosen, make_lora, renamed

Made = Callable[..., Path]


@pytest.fixture(scope="session")
def made(models_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """made("sdxl", seed=1): the file of a LoRA of that family."""
    folder, files = tmp_path_factory.mktemp("loras"), {}

    def make(family: str, *, seed: int = 0, text: bool = False) -> Path:
        name = f"{family}-{seed}{'-text' if text else ''}"
        if name not in files:
            files[name] = make_lora(family, models_dir, folder / f"{name}.safetensors", seed=seed, text=text)
        return files[name]

    return make


def image(model: BaseModel, *loras: object) -> bytes:
    return model.generate(draw(loras=loras)).tobytes()


def test_a_lora_changes_the_picture_and_its_weight_how_much(model: BaseModel, made: Made) -> None:
    one = made(model.preset.family)
    drawn = [image(model), image(model, chosen(one, 0.4)), image(model, chosen(one, 1.0))]
    assert len(set(drawn)) == 3


def test_weight_0_is_no_lora(model: BaseModel, made: Made) -> None:
    plain = image(model)
    assert image(model, chosen(made(model.preset.family), 0.0)) == plain


def test_what_is_taken_off_gives_the_first_bytes_back(model: BaseModel, made: Made) -> None:
    plain, one = image(model), chosen(made(model.preset.family))
    first = image(model, one)
    assert image(model) == plain
    assert image(model, one) == first


def test_two_at_once_are_other_than_each_alone_and_either_can_be_taken_off(model: BaseModel, made: Made) -> None:
    one, two = (chosen(made(model.preset.family, seed=seed)) for seed in (0, 1))
    alone = [image(model, one), image(model, two)]
    both = image(model, one, two)
    assert both not in alone
    assert image(model, two) == alone[1]
    assert image(model, one, two) == both


def test_one_that_stays_is_not_loaded_again(model: BaseModel, made: Made) -> None:
    one = chosen(made(model.preset.family))
    image(model, one)
    before = [id(value) for name, value in adapters(model)]
    image(model, chosen(one.file, 0.5))
    assert before
    assert [id(value) for name, value in adapters(model)] == before
    image(model)
    assert adapters(model) == []


def adapters(model: BaseModel) -> list[tuple[str, object]]:
    part = getattr(model.pipeline, "unet", None) or model.pipeline.transformer
    return [(name, value) for name, value in part.named_parameters() if "lora_" in name]


def test_a_run_that_is_cancelled_leaves_no_lora_to_the_next(model: BaseModel, made: Made) -> None:
    plain = image(model)

    def cancel(done: int) -> None:
        raise Cancelled("Cancelled.")

    with pytest.raises(Cancelled):
        model.generate(draw(loras=(chosen(made(model.preset.family)),)), cancel)
    assert image(model) == plain


def test_one_of_another_family_is_refused_and_leaves_nothing_behind(model: BaseModel, made: Made) -> None:
    plain = image(model)
    other = made("sd15" if model.preset.family not in ("sd15", "sdxl") else "zimage")
    with pytest.raises(ModelError, match=rf"The LoRA .* {model.preset.name}"):
        image(model, chosen(other))
    assert image(model) == plain
    assert image(model, chosen(made(model.preset.family))) != plain


def test_layers_that_the_model_lacks_are_told(model: BaseModel, made: Made, tmp_path: Path) -> None:
    plain, one = image(model), made(model.preset.family)
    name = next(name for name in load_file(one) if ".0." in name)
    block = name[: name.index(".0.") + 3]
    extra = {tensor.replace(block, block.replace(".0.", ".7.")): value for tensor, value in load_file(one).items()}
    save_file(load_file(one) | extra, tmp_path / "more.safetensors")
    with pytest.raises(ModelError, match=r"of the \d+ layers of the LoRA More are not in|does not fit"):
        image(model, chosen(tmp_path / "more.safetensors"))
    assert image(model) == plain


def test_a_file_whose_names_mean_nothing_is_told(model: BaseModel, made: Made, tmp_path: Path) -> None:
    plain = image(model)
    odd = renamed(made(model.preset.family), tmp_path / "odd.safetensors", "to_", "from_")
    with pytest.raises(ModelError, match=r"The LoRA Odd (does not fit|changes nothing in)"):
        image(model, chosen(odd))
    assert image(model) == plain


def test_a_file_that_was_cut_short_is_damaged(model: BaseModel, made: Made, tmp_path: Path) -> None:
    cut = tmp_path / "cut.safetensors"
    cut.write_bytes(made(model.preset.family).read_bytes()[:-100])
    with pytest.raises(ModelError, match="The file of the LoRA Cut is damaged or incomplete"):
        image(model, chosen(cut))


def test_a_file_that_is_written_anew_is_loaded_anew(model: BaseModel, made: Made, tmp_path: Path) -> None:
    file = tmp_path / "style.safetensors"
    drawn = []
    for seed in (0, 1):
        file.write_bytes(made(model.preset.family, seed=seed).read_bytes())
        drawn.append(image(model, chosen(file)))
    assert drawn[0] != drawn[1]
    assert drawn[1] == image(model, chosen(made(model.preset.family, seed=1)))
    file.unlink()
    with pytest.raises(ModelError, match="The file of the LoRA Style is gone"):
        image(model, chosen(file))


def test_the_settings_name_the_loras_and_no_file(model: BaseModel, made: Made) -> None:
    one = chosen(made(model.preset.family), 0.8, key="style/ink")
    settings = model.metadata(draw(loras=(one,)))
    assert settings["loras"] == [{"key": "style/ink", "name": one.name, "weight": 0.8}]
    assert "loras" not in model.metadata(draw())


@pytest.mark.parametrize("family", ["sd15", "sdxl"])
def test_a_text_encoder_learns_too(family: str, like: Callable[..., BaseModel], made: Made) -> None:
    model = like("realistic-vision-v5.1" if family == "sd15" else "sdxl-turbo", width=64, height=64)
    settings = {"guidance": model.preset.guidance}
    both, denoiser = chosen(made(family, text=True)), chosen(made(family))
    plain, with_text, without = (
        model.generate(draw(loras=loras, **settings)).tobytes() for loras in ((), (both,), (denoiser,))
    )
    assert len({plain, with_text, without}) == 3
    assert model.generate(draw(**settings)).tobytes() == plain


def kohya(file: Path, new: Path) -> Path:
    """The same with the names that most trainers give, and alphas equal to the rank."""
    renamed = {}
    for name, value in load_file(file).items():
        layer, way = name.removeprefix("unet.").removesuffix(".weight").rsplit(".", 1)
        layer = "lora_unet_" + layer.replace(".", "_")
        renamed[f"{layer}.{'lora_down' if way == 'lora_A' else 'lora_up'}.weight"] = value
        renamed[f"{layer}.alpha"] = torch.tensor(2.0)
    save_file(renamed, new)
    return new


@pytest.mark.parametrize("family", ["sd15", "sdxl"])
def test_names_as_most_trainers_write_them_are_the_same(
    family: str, like: Callable[..., BaseModel], made: Made, tmp_path: Path
) -> None:
    model = like("realistic-vision-v5.1" if family == "sd15" else "sdxl-turbo", width=64, height=64)
    settings = {"guidance": model.preset.guidance}
    ours, theirs = chosen(made(family)), chosen(kohya(made(family), tmp_path / "kohya.safetensors"))
    drawn = [model.generate(draw(loras=(one,), **settings)).tobytes() for one in (ours, theirs)]
    assert drawn[0] == drawn[1]
    odd = renamed(theirs.file, tmp_path / "odd.safetensors", "mid_block_attentions_0", "mid_block_attentions_4")
    with pytest.raises(ModelError, match=r"of the \d+ layers of the LoRA Odd are not in"):
        model.generate(draw(loras=(chosen(odd),), **settings))


def test_a_model_that_takes_no_loras_says_so(like: Callable[..., BaseModel], made: Made) -> None:
    from gcl.models.loras import Wardrobe

    with pytest.raises(ModelError, match="Some Model takes no LoRAs"):
        Wardrobe(object(), "Some Model").wear([chosen(made("sd15"))])
