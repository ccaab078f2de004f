"""A frame that keeps to a map, for every family that takes a ControlNet, with two-layer networks of the true class."""

from __future__ import annotations

import gc
import json
import weakref
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from diffusers import ZImageControlNetModel
from PIL import Image, ImageDraw
from safetensors.torch import load_file, save_file

from gcl.catalog import Catalog
from gcl.config import Config
from gcl.errors import Cancelled, InputError, ModelError
from gcl.models.base import BaseModel
from gcl.models.control import CONFIGS, Control, open_control, open_net
from gcl.models.factory import load_model
from gcl.models.opening import Source
from gcl.models.starting import Start
from gcl.payloads import ControlImage
from gcl.plans import FP8, OFFLOAD, SEQUENTIAL, Plan
from gcl.presets.controlnet import ControlNetPreset
from gcl.references import keep_picture
from tests.models.conftest import draw
from tests.tiny.nets import make_net


def a_map(at: int = 16) -> Image.Image:
    image = Image.new("RGB", (64, 64), "black")
    ImageDraw.Draw(image).ellipse((at, at, 48, 48), outline="white", width=3)
    return image


def preset(family: str, **changes: Any) -> ControlNetPreset:
    kinds = {"canny": 3} if family == "sdxl" else {"canny": None}
    values: dict[str, Any] = {
        "name": f"Net of {family}", "path": Path("net"), "family": family, "kinds": kinds, "licence": "Apache-2.0",
        "commercial": "yes", "commercial_note": "Untrained.",
    }  # fmt: skip
    return ControlNetPreset(**values | changes)


@pytest.fixture(scope="session")
def nets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("nets")


@pytest.fixture
def keeps(model: BaseModel, nets: Path) -> Iterator[BaseModel]:
    family = model.preset.family
    if not model.preset.abilities.controlled:
        pytest.skip(f"{family} takes no ControlNet")
    if not (nets / family).is_dir():
        make_net(family, model.pipeline, nets / family)
    yield model
    model.siblings.let_go()  # the model serves other files' tests, too


def control(model: BaseModel, nets: Path, *, key: str = "net", image: Image.Image | None = None, scale: float = 1.0):
    one = preset(model.preset.family)
    source = Source(nets / model.preset.family, here=True)
    return Control(key, one, source, "canny", one.kinds["canny"], "map.png", image or a_map(), scale)


def test_a_map_changes_what_is_drawn_and_another_map_otherwise(keeps: BaseModel, nets: Path) -> None:
    plain = keeps.generate(draw()).tobytes()
    first = keeps.generate(draw(control=control(keeps, nets))).tobytes()
    other = keeps.generate(draw(control=control(keeps, nets, image=a_map(4)))).tobytes()
    assert len({plain, first, other}) == 3
    assert keeps.generate(draw(control=control(keeps, nets))).tobytes() == first
    assert keeps.generate(draw()).tobytes() == plain


def test_how_strictly_it_is_kept_to_matters(keeps: BaseModel, nets: Path) -> None:
    little = keeps.generate(draw(control=control(keeps, nets, scale=0.2))).tobytes()
    assert keeps.generate(draw(control=control(keeps, nets, scale=1.5))).tobytes() != little


def test_a_network_of_several_kinds_is_told_which_the_map_is(catalog: Catalog, nets: Path) -> None:
    model = load_model("tiny-sdxl", catalog, "cpu")
    if not (nets / "sdxl").is_dir():
        make_net("sdxl", model.pipeline, nets / "sdxl")
    edges = control(model, nets)
    lines = model.generate(draw(control=edges)).tobytes()
    assert model.generate(draw(control=replace(edges, mode=0))).tobytes() != lines


def test_the_network_is_loaded_once_and_goes_when_another_comes(keeps: BaseModel, nets: Path) -> None:
    keeps.generate(draw(control=control(keeps, nets)))
    net = keeps.siblings._net
    keeps.generate(draw(control=control(keeps, nets, image=a_map(4))))
    assert keeps.siblings._net is net
    keeps.generate(draw(control=control(keeps, nets, key="another")))
    assert keeps.siblings._net is not None
    assert keeps.siblings._net[0] == "another"


def test_progress_reaches_the_last_step_and_cancel_leaves_nothing(keeps: BaseModel, nets: Path) -> None:
    seen: list[int] = []
    keeps.generate(draw(steps=4, control=control(keeps, nets)), seen.append)
    assert seen == sorted(seen)
    assert seen[-1] == 4
    before = keeps.generate(draw()).tobytes()

    def cancel(done: int) -> None:
        raise Cancelled("Cancelled.")

    with pytest.raises(Cancelled):
        keeps.generate(draw(control=control(keeps, nets)), cancel)
    assert keeps.generate(draw()).tobytes() == before


