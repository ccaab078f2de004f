"""Flags of presets.json: each does something, and the picture stays what it was."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from diffusers.models.attention_dispatch import _AttentionBackendRegistry
from PIL import Image

from gcl.errors import Cancelled, ModelError
from gcl.models import flags
from gcl.models.base import BaseModel
from gcl.models.control import Control
from gcl.models.opening import Source
from gcl.models.starting import Start
from gcl.plans import FULL
from tests.models.conftest import draw
from tests.models.test_control import a_map, preset
from tests.models.test_plan import differ_by
from tests.tiny.nets import make_net

Like = Callable[..., BaseModel]

WITH_UNET = ["sdxl-base", "realistic-vision-v5.1"]
WITH_TRANSFORMER = ["z-image-turbo", "flux2-klein-4b", "flux1-dev", "qwen-image-2512", "ernie-image-turbo"]
CACHED = ["flux1-dev", "qwen-image-2512"]


def both(like: Like, key: str, **flags: Any) -> tuple[BaseModel, BaseModel]:
    return like(key), like(key, **flags)


def image(model: BaseModel, **changes: Any) -> Any:
    return model.generate(draw(**{"guidance": model.preset.guidance, **changes}))


@pytest.mark.parametrize("key", [*WITH_UNET, "z-image-turbo", "flux1-dev"])
def test_channels_last_changes_the_layout_and_not_the_picture(key: str, like: Like) -> None:
    plain, flagged = both(like, key, channels_last=True)
    assert differ_by(image(plain), image(flagged)) <= 1
    kernel = flagged.pipeline.vae.decoder.conv_in.weight
    assert kernel.is_contiguous(memory_format=torch.channels_last)
    flagged.set_aside()
    flagged.bring_back()
    assert flagged.pipeline.vae.decoder.conv_in.weight.is_contiguous(memory_format=torch.channels_last)


def test_a_model_without_such_convolutions_refuses_channels_last(like: Like) -> None:
    with pytest.raises(ModelError, match='"channels_last" does nothing for models like Qwen-Image'):
        like("qwen-image-2512", channels_last=True)


@pytest.mark.parametrize("key", WITH_TRANSFORMER)
def test_another_attention_draws_the_same_and_holds_for_that_model_alone(key: str, like: Like) -> None:
    active = _AttentionBackendRegistry.get_active_backend()
    plain, flagged = both(like, key, attention_backend="_native_math")
    used = {str(module.processor._attention_backend.value) for module in attentions(flagged)}
    assert used == {"_native_math"}
    assert {module.processor._attention_backend for module in attentions(plain)} == {None}
    assert _AttentionBackendRegistry.get_active_backend() == active
    assert differ_by(image(plain), image(flagged)) <= 2


def attentions(model: BaseModel) -> list[Any]:
    modules = model.pipeline.transformer.modules()
    return [module for module in modules if hasattr(getattr(module, "processor", None), "_attention_backend")]


@pytest.mark.parametrize("backend", ["flash_hub", "fastest", "xformers"])
def test_an_attention_that_is_not_here_or_would_be_fetched_is_refused(backend: str, like: Like) -> None:
    with pytest.raises(ModelError, match=f'"attention_backend": "{backend}" of FLUX.1 dev in presets.json cannot'):
        like("flux1-dev", attention_backend=backend)


def test_a_unet_has_no_choice_of_attention(like: Like) -> None:
    with pytest.raises(ModelError, match='"attention_backend" does nothing'):
        like("sdxl-base", attention_backend="native")


@pytest.mark.parametrize("key", CACHED)
def test_the_step_cache_skips_work_in_long_drawings_and_changes_them_little(key: str, like: Like) -> None:
    plain, flagged = both(like, key, step_cache=0.5)
    assert differ_by(image(plain, steps=20), image(flagged, steps=20)) > 0
    far = differ_by(image(plain, steps=20), image(plain, steps=20, seed=8))
    assert differ_by(image(plain, steps=20), image(flagged, steps=20)) < far
    assert flagged.metadata(draw(steps=20))["step_cache"] == 0.5


@pytest.mark.parametrize("key", CACHED)
def test_the_step_cache_leaves_short_drawings_alone(key: str, like: Like) -> None:
    plain, flagged = both(like, key, step_cache=0.5)
    image(flagged, steps=20)
    assert image(plain, steps=4).tobytes() == image(flagged, steps=4).tobytes()
    assert "step_cache" not in flagged.metadata(draw(steps=4))


TEAL = Image.new("RGB", (64, 64), "teal")


def starts(strength: float) -> list[Start]:
    """A whole image, and a part of one."""
    return [Start("a.png", TEAL, strength), Start("a.png", TEAL, strength, "m.png", Image.new("L", (64, 64), 255))]


def test_flux_draws_from_an_image_as_if_there_were_no_step_cache(like: Like) -> None:
    plain, flagged = both(like, "flux1-dev", step_cache=0.5)
    image(flagged, steps=20)
    for start in starts(1.0):
        assert image(plain, steps=20, start=start).tobytes() == image(flagged, steps=20, start=start).tobytes()
        assert "step_cache" not in flagged.metadata(draw(steps=20, start=start))


def test_the_step_cache_reckons_with_the_steps_that_an_image_leaves(like: Like) -> None:
    plain, flagged = both(like, "qwen-image-2512", step_cache=0.5)
    for start in starts(0.5):
        assert image(plain, steps=24, start=start).tobytes() == image(flagged, steps=24, start=start).tobytes()
        assert "step_cache" not in flagged.metadata(draw(steps=24, start=start))
        assert differ_by(image(plain, steps=40, start=start), image(flagged, steps=40, start=start)) > 0
        assert flagged.metadata(draw(steps=40, start=start))["step_cache"] == 0.5


@pytest.mark.parametrize("key", CACHED)
def test_a_map_is_drawn_without_the_step_cache(key: str, like: Like, tmp_path: Path) -> None:
    plain, flagged = both(like, key, step_cache=0.5)
    one = preset(plain.preset.family)
    make_net(plain.preset.family, plain.pipeline, tmp_path)
    control = Control("net", one, Source(tmp_path, here=True), "canny", None, "map.png", a_map(), 1.0)
    assert image(plain, steps=20, control=control).tobytes() == image(flagged, steps=20, control=control).tobytes()
    assert "step_cache" not in flagged.metadata(draw(steps=20, control=control))


def test_a_drawing_that_was_stopped_leaves_nothing_in_the_step_cache(like: Like) -> None:
    model = like("flux1-dev", step_cache=0.5)
    before = image(model, steps=20).tobytes()

    def cancel(done: int) -> None:
        if done == 9:
            raise Cancelled("Cancelled.")

    with pytest.raises(Cancelled):
        model.generate(draw(guidance=3.5, steps=25, seed=1), cancel)
    assert image(model, steps=20).tobytes() == before


@pytest.mark.parametrize("key", ["z-image-turbo", "sdxl-base", "flux2-klein-4b"])
def test_a_model_that_knows_no_step_cache_refuses_it(key: str, like: Like) -> None:
    with pytest.raises(ModelError, match='"step_cache" does nothing'):
        like(key, step_cache=0.1)


@pytest.mark.slow
@pytest.mark.parametrize("key", ["flux1-dev", "sdxl-base"])
def test_compiled_blocks_draw_the_same_in_every_size_and_are_compiled_once(key: str, like: Like) -> None:
    """Traced as for any compiler, and run without one: that takes minutes on a processor. The sizes are chosen so that
    their numbers of tokens are no other length in these small models, which would be taken for the same."""
    plain, flagged = both(like, key, step_cache=None)
    asked = flagged.preset.model_copy(update={"compile_repeated_blocks": True})
    flags.finish(flagged.pipeline, asked, FULL, compiler="aot_eager")
    torch._dynamo.reset()
    seen = []
    for width, height in ((96, 64), (80, 64), (64, 112)):
        pictures = [image(model, width=width, height=height, steps=2) for model in (plain, flagged)]
        assert differ_by(*pictures) <= 2
        seen.append(torch._dynamo.utils.counters["stats"]["unique_graphs"])
    assert seen[0] > 0
    assert seen == [seen[0]] * 3
    torch._dynamo.reset()


def test_a_model_whose_blocks_are_not_known_to_repeat_refuses_to_be_compiled(like: Like) -> None:
    with pytest.raises(ModelError, match='"compile_repeated_blocks" does nothing'):
        like("sana-sprint-1.6b", compile_repeated_blocks=True)
