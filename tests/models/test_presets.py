"""The real presets, on tiny weights: each trap of a model is seen by its effect on the pipeline or on the image."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from pathlib import Path

import diffusers
import pytest
import torch
from diffusers import AutoencoderKL, StableDiffusionPipeline
from diffusers.pipelines.stable_diffusion import StableDiffusionSafetyChecker
from structlog.testing import capture_logs
from transformers import CLIPConfig, CLIPImageProcessor

from gcl.catalog import Catalog
from gcl.errors import GenerationError, InputError, ModelError
from gcl.models.base import BaseModel
from gcl.models.device import pick_device, pick_dtype
from gcl.models.zimage import vary
from tests import tiny
from tests.models.conftest import CPU, draw

Like = Callable[..., BaseModel]


def timesteps(model: BaseModel, steps: int) -> list[float]:
    scheduler = model.pipeline.scheduler
    scheduler.set_timesteps(steps)
    return [float(step) for step in scheduler.timesteps]


@pytest.mark.parametrize(
    "key",
    [
        "z-image-turbo",
        "flux2-klein-4b",
        "flux2-klein-9b",
        "flux1-schnell",
        "flux1-dev",
        "qwen-image-2512",
        "ernie-image-turbo",
        "sana-sprint-1.6b",
        "sdxl-turbo",
        "dreamshaper-xl-lightning",
        "juggernaut-xl-v9",
        "sdxl-base",
        "realistic-vision-v5.1",
    ],
)
def test_every_real_preset_draws_with_its_defaults_and_with_one_step(key: str, like: Like) -> None:
    model = like(key)
    wanted = model.preset
    for steps in (wanted.steps if wanted.steps <= 8 else 5, 1):
        image = model.generate(draw(steps=steps, guidance=wanted.guidance))
        assert image.size == (64, 64)


def test_the_presets_of_presets_json_are_the_ones_tested(catalog: Catalog) -> None:
    marks = test_every_real_preset_draws_with_its_defaults_and_with_one_step.pytestmark
    real = [key for key in catalog.diffusion_models if not key.startswith("tiny") and key != "thumbnail"]
    assert sorted(marks[0].args[1]) == sorted(real)


def test_z_image_turbo_draws_without_guidance_though_the_pipeline_would_turn_it_on(like: Like) -> None:
    model = like("z-image-turbo")
    assert inspect.signature(model.pipeline.__call__).parameters["guidance_scale"].default > 0
    model.generate(draw(guidance=0.0))
    assert model.pipeline.guidance_scale == 0.0
    assert model.pipeline.do_classifier_free_guidance is False


def test_z_image_turbo_refuses_another_guidance(like: Like) -> None:
    with pytest.raises(InputError, match="only works at guidance 0"):
        like("z-image-turbo").generate(draw(guidance=5.0))


def forwards(model: BaseModel, **changes: object) -> list[torch.nn.Module]:
    """Once the transformer for each time that it ran during a drawing."""
    ran: list[torch.nn.Module] = []
    hook = model.pipeline.transformer.register_forward_hook(lambda module, *_: ran.append(module))
    model.generate(draw(**{"guidance": model.preset.guidance, **changes}))
    hook.remove()
    return ran


@pytest.mark.parametrize(
    ("key", "steps", "times"),
    [
        ("z-image-turbo", 8, 8),
        ("flux2-klein-4b", 4, 4),
        ("flux1-schnell", 4, 4),
        ("flux1-dev", 4, 4),
        ("ernie-image-turbo", 8, 8),
        ("sana-sprint-1.6b", 2, 2),
        ("qwen-image-2512", 4, 8),  # each step with the prompt and without it, though nobody gave a negative prompt
    ],
)
def test_a_step_runs_the_transformer_once_or_twice_if_the_model_is_guided(
    key: str, steps: int, times: int, like: Like
) -> None:
    assert len(forwards(like(key), steps=steps)) == times


def test_the_guidance_of_flux_dev_is_an_input_of_its_transformer(like: Like) -> None:
    model = like("flux1-dev")
    weak, strong = (model.generate(draw(guidance=guidance)).tobytes() for guidance in (1.0, 8.0))
    assert weak != strong


def test_schnell_reads_256_tokens_and_dev_512(like: Like) -> None:
    prompt = "a fox, " * 50 + "a lighthouse"
    assert like("flux1-schnell").unread_prompt(prompt).endswith("a lighthouse")
    assert like("flux1-dev").unread_prompt(prompt) == ""


def test_the_negative_prompt_of_qwen_image_counts(like: Like) -> None:
    model = like("qwen-image-2512")
    with_, without = (model.generate(draw(guidance=4.0, negative_prompt=text)).tobytes() for text in ("blurred", ""))
    assert with_ != without


@pytest.mark.parametrize("key", ["flux2-klein-4b", "ernie-image-turbo", "flux1-schnell"])
def test_what_a_distilled_model_would_ignore_is_refused(key: str, like: Like) -> None:
    model = like(key)
    with pytest.raises(InputError, match="only works at guidance"):
        model.generate(draw(guidance=6.0))
    with pytest.raises(InputError, match="takes no negative prompt"):
        model.generate(draw(guidance=model.preset.guidance, negative_prompt="blurred"))


def test_the_prompt_of_ernie_image_is_not_rewritten_by_the_enhancer_that_comes_with_it(like: Like) -> None:
    model = like("ernie-image-turbo")

    def rewrite(*_: object, **__: object) -> str:
        raise AssertionError("the prompt was given to the enhancer")

    model.pipeline.pe = model.pipeline.pe_tokenizer = object()
    model.pipeline._enhance_prompt_with_pe = rewrite
    model.generate(draw(guidance=1.0))


def test_sana_sprint_draws_the_size_that_was_asked_for_and_any_number_of_steps(like: Like) -> None:
    model = like("sana-sprint-1.6b")
    assert model.generate(draw(width=96, height=160, guidance=4.5)).size == (96, 160)
    assert len(forwards(model, steps=4)) == 4


def test_z_image_sizes_are_multiples_of_sixteen(like: Like) -> None:
    with pytest.raises(InputError, match="multiples of 16"):
        like("z-image-turbo").generate(draw(width=72))


def test_seeds_of_z_image_turbo_differ_in_the_prompt_too(like: Like) -> None:
    model = like("z-image-turbo")
    first, again, other = (model.prepare_prompt(draw(seed=seed))["prompt_embeds"][0] for seed in (1, 1, 2))
    plain = like("z-image-turbo", seed_variance=0.0).prepare_prompt(draw())
    assert torch.equal(first, again)
    assert not torch.equal(first, other)
    assert plain == {"prompt": "a red fox in the snow"}
    assert model.metadata(draw())["seed_variance"] == 0.1


def test_seed_variance_changes_half_of_the_values_by_at_most_its_strength() -> None:
    embed = torch.randn(200, 50, generator=torch.Generator().manual_seed(0))
    change = vary(embed, 0.1, seed=3) - embed
    assert 0.45 < (change != 0).float().mean() < 0.55
    assert change.abs().max() <= 0.1 * embed.std() * 1.001


def test_guided_z_image_varies_the_prompt_and_keeps_the_negative_prompt(like: Like) -> None:
    model = like("z-image-turbo", negative_prompt=True, force_default_guidance=False)
    with_, without = (model.generate(draw(guidance=3.0, negative_prompt=text)).tobytes() for text in ("blurred", ""))
    assert with_ != without


def test_sdxl_turbo_spaces_its_steps_from_the_end(like: Like) -> None:
    model = like("sdxl-turbo")
    model.generate(draw())
    assert model.pipeline.scheduler.config.timestep_spacing == "trailing"
    assert timesteps(model, 1) == [999]
    assert timesteps(model, 4) == [999, 749, 499, 249]


def test_sdxl_turbo_draws_without_guidance(like: Like) -> None:
    model = like("sdxl-turbo")
    model.generate(draw(guidance=0.0))
    assert model.pipeline.do_classifier_free_guidance is False


def test_dreamshaper_lightning_uses_dpm_sde_karras(like: Like) -> None:
    model = like("dreamshaper-xl-lightning")
    model.generate(draw(steps=4, guidance=2.0))
    assert type(model.pipeline.scheduler) is diffusers.DPMSolverSinglestepScheduler
    assert model.pipeline.scheduler.config.use_karras_sigmas is True
    plain = diffusers.DPMSolverSinglestepScheduler.from_config(model.pipeline.scheduler.config, use_karras_sigmas=False)
    plain.set_timesteps(4)
    assert timesteps(model, 4) != [float(step) for step in plain.timesteps]


def test_juggernaut_uses_dpm_2m_karras(like: Like) -> None:
    model = like("juggernaut-xl-v9")
    model.generate(draw(guidance=5.0))
    assert type(model.pipeline.scheduler) is diffusers.DPMSolverMultistepScheduler
    assert model.pipeline.scheduler.config.use_karras_sigmas is True
    assert model.pipeline.scheduler.config.solver_order == 2


def test_a_replaced_scheduler_keeps_the_noise_schedule_that_the_model_was_trained_with(like: Like) -> None:
    config = like("juggernaut-xl-v9").pipeline.scheduler.config
    assert (config.beta_schedule, config.beta_start, config.beta_end) == ("scaled_linear", 0.00085, 0.012)


def test_every_sdxl_preset_in_half_numbers_replaces_the_vae_that_overflows(catalog: Catalog) -> None:
    halves = [
        preset for preset in catalog.diffusion_models.values() if preset.family == "sdxl" and preset.dtype == "float16"
    ]
    assert halves
    assert {preset.vae for preset in halves} == {"madebyollin/sdxl-vae-fp16-fix"}


def test_a_replaced_vae_is_the_one_that_decodes(like: Like, tmp_path: Path) -> None:
    with torch.random.fork_rng():
        torch.manual_seed(5)
        other = AutoencoderKL(**like("sdxl-base").pipeline.vae.config)
    other.save_pretrained(tmp_path / "vae")
    own, replaced = like("sdxl-base"), like("sdxl-base", vae=str(tmp_path / "vae"))
    weight = "decoder.conv_out.weight"
    assert torch.equal(replaced.pipeline.vae.state_dict()[weight], other.state_dict()[weight])
    assert own.generate(draw()).tobytes() != replaced.generate(draw()).tobytes()


def test_sdxl_takes_no_negative_prompt_as_zeros_and_an_empty_one_likewise(like: Like) -> None:
    model = like("sdxl-base")
    assert model.prepare_prompt(draw())["negative_prompt"] is None
    assert model.prepare_prompt(draw(negative_prompt="blurred"))["negative_prompt"] == "blurred"


def test_a_negative_prompt_changes_a_guided_image(like: Like) -> None:
    model = like("sdxl-base")
    with_, without = (model.generate(draw(guidance=5.0, negative_prompt=text)).tobytes() for text in ("blurred", ""))
    assert with_ != without


def test_a_scheduler_that_diffusers_does_not_have_is_named(like: Like) -> None:
    with pytest.raises(ModelError, match="no scheduler 'DPMSolverTriplestep'"):
        like("sdxl-base", scheduler="DPMSolverTriplestep")


def test_the_kind_of_numbers_is_the_preset_s_on_a_card_and_float32_on_a_processor(catalog: Catalog) -> None:
    dtypes = {key: preset.dtype for key, preset in catalog.diffusion_models.items()}
    assert (dtypes["z-image-turbo"], dtypes["sdxl-turbo"]) == ("bfloat16", "float16")
    assert pick_dtype(torch.device("cuda"), "bfloat16") is torch.bfloat16
    assert pick_dtype(CPU, "float16") is torch.float32


def test_a_device_that_is_not_here_is_refused_with_the_ones_that_may_be() -> None:
    assert pick_device("cpu") == CPU
    with pytest.raises(InputError, match="no device 'gpu' here"):
        pick_device("gpu")


def test_offloading_is_left_out_on_a_processor_where_there_is_nothing_to_offload_to(like: Like) -> None:
    model = like("z-image-turbo", plan="offload")
    assert model.plan.name == "full"
    assert model.generate(draw()).size == (64, 64)


def test_debug_logging_writes_what_went_in_and_how_each_step_went(like: Like) -> None:
    def lines(model: BaseModel) -> str:
        with capture_logs() as told:
            model.generate(draw())
        return str(told)

    assert "spread" not in lines(like("tiny"))
    told = lines(like("tiny", enable_debug_logging=True))
    assert told.count("spread") == 3  # the model's own scheduler takes one step more than it is asked for
    assert "a red fox in the snow" in told


def test_an_image_of_invalid_numbers_is_an_error(like: Like) -> None:
    model = like("tiny")
    with torch.no_grad():
        model.pipeline.vae.decoder.conv_out.weight.fill_(float("nan"))
    with pytest.raises(GenerationError, match="invalid numbers"):
        model.generate(draw())


def test_a_black_image_is_an_error(like: Like) -> None:
    model = like("tiny")
    with torch.no_grad():
        model.pipeline.vae.decoder.conv_out.weight.zero_()
        model.pipeline.vae.decoder.conv_out.bias.fill_(-9)
    with pytest.raises(GenerationError, match="all-black"):
        model.generate(draw())


def test_an_image_that_the_model_s_own_safety_checker_holds_back_is_an_error(
    like: Like, tmp_path: Path, models_dir: Path
) -> None:
    bare = StableDiffusionPipeline.from_pretrained(str(tiny.make("sd15", models_dir)))
    small = {"hidden_size": 16, "intermediate_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2}
    checker = StableDiffusionSafetyChecker(
        CLIPConfig(vision_config=small | {"image_size": 32, "patch_size": 16}, text_config=small, projection_dim=8)
    )
    with torch.no_grad():  # every image is far above these thresholds
        checker.special_care_embeds_weights.fill_(-9)
        checker.concept_embeds_weights.fill_(-9)
    bare.register_modules(
        safety_checker=checker, feature_extractor=CLIPImageProcessor(size={"shortest_edge": 32}, crop_size=32)
    )
    bare.save_pretrained(tmp_path / "guarded")
    with pytest.raises(GenerationError, match="safety checker of Realistic Vision"):
        like("realistic-vision-v5.1", path=tmp_path / "guarded").generate(draw())