def test_metadata_says_which_map_and_not_its_pixels(keeps: BaseModel, nets: Path) -> None:
    settings = keeps.metadata(draw(control=control(keeps, nets)))
    assert settings["control"] == {"key": "net", "kind": "canny", "image": "map.png", "scale": 1.0}


def test_a_network_of_another_family_is_refused(model: BaseModel, nets: Path) -> None:
    other = "sdxl" if model.preset.family != "sdxl" else "sd15"
    one = preset(other)
    wrong = Control("net", one, Source(nets / other, here=True), "canny", None, "map.png", a_map(), 1.0)
    with pytest.raises(InputError, match="does not go with"):
        model.generate(draw(control=wrong))


def test_a_frame_keeps_to_a_map_and_begins_from_an_image_where_the_family_can(keeps: BaseModel, nets: Path) -> None:
    image = Image.linear_gradient("L").resize((64, 64)).convert("RGB")
    left = Image.new("L", (64, 64), 0)
    left.paste(255, (0, 0, 32, 64))
    kept = control(keeps, nets)
    whole, part = Start("a.png", image, 1.0), Start("a.png", image, 1.0, "m.png", left)
    if not keeps.preset.abilities.controlled_from:
        with pytest.raises(InputError, match="not both"):
            keeps.generate(draw(control=kept, start=whole))
        return
    drawn = keeps.generate(draw(control=kept, start=whole))
    assert drawn.tobytes() != keeps.generate(draw(start=whole)).tobytes()
    painted = keeps.generate(draw(control=kept, start=part))
    right = (33, 0, 64, 64)
    assert painted.crop(right).tobytes() == image.crop(right).tobytes()
    assert painted.tobytes() != keeps.generate(draw(start=part)).tobytes()
    # The other network reaches the pipelines that were built for the first.
    keeps.generate(draw(control=control(keeps, nets, key="another")))
    assert keeps.generate(draw(control=control(keeps, nets, key="another"), start=whole)) == drawn


def test_a_damaged_network_is_a_sentence(keeps: BaseModel, tmp_path: Path) -> None:
    (tmp_path / "net").mkdir()
    (tmp_path / "net" / "config.json").write_text("{")
    one = preset(keeps.preset.family)
    damaged = Control("damaged", one, Source(tmp_path / "net", here=True), "canny", 3, "map.png", a_map(), 1.0)
    with pytest.raises(ModelError, match="Net of"):
        keeps.generate(draw(control=damaged))
    assert keeps.generate(draw()).size == (64, 64)


def test_a_map_is_brought_to_the_size_of_the_frame(tmp_path: Path, catalog: Catalog, nets: Path) -> None:
    catalog.controlnets["mine"] = preset("sdxl", path=nets)
    name = keep_picture(a_map().resize((200, 100)), tmp_path)
    found = open_control(
        ControlImage(controlnet="mine", kind="canny", image=name, scale=0.5), catalog, tmp_path, 96, 64
    )
    assert (found.image.size, found.mode, found.scale) == ((96, 64), 3, 0.5)
    del catalog.controlnets["mine"]


def test_a_kind_that_the_network_does_not_read_any_more_is_a_sentence(
    tmp_path: Path, catalog: Catalog, nets: Path
) -> None:
    catalog.controlnets["mine"] = preset("sdxl", path=nets)
    asked = ControlImage(controlnet="mine", kind="depth", image=keep_picture(a_map(), tmp_path), scale=0.5)
    with pytest.raises(ModelError, match="does not read maps of the kind 'depth'"):
        open_control(asked, catalog, tmp_path, 64, 64)
    del catalog.controlnets["mine"]


def test_a_network_that_is_not_here_is_not_fetched_by_a_frame(tmp_path: Path, catalog: Catalog) -> None:
    name = keep_picture(a_map(), tmp_path)
    asked = ControlImage(controlnet="sdxl-union", kind="canny", image=name, scale=0.5)
    with pytest.raises(ModelError, match="gcl download sdxl-union"):
        open_control(asked, catalog, tmp_path, 64, 64)


def test_pickles_are_refused(keeps: BaseModel, nets: Path, tmp_path: Path) -> None:
    folder = tmp_path / "net"
    folder.mkdir()
    (folder / "config.json").write_text((nets / keeps.preset.family / "config.json").read_text())
    weights = load_file(nets / keeps.preset.family / "diffusion_pytorch_model.safetensors")
    torch.save(weights, folder / "diffusion_pytorch_model.bin")  # right in all but its form
    one = preset(keeps.preset.family)
    pickled = Control("pickled", one, Source(folder, here=True), "canny", 3, "map.png", a_map(), 1.0)
    with pytest.raises(ModelError, match="pickle"):
        keeps.generate(draw(control=pickled))


