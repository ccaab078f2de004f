"""What a frame looks like while it is drawn: told where somebody looks, right where it can be, never in the way."""

from __future__ import annotations

import os
import time
from pathlib import Path

import numpy as np
import pytest
import torch
from diffusers import AutoencoderTiny, FlowMatchEulerDiscreteScheduler
from PIL import Image

from gcl.errors import Cancelled
from gcl.models import preview
from gcl.models.base import BaseModel
from gcl.models.preview import Previews, as_cells, cell_colours, from_colours
from gcl.previews import WATCHED_FOR, is_watched, look, preview_file
from tests.models.conftest import Recording, Studio, draw


@pytest.fixture(autouse=True)
def every_step(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preview, "EVERY", 0)


def drawn(model: BaseModel, previews: Previews, **changes: object) -> list[Image.Image]:
    """Draw a frame; the previews that were there after each step."""
    seen: list[Image.Image] = []
    asked = draw(**{"width": 96, "height": 64, "steps": 4} | changes)

    def see(latents: torch.Tensor) -> None:
        previews.see(model, latents, asked.width, asked.height)
        if previews.file.exists():
            with Image.open(previews.file) as opened:
                seen.append(opened.convert("RGB"))

    picture = model.generate(asked, on_latents=see)
    previews.learn(model, picture)
    return seen


def test_a_family_has_previews_from_its_second_frame_on(model: BaseModel, tmp_path: Path) -> None:
    look(tmp_path, 1)
    previews = Previews(tmp_path, 1)
    assert drawn(model, previews) == []
    seen = drawn(model, previews, seed=8)
    assert len(seen) >= 4  # some schedulers call the model more often than they have steps
    assert all(abs(one.width / one.height - 1.5) < 0.1 for one in seen)
    previews.end()
    assert not previews.file.exists()


def test_nothing_is_made_while_nobody_looks(model: BaseModel, tmp_path: Path) -> None:
    previews = Previews(tmp_path, 1)
    drawn(model, previews)
    assert drawn(model, previews, seed=8) == []
    look(tmp_path, 1)
    assert len(drawn(model, previews, seed=9)) >= 4


def test_looking_is_forgotten_after_a_while(tmp_path: Path) -> None:
    assert not is_watched(tmp_path)
    look(tmp_path, 1)
    assert is_watched(tmp_path)
    long_ago = time.time() - WATCHED_FOR - 1
    os.utime(tmp_path / "watched", (long_ago, long_ago))
    assert not is_watched(tmp_path)


def test_a_linear_vae_is_learned_to_the_colour(tmp_path: Path) -> None:
    chance = np.random.default_rng(0)
    mix, shift = chance.normal(size=(4, 3)) * 0.05, 0.5
    latents = torch.from_numpy(chance.normal(size=(1, 4, 12, 16)))
    colours = (latents[0].numpy().transpose(1, 2, 0) @ mix + shift).clip(0, 1)
    picture = Image.fromarray((colours * 255).round().astype(np.uint8)).resize((128, 96), Image.Resampling.NEAREST)
    cells = as_cells(latents, 128, 96)
    assert cells is not None
    empty = preview.Colours(np.zeros((5, 5)), np.zeros((5, 3)))
    learned = empty.learn(preview._with_constant(cells), cell_colours(picture, cells))
    learned.write(tmp_path / "colours.npz")
    known = preview.Colours.read(tmp_path / "colours.npz")
    assert known is not None
    again = from_colours(known.of(preview._with_constant(cells)), cells)
    apart = np.abs(np.asarray(again, dtype=int) - np.asarray(picture.resize((16, 12), Image.Resampling.BOX), dtype=int))
    assert apart.max() <= 3


def test_tokens_lie_where_their_patch_lies() -> None:
    tokens = torch.arange(6.0).repeat(4, 1).T[None]  # [1, 2 * 3, 4]: each token has its own number
    cells = as_cells(tokens, 48, 32)
    assert cells is not None
    assert cells[0].tolist() == [[0, 1, 2], [3, 4, 5]]
    assert as_cells(torch.zeros(1, 7, 4), 48, 32) is None


