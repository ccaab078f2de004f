"""The recipe in small: it learns what it is shown, goes on from where it was, and exports what the studio loads."""

from __future__ import annotations

import io
import json
import random
import re
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
import torch
from PIL import Image
from torch.utils.data import DataLoader

from gcl.models.builtin.pipeline import ThumbnailPipeline
from tests.thumbnail.small import WORDS, small_model, small_reader, small_recipe
from tools.thumbnail.describe import any_description, caption, is_held_out
from tools.thumbnail.drawing import Batch, drawing_losses, subject_weights
from tools.thumbnail.layouts import Layouts, layout_losses, layouts_of
from tools.thumbnail.model import TRAINING, Model, Recipe
from tools.thumbnail.muon import orthogonal
from tools.thumbnail.reading import learn_to_read
from tools.thumbnail.scene import Description
from tools.thumbnail.train import (
    Diary,
    Run,
    Scenes,
    _means,
    export,
    learn_to_draw,
    learn_to_lay_out,
    rate,
    scenes,
    train,
)

# Two pictures that a caption tells apart: all red, and blue below.
PICTURES = torch.zeros(4, 144, 256, 3, dtype=torch.uint8)
PICTURES[:2, :, :, 0] = 220
PICTURES[2:, 72:, :, 2] = 200
CAPTIONS = ["a red dog"] * 2 + ["a blue car"] * 2


BATCH = Batch(PICTURES, torch.zeros(4, 144, 256, dtype=torch.uint8), CAPTIONS)


def learn(model: Model, steps: int, rate: float = 1.0) -> list[dict[str, float]]:
    """The losses of the drawing before each step, of one picture and of three at a time."""
    told = []
    for _ in range(steps):
        told.append(model.learn(drawing_losses, BATCH.split(3), model.step, model.step, rate))
        model.step += 1
    return told


def errors(told: list[dict[str, float]]) -> list[float]:
    return [losses["drawing"] for losses in told]


@pytest.mark.slow
def test_it_learns_what_a_caption_means(tmp_path: Path) -> None:
    model = small_model(tmp_path)
    told = errors(learn(model, 90))
    assert sum(told[-5:]) < 0.6 * sum(told[:5])
    model.average.load_state_dict(model.parts.state_dict())
    red, blue = model.pipeline()(
        ["a red dog", "a blue car"], guidance_scale=1.0, generator=torch.Generator().manual_seed(1), output_type="pt"
    ).images
    assert red[0].mean() > red[2].mean() + 0.2
    assert blue[2, 72:].mean() > blue[2, :72].mean() + 0.2
    assert blue[2, 72:].mean() > red[2, 72:].mean() + 0.2


@pytest.mark.slow
def test_it_lays_out_as_the_pictures_that_are_kept_are_laid_out(tmp_path: Path) -> None:
    """Latents of two kinds, each with its caption: what is drawn up for a caption is of its kind."""
    model = small_model(tmp_path)
    text, mask = model.read(CAPTIONS)
    means = torch.tensor([1.0, 1.0, -1.0, -1.0]).view(4, 1, 1, 1).expand(4, 8, 5, 8)
    layouts = Layouts(means, torch.full_like(means, -6.0), text, mask, (text[:1] * 0, mask[:1]))
    told = [model.learn(layout_losses, [layouts], step, step, 1.0)["layout"] for step in range(80)]
    assert sum(told[-5:]) < 0.5 * sum(told[:5])
    noisy = torch.randn(4, 8, 5, 8, generator=torch.Generator().manual_seed(0))
    clean = noisy - model.parts["transformer"](noisy, torch.ones(4), text, mask)
    assert clean.detach().mean(dim=(1, 2, 3)).sign().tolist() == [1, 1, -1, -1]


def test_layouts_are_kept_with_what_their_captions_say(tmp_path: Path) -> None:
    model = small_model(tmp_path)
    layouts = layouts_of(model, [BATCH, BATCH])
    assert layouts.mean.shape == layouts.spread.shape == (8, 8, 5, 8)
    assert layouts.text.shape[:2] == layouts.mask.shape
    few = layouts.chosen(torch.tensor([0, 3]))
    assert len(few) == 2
    assert torch.equal(few.text[1], layouts.text[7])
    read, mask = model.read(["a blue car"])
    assert torch.allclose(few.text[1][few.mask[1]], read[0][mask[0]], atol=1e-5)


def test_it_draws_from_captions_alone_before_layouts_come_and_forgets_nothing_it_read(tmp_path: Path) -> None:
    model = small_model(tmp_path, small_recipe(alone=2))
    read = {name: weight.clone() for name, weight in model.parts["text_encoder"].state_dict().items()}
    found = model.parts["encoder"].found.weight.clone()
    told = learn(model, 3)
    assert [set(losses) for losses in told[:2]] == [{"drawing", "enlarging"}] * 2
    assert set(told[2]) == {"drawing", "enlarging", "nats"}
    assert not torch.equal(model.parts["encoder"].found.weight, found)
    assert all(torch.equal(weight, read[name]) for name, weight in model.parts["text_encoder"].state_dict().items())


