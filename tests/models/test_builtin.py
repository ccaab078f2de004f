"""The pipeline of the built-in model, in small: what a caller of any pipeline relies on."""

from __future__ import annotations

import pytest
import torch

from gcl.models.builtin.pipeline import ThumbnailPipeline
from tests.thumbnail.small import small_model


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory: pytest.TempPathFactory) -> ThumbnailPipeline:
    model = small_model(tmp_path_factory.mktemp("small"))
    for parameter in [*model.average["transformer"].parameters(), *model.average["decoder"].parameters()]:
        if not parameter.any():  # what begins at zero makes all prompts draw the same until it is trained
            torch.nn.init.normal_(parameter, std=0.05)
    made = model.pipeline()
    made.set_progress_bar_config(disable=True)
    return made


def image(pipeline: ThumbnailPipeline, prompt: str = "a red dog", seed: int = 1, **options: object) -> torch.Tensor:
    generator = torch.Generator().manual_seed(seed)
    result = pipeline(prompt, generator=generator, output_type="pt", num_inference_steps=3, **options)
    return result.images[0]


def test_the_same_seed_draws_the_same_and_another_seed_another(pipeline: ThumbnailPipeline) -> None:
    assert torch.equal(image(pipeline), image(pipeline))
    assert not torch.equal(image(pipeline), image(pipeline, seed=2))
    assert image(pipeline).shape == (3, 144, 256)
    assert 0 <= image(pipeline).min() <= image(pipeline).max() <= 1


def test_the_negative_prompt_counts_only_with_guidance(pipeline: ThumbnailPipeline) -> None:
    plain = image(pipeline, guidance_scale=1.0)
    assert torch.equal(plain, image(pipeline, guidance_scale=1.0, negative_prompt="night"))
    guided = image(pipeline, guidance_scale=3.0)
    assert not torch.equal(plain, guided)
    assert not torch.equal(guided, image(pipeline, guidance_scale=3.0, negative_prompt="night"))


def test_a_batch_draws_each_prompt_as_alone(pipeline: ThumbnailPipeline) -> None:
    prompts = ["a red dog", "a blue car on a street at night"]
    generators = [torch.Generator().manual_seed(seed) for seed in (1, 2)]
    both = pipeline(prompts, generator=generators, output_type="pt", num_inference_steps=3).images
    for number, prompt in enumerate(prompts):
        alone = image(pipeline, prompt, seed=number + 1)
        assert torch.allclose(both[number], alone, atol=1e-4), "padding must not be read"


def test_every_step_is_told_and_a_wish_to_stop_is_heard(pipeline: ThumbnailPipeline) -> None:
    told: list[tuple[int, torch.Size]] = []

    def step(running: ThumbnailPipeline, index: int, _: object, tensors: dict[str, torch.Tensor]) -> dict[str, object]:
        told.append((index, tensors["latents"].shape))
        running._interrupt = index == 1
        return {}

    image(pipeline, callback_on_step_end=step)
    assert told == [(0, (1, 8, 5, 8)), (1, (1, 8, 5, 8))]
    assert pipeline.num_timesteps == 3


def test_another_size_is_refused(pipeline: ThumbnailPipeline) -> None:
    with pytest.raises(ValueError, match="draws 256 × 144 pixels and no other size"):
        image(pipeline, width=512, height=288)