def test_the_colours_of_cells_make_the_picture_again() -> None:
    picture = Image.fromarray(np.random.default_rng(1).integers(0, 255, (4, 6, 3), dtype=np.uint8))
    large = picture.resize((48, 32), Image.Resampling.NEAREST)
    cells = torch.zeros(64, 2, 3)  # cells of 16 pixels: four colours each
    assert from_colours(cell_colours(large, cells), cells).tobytes() == picture.tobytes()


def test_a_straight_step_tells_where_it_leads() -> None:
    scheduler = FlowMatchEulerDiscreteScheduler()
    scheduler.set_timesteps(5)
    goal, noise = torch.full((1, 4, 8, 8), 0.3), torch.randn(1, 4, 8, 8, generator=torch.Generator().manual_seed(0))
    latents = noise
    for at in scheduler.timesteps[:3]:
        before, latents = latents, scheduler.step(noise - goal, at, latents).prev_sample
    assert (preview._headed_for(scheduler, before, latents) - goal).abs().max() < 1e-5
    assert (latents - goal).abs().max() > 0.1


@pytest.mark.parametrize("model", ["sd15", "flux1"], indirect=True)
def test_a_tiny_vae_on_this_machine_is_used_from_the_first_frame_on(
    model: BaseModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    channels = {"sd15": 4, "flux1": 16}[model.preset.family]
    torch.manual_seed(0)
    AutoencoderTiny(
        latent_channels=channels,
        encoder_block_out_channels=(8,) * 4,
        decoder_block_out_channels=(8,) * 4,
        num_encoder_blocks=(1,) * 4,
        num_decoder_blocks=(1,) * 4,
    ).save_pretrained(tmp_path / "tiny")
    preset = model.preset.model_copy(update={"preview_vae": str(tmp_path / "tiny")})
    monkeypatch.setattr(model, "preset", preset)
    look(tmp_path, 1)
    seen = drawn(model, Previews(tmp_path, 1))
    assert {one.size for one in seen} == {(96, 64)}


def test_a_damaged_file_of_colours_is_learned_anew(model: BaseModel, tmp_path: Path) -> None:
    look(tmp_path, 1)
    previews = Previews(tmp_path, 1)
    drawn(model, previews)
    for file in (tmp_path / "colours").iterdir():
        file.write_bytes(b"half a fi")
    assert drawn(model, previews, seed=8) == []
    assert len(drawn(model, previews, seed=9)) >= 4


def test_a_frame_is_drawn_though_no_preview_can_be_written(model: BaseModel, tmp_path: Path) -> None:
    look(tmp_path, 1)
    previews = Previews(tmp_path, 1)
    drawn(model, previews)
    previews.file.mkdir()  # in the way
    picture = model.generate(draw(), on_latents=lambda latents: previews.see(model, latents, 64, 64))
    assert picture.size == (64, 64)


def test_a_job_leaves_no_preview_behind_however_it_ends(studio: Studio) -> None:
    folder = studio.workshop.config.previews
    studio.run(studio.submit())
    handle = studio.submit(steps=4)
    assert isinstance(handle, Recording)
    seen: list[bool] = []

    def cancel(done: int) -> None:
        look(folder, handle.id)
        seen.append(preview_file(folder, handle.id).exists())
        if done == 3:
            raise Cancelled("Cancelled.")

    handle.at_report = cancel
    with pytest.raises(Cancelled):
        studio.run(handle)
    assert any(seen)
    assert not preview_file(folder, handle.id).exists()


def test_a_preview_that_a_dead_worker_left_is_taken_away(tmp_path: Path) -> None:
    preview_file(tmp_path, 1).write_bytes(b"of another frame")
    Previews(tmp_path, 1)
    assert look(tmp_path, 1) is None


def test_between_two_images_of_a_job_there_is_no_preview_of_the_first(model: BaseModel, tmp_path: Path) -> None:
    look(tmp_path, 1)
    previews = Previews(tmp_path, 1)
    drawn(model, previews)
    assert drawn(model, previews, seed=8)
    assert not previews.file.exists()