@pytest.mark.slow
def test_a_layout_is_the_smaller_the_more_it_costs(tmp_path: Path) -> None:
    def nats(price: float) -> float:
        model = small_model(tmp_path, small_recipe(nat=price))
        return learn(model, 26)[-1]["nats"] / price

    assert nats(1e-2) < 0.5 * nats(1e-6)


def test_the_pixels_of_a_small_subject_count_more_and_of_no_subject_alike() -> None:
    subjects = torch.zeros(3, 144, 256, dtype=torch.uint8)
    subjects[1, :36, :64] = 9  # a sixteenth of the picture: 6 times, as more is not allowed
    subjects[2, :72] = 9  # half of it, which is more than its share
    weights = subject_weights(subjects, Recipe(subject_share=0.4, subject_most=6))
    assert weights.mean(dim=(1, 2, 3)).tolist() == pytest.approx([1, 1, 1])
    inside, outside = weights[1, 0, 0, 0], weights[1, 0, -1, -1]
    assert inside / outside == pytest.approx(6)
    assert weights[0].unique().tolist() == weights[2].unique().tolist() == [1]


def test_a_run_that_goes_on_from_its_checkpoint_is_the_run_that_never_stopped(tmp_path: Path) -> None:
    through = small_model(tmp_path)
    whole = errors(learn(through, 6))
    stopped = small_model(tmp_path)
    learn(stopped, 3)
    stopped.save(tmp_path / "checkpoint.pt")
    resumed = small_model(tmp_path)
    resumed.restore(tmp_path / "checkpoint.pt")
    assert resumed.step == 3
    assert errors(learn(resumed, 3)) == pytest.approx(whole[3:], rel=1e-4)


def test_what_is_exported_is_loaded_as_any_pipeline_and_training_can_begin_from_it(tmp_path: Path) -> None:
    model = small_model(tmp_path)
    learn(model, 3)
    model.export(tmp_path / "exported", tmp_path / "encoder")
    (tmp_path / "exported" / TRAINING).write_text('{"steps": 3}')
    assert not [file for file in (tmp_path / "exported").rglob("*") if file.suffix in (".bin", ".pt", ".pkl")]
    loaded = ThumbnailPipeline.from_pretrained(tmp_path / "exported", use_safetensors=True, local_files_only=True)
    assert "encoder" not in loaded.components
    for name in ("text_encoder", "transformer", "decoder", "enlarger"):
        for ours, theirs in zip(model.average[name].parameters(), getattr(loaded, name).parameters(), strict=True):
            assert torch.equal(ours.half(), theirs.half())
    with pytest.raises(SystemExit, match="other sizes than this recipe"):
        small_model(tmp_path, small_recipe(dim=32)).begin_from(tmp_path / "exported", tmp_path / "encoder")
    other = small_model(tmp_path, small_recipe(seed=5))
    other.begin_from(tmp_path / "exported", tmp_path / "encoder")
    for name in ("decoder", "encoder"):
        ours, theirs = model.average[name], other.parts[name]
        assert all(
            torch.equal(a.half().float(), b) for a, b in zip(ours.parameters(), theirs.parameters(), strict=True)
        )
    assert other.step == 3, "the pictures go on"


def test_an_export_is_there_when_it_is_whole_and_takes_the_old_figures_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    weights = tmp_path / "thumbnail"
    monkeypatch.setattr("tools.thumbnail.train.WEIGHTS", weights)
    monkeypatch.setattr("tools.thumbnail.train.ENCODER", tmp_path / "encoder")
    weights.mkdir()
    for name in ("README.md", "evaluation.json"):
        (weights / name).write_text("old")
    model = small_model(tmp_path)
    learn(model, 2)
    export(model)
    assert (weights / "README.md").read_text() == "old"
    assert not (weights / "evaluation.json").exists()
    assert json.loads((weights / TRAINING).read_text())["pictures"] == 8
    assert sorted(file.name for file in tmp_path.iterdir() if file.is_dir()) == ["encoder", "thumbnail"]


def test_a_run_learns_to_draw_and_then_to_lay_out(tmp_path: Path) -> None:
    model = small_model(tmp_path, small_recipe(batch=2, kept=4, layout_batch=2))
    run = Run(torch.device("cpu"), steps=2, minutes=0.0, workers=0, at_once=8, fresh=False)
    sheet = io.StringIO()
    drew, laid = model.parts["decoder"].enter.weight.clone(), model.parts["transformer"].leave.weight.clone()
    learn_to_draw(model, run, Diary(sheet), tmp_path / "checkpoint.pt")
    assert model.step == 2
    assert not torch.equal(model.parts["decoder"].enter.weight, drew)
    assert torch.equal(model.parts["transformer"].leave.weight, laid)
    drew, mean = model.parts["decoder"].enter.weight.clone(), model.average["decoder"].enter.weight.clone()
    assert not torch.equal(drew, mean)
    learn_to_lay_out(model, run, Diary(sheet))
    assert torch.equal(model.parts["decoder"].enter.weight, drew)
    assert torch.equal(model.average["decoder"].enter.weight, mean), "the layouts are those of this one"
    assert not torch.equal(model.parts["transformer"].leave.weight, laid)


