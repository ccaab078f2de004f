"""Plans carried out on real pipelines: on a processor the parts go nowhere, but by the same hooks."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from gcl import plans
from gcl.catalog import Catalog
from gcl.models.factory import FAMILIES, load_model
from gcl.models.plan import loading_options
from gcl.plans import FP8, FULL, NF4, OFFLOAD, Plan
from tests import tiny_presets
from tests.models.conftest import draw
from tests.models.lora_files import chosen, make_lora
from tests.models.test_loras import adapters
from tests.models.test_prompt_cache import encodings

families = pytest.mark.parametrize("family", tiny_presets.FAMILIES)


def differ_by(one: object, other: object) -> float:
    """The largest difference, in steps of 255."""
    return float(np.abs(pixels(one) - pixels(other)).max())


def pixels(image: object) -> np.ndarray:
    return np.asarray(image, dtype=np.float32)


@families
def test_weights_in_8_bits_draw_nearly_the_same_in_less_memory(family: str, catalog: Catalog) -> None:
    full, narrow = (load_model(f"tiny-{family}", catalog, "cpu", plan) for plan in (FULL, FP8))
    assert narrow.footprint() < full.footprint()  # by little: of a small model most is embeddings
    whole, other = pixels(full.generate(draw())), pixels(narrow.generate(draw()))
    assert not np.array_equal(whole, other)
    # Untrained, so without any of the tolerance of a real model: another seed is ten times as far away.
    assert np.abs(whole - other).mean() < 0.5 * np.abs(whole - pixels(full.generate(draw(seed=8)))).mean()
    assert narrow.metadata(draw())["plan"] == "fp8"


@families
def test_parts_that_come_when_it_is_their_turn_draw_the_same(family: str, catalog: Catalog) -> None:
    full, parts = (load_model(f"tiny-{family}", catalog, "cpu", plan) for plan in (FULL, OFFLOAD))
    assert differ_by(full.generate(draw()), parts.generate(draw())) <= 1
    parts.set_aside()
    parts.bring_back()
    assert differ_by(full.generate(draw(seed=9)), parts.generate(draw(seed=9))) <= 1
    parts.unload()


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs an NVIDIA card")
@pytest.mark.parametrize("plan", plans.LADDER, ids=lambda plan: plan.name)
@families
def test_every_plan_draws_on_a_card_is_set_aside_and_comes_back(family: str, plan: Plan, catalog: Catalog) -> None:
    model = load_model(f"tiny-{family}", catalog, "cuda", plan)
    before = model.generate(draw())
    model.set_aside()
    model.bring_back()
    assert differ_by(before, model.generate(draw())) <= 1
    model.unload()


@families
def test_a_lora_is_worn_by_weights_in_8_bits_too(
    family: str, catalog: Catalog, models_dir: Path, tmp_path: Path
) -> None:
    lora = chosen(make_lora(family, models_dir, tmp_path / "style.safetensors"))
    full, narrow = (load_model(f"tiny-{family}", catalog, "cpu", plan) for plan in (FULL, FP8))
    plain = narrow.generate(draw())
    full.generate(draw(loras=(lora,)))
    assert narrow.generate(draw(loras=(lora,))).tobytes() != plain.tobytes()
    wide, same = adapters(full), adapters(narrow)
    assert wide
    for (_, one), (_, other) in zip(wide, same, strict=True):
        assert torch.equal(one, other)
    assert narrow.generate(draw()).tobytes() == plain.tobytes()


def test_the_text_encoders_do_not_come_to_the_card_for_a_prompt_that_was_kept(catalog: Catalog) -> None:
    model = load_model("tiny-flux1", catalog, "cpu", OFFLOAD)
    model.generate(draw())
    with encodings(model) as ran:
        model.generate(draw(seed=8))
    assert ran == []


@pytest.mark.parametrize("family", FAMILIES)
def test_4_bits_are_asked_for_the_transformer_and_every_text_encoder(family: str) -> None:
    pipeline_class = FAMILIES[family].pipeline_class
    config = loading_options(NF4, torch.bfloat16, pipeline_class)["quantization_config"]
    names = set(config.components_to_quantize)
    assert names & {"unet", "transformer"}
    assert "text_encoder" in names
    assert not names & {"vae", "scheduler", "tokenizer"}
    for is_diffusers, name in ((True, "transformer"), (True, "unet"), (False, "text_encoder")):
        if name in names:
            asked = config._resolve_quant_config(is_diffusers, name)
            assert (asked.bnb_4bit_quant_type, asked.bnb_4bit_use_double_quant) == ("nf4", True)
            assert asked.bnb_4bit_compute_dtype is torch.bfloat16


def test_no_other_plan_narrows_while_it_reads() -> None:
    assert loading_options(FP8, torch.float32, FAMILIES["sdxl"].pipeline_class) == {}