def test_the_old_network_is_gone_before_the_next_is_read(keeps: BaseModel, nets: Path, tmp_path: Path) -> None:
    keeps.generate(draw(control=control(keeps, nets)))
    old = weakref.ref(keeps.siblings.net)
    one = preset(keeps.preset.family)
    missing = Control("missing", one, Source(tmp_path, here=True), "canny", 3, "map.png", a_map(), 1.0)
    gc.disable()  # or it might happen to run
    try:
        with pytest.raises(ModelError):
            keeps.generate(draw(control=missing))
        assert old() is None
    finally:
        gc.enable()


def test_the_network_in_memory_counts_for_the_footprint(keeps: BaseModel, nets: Path) -> None:
    keeps.siblings.let_go()
    before = keeps.footprint()
    keeps.generate(draw(control=control(keeps, nets)))
    on_disk = sum(file.stat().st_size for file in (nets / keeps.preset.family).glob("*.safetensors"))
    assert 0.8 * on_disk < keeps.footprint() - before < 1.2 * on_disk


@pytest.fixture
def z_image(catalog: Catalog, nets: Path) -> BaseModel:
    model = load_model("tiny-zimage", catalog, "cpu")
    if not (nets / "zimage").is_dir():
        make_net("zimage", model.pipeline, nets / "zimage")
    return model


def as_one_file(net: Path, file: Path) -> None:
    """Z-Image's network as it is published: one file and no configuration, with the names that diffusers has too."""
    weights = load_file(net / "diffusion_pytorch_model.safetensors")
    assert "control_all_x_embedder.2-1.weight" in weights
    save_file(weights, file)


def test_a_network_that_is_one_file_is_opened_by_the_configuration_that_is_named(
    z_image: BaseModel, nets: Path, tmp_path: Path
) -> None:
    as_one_file(nets / "zimage", tmp_path / "net.safetensors")
    one = preset("zimage", single_file_config=str(nets / "zimage"))
    alone = Control("one", one, Source(tmp_path / "net.safetensors", True), "canny", None, "map.png", a_map(), 1.0)
    assert z_image.generate(draw(control=alone)) == z_image.generate(draw(control=control(z_image, nets)))


def test_z_image_s_network_in_the_hub_s_cache_is_opened_without_the_hub(
    z_image: BaseModel, nets: Path, tmp_path: Path, catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    published = catalog.controlnet("z-image-union")
    cached = tmp_path / "models--alibaba-pai--Z-Image-Turbo-Fun-Controlnet-Union"
    (cached / "snapshots" / "one").mkdir(parents=True)
    (cached / "refs").mkdir()
    (cached / "refs" / "main").write_text("one")
    as_one_file(nets / "zimage", cached / "snapshots" / "one" / str(published.weight_name))
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    one = published.model_copy(update={"single_file_config": str(nets / "zimage")})
    source = Source(str(one.repo), here=True)
    net = open_net(ZImageControlNetModel, Control("z", one, source, "canny", None, "", a_map(), 1.0), torch.float32)
    whole = load_file(nets / "zimage" / "diffusion_pytorch_model.safetensors")
    assert all(torch.equal(value, whole[name]) for name, value in net.state_dict().items())


def test_the_configuration_that_comes_with_the_studio_is_that_of_the_published_network() -> None:
    """Whose file has 136 tensors and 3.1 GB."""
    named = Catalog.read(Config()).controlnet("z-image-union").single_file_config
    settings = json.loads((CONFIGS / str(named) / "config.json").read_text(encoding="utf-8"))
    with torch.device("meta"):
        net = ZImageControlNetModel.from_config(settings)
    weights = net.state_dict()
    assert (len(weights), round(sum(one.numel() for one in weights.values()) * 2 / 1e9, 1)) == (136, 3.1)


@pytest.mark.parametrize("plan", [OFFLOAD, SEQUENTIAL])
def test_z_image_that_comes_to_the_card_in_parts_refuses_a_map(
    catalog: Catalog, nets: Path, z_image: BaseModel, plan: Plan
) -> None:
    """Its network computes with modules of the transformer, which are elsewhere when the network's turn comes."""
    model = load_model("tiny-zimage", catalog, "cpu", plan)
    with pytest.raises(InputError, match="have to stay on the graphics card"):
        model.generate(draw(control=control(model, nets)))


def test_z_image_with_narrow_weights_keeps_to_a_map(catalog: Catalog, nets: Path, z_image: BaseModel) -> None:
    model = load_model("tiny-zimage", catalog, "cpu", FP8)
    plain = model.generate(draw()).tobytes()
    assert model.generate(draw(control=control(model, nets))).tobytes() != plain