def test_training_begins_anew_or_goes_on_from_its_checkpoint_or_from_what_the_studio_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tools.thumbnail.train.WEIGHTS", tmp_path / "weights")
    monkeypatch.setattr("tools.thumbnail.train.ENCODER", tmp_path / "encoder")
    monkeypatch.setattr("tools.thumbnail.train.BUILD", tmp_path / "build")
    monkeypatch.setattr(
        "tools.thumbnail.train.new_text_encoder", lambda _build: small_reader(tmp_path, WORDS, longest=64)
    )
    monkeypatch.setattr("tools.thumbnail.train.learn_to_read", lambda *_: 1.0)
    recipe = small_recipe(batch=2, kept=2, layout_batch=2)
    run = Run(torch.device("cpu"), steps=4, minutes=0.0, workers=0, at_once=8, fresh=False)

    def steps_after(**changes: Any) -> int:
        train(recipe, replace(run, **changes))
        return int(json.loads((tmp_path / "weights" / TRAINING).read_text())["steps"])

    assert steps_after() == 3, "and one of laying out"
    assert steps_after() == 6, "from the checkpoint"
    (tmp_path / "build" / "checkpoint.pt").unlink()
    assert steps_after() == 9, "from the weights"
    assert steps_after(fresh=True) == 3


@pytest.mark.slow
def test_the_text_encoder_learns_what_captions_say(tmp_path: Path) -> None:
    chance = random.Random(5)
    said = " ".join(caption(any_description(chance), chance) for _ in range(800))
    words = [*WORDS[:5], *sorted(set(re.findall(r"\w+|[^\w\s]", said.lower())))]
    tokenizer, encoder = small_reader(tmp_path, words, longest=64)
    beginning = learn_to_read(tokenizer, encoder, seed=1, steps=10)
    assert learn_to_read(tokenizer, encoder, seed=1, steps=300) > beginning + 0.25


def test_training_shows_no_combination_that_is_held_out(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[Description] = []

    def note(description: Description) -> tuple[Image.Image, Image.Image]:
        shown.append(description)
        return Image.new("RGB", (256, 144)), Image.new("L", (256, 144))

    monkeypatch.setattr("tools.thumbnail.train.draw_with_mask", note)
    batch = scenes(random.Random(0), 600)
    assert len(batch.captions) == len(shown) == 600
    assert not any(is_held_out(description) for description in shown)
    chance = random.Random(0)
    assert any(is_held_out(any_description(chance)) for _ in range(600))


def test_two_that_draw_give_the_batches_of_one_and_a_run_that_goes_on_gives_the_next() -> None:
    recipe = Recipe(batch=2)

    def captions(start: int, workers: int, count: int) -> list[list[str]]:
        loader = DataLoader(Scenes(recipe, start), batch_size=None, num_workers=workers)
        return [batch.captions for batch in islice(loader, count)]

    alone = captions(0, 0, 6)
    assert captions(0, 2, 6) == alone
    assert captions(4, 0, 2) == alone[4:]


def test_nothing_is_saved_of_a_run_whose_loss_is_not_a_number() -> None:
    assert _means([{"drawing": 1.0}, {"drawing": 2.0}]) == {"drawing": 1.5}
    assert _means([]) == {}
    with pytest.raises(SystemExit, match="lower --rate"):
        _means([{"drawing": 1.0}, {"drawing": float("nan")}])


def test_no_checkpoint_is_written_of_weights_that_are_no_numbers(tmp_path: Path) -> None:
    model = small_model(tmp_path)
    with torch.no_grad():
        model.parts["decoder"].out.bias[0] = float("nan")
    with pytest.raises(SystemExit, match="lower --rate"):
        model.save(tmp_path / "checkpoint.pt")
    assert not (tmp_path / "checkpoint.pt").exists()


def test_a_diary_keeps_the_losses_of_two_lessons_apart() -> None:
    sheet = io.StringIO()
    diary = Diary(sheet)
    diary.note(19, {"drawing": 1.0})
    diary.note(20, {"layout": 3.0})
    told = json.loads(sheet.getvalue())
    assert {"step": 20, "layout": 3.0}.items() <= told.items()
    assert "drawing" not in told


def test_the_rate_rises_at_the_start_and_falls_to_nothing_at_the_end() -> None:
    recipe = Recipe(warmup=10, decay=0.5)
    assert [rate(step, 0.0, recipe) for step in (0, 4, 9, 50)] == [0.1, 0.5, 1.0, 1.0]
    assert [rate(50, gone, recipe) for gone in (0.5, 0.75, 1.0)] == [1.0, 0.5, 0.0]


@pytest.mark.parametrize("shape", [(8, 24), (24, 8)])
def test_a_step_of_muon_is_near_to_an_orthogonal_matrix(shape: tuple[int, int]) -> None:
    spread = torch.linalg.svdvals(orthogonal(torch.randn(shape, generator=torch.Generator().manual_seed(0))))
    assert spread.min() > 0.6
    assert spread.max() < 1.3
