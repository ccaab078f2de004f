"""Grids: what is queued for a request with axes, and what is refused before anything is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from gcl.db import Job
from gcl.errors import InputError, NotFound
from gcl.payloads import FrameJob
from gcl.services import Services
from gcl.services.axes import AxisRequest
from gcl.services.frame_request import FrameRequest
from gcl.services.grids import grid_values


def asked(*axes: tuple[str, str], **changes: Any) -> FrameRequest:
    usual: dict[str, Any] = {"prompt": "a red fox at dawn", "model": "tiny-sd15", "steps": 4, "seed": 7}
    return FrameRequest(
        **usual | changes, axes=tuple(AxisRequest(field=field, values=values) for field, values in axes)
    )


def submitted(services: Services, *axes: tuple[str, str], **changes: Any) -> FrameJob:
    job_id = services.frames.submit(asked(*axes, **changes))
    with services.db.read() as session:
        job = session.get_one(Job, job_id)
        found = FrameJob.read(job.payload)
        assert job.model_key == f"diffusion:{found.model}"
        return found


def images(job: FrameJob) -> list[FrameJob]:
    return [job.image(number) for number in range(job.count)]


def test_each_combination_is_an_image_and_the_first_axis_runs_fastest(services: Services) -> None:
    job = submitted(services, ("steps", "1,2"), ("seed", "1-3"))
    assert [(one.steps, one.seed) for one in images(job)] == [(1, 1), (2, 1), (1, 2), (2, 2), (1, 3), (2, 3)]
    assert job.grid is not None
    assert [cell.place for cell in job.grid.cells] == [[0, 0], [1, 0], [0, 1], [1, 1], [0, 2], [1, 2]]
    assert [axis.values for axis in job.grid.axes] == [["Steps 1", "Steps 2"], ["Seed 1", "Seed 2", "Seed 3"]]
    assert job.grid.names(job.grid.cells[3]) == ["Steps 2", "Seed 2"]


def test_what_is_not_compared_is_the_same_everywhere_the_random_seed_too(services: Services) -> None:
    job = submitted(services, ("steps", "1,2"), ("guidance", "1,2"), seed=None, negative_prompt="text")
    assert len({(one.prompt, one.seed, one.width, one.negative_prompt) for one in images(job)}) == 1


def test_words_of_the_prompt_are_replaced(services: Services) -> None:
    job = submitted(services, ("prompt", "dawn, dusk"), ("prompt", "red, white"))
    assert [one.prompt for one in images(job)] == [
        "a red fox at dawn",
        "a red fox at dusk",
        "a white fox at dawn",
        "a white fox at dusk",
    ]


def test_a_choice_in_the_prompt_is_made_once_for_all_cells_of_a_seed(services: Services) -> None:
    job = submitted(services, ("steps", "1-4"), prompt="a {red|blue|green|white} fox")
    assert len({one.variants[0] for one in images(job)}) == 1


def test_all_settings_can_be_compared(services: Services) -> None:
    negative = submitted(services, ("negative_prompt", '"", "blurred, text"'))
    assert [one.negative_prompt for one in images(negative)] == ["", "blurred, text"]
    size = submitted(services, ("size", "1:1, 128x64"))
    assert [(one.width, one.height) for one in images(size)] == [(384, 384), (128, 64)]
    style = submitted(services, ("style", "none, " + next(iter(services.catalog.styles))))
    assert [one.style is None for one in images(style)] == [True, False]


def test_the_strength_over_an_image_can_be_compared(services: Services, tmp_path: Path) -> None:
    Image.new("RGB", (64, 64), "teal").save(tmp_path / "start.png")
    image = services.frames.starts.keep(tmp_path / "start.png")
    job = submitted(services, ("strength", "0.3, 0.6"), image=image)
    assert [one.start.strength for one in images(job) if one.start] == [0.3, 0.6]


def test_another_model_draws_as_it_is_made_to_unless_that_is_compared(services: Services) -> None:
    job = submitted(services, ("model", "tiny-sd15, Tiny zimage"), negative_prompt="text", guidance=7.0)
    first, second = images(job)
    assert (first.model, first.steps, first.guidance, first.negative_prompt) == ("tiny-sd15", 4, 7.0, "text")
    assert (second.model, second.steps, second.guidance, second.negative_prompt) == ("tiny-zimage", 8, 0.0, "")
    job = submitted(services, ("steps", "1,2"), ("model", "tiny-sd15, tiny-zimage"))
    assert [one.steps for one in images(job)] == [1, 2, 1, 2]


def test_another_model_draws_the_same_shape(services: Services) -> None:
    sizes = {choice.key: choice.sizes for choice in services.frames.models()}
    width, height = sizes["tiny-sd15"]["1:1"]
    job = submitted(services, ("model", "tiny-sd15, tiny-zimage"), width=width, height=height)
    assert [(one.width, one.height) for one in images(job)] == [(width, height), sizes["tiny-zimage"]["1:1"]]


def test_images_of_a_model_follow_each_other(services: Services) -> None:
    job = submitted(services, ("model", "tiny-sdxl, tiny-sd15"), ("seed", "1-3"))
    assert [one.model for one in images(job)] == ["tiny-sdxl"] * 3 + ["tiny-sd15"] * 3
    assert job.model == "tiny-sdxl"


@pytest.mark.parametrize(
    ("axes", "changes", "said"),
    [
        ([("steps", "2,200")], {}, r"^The frame of Steps 200 cannot be drawn\. .*100"),
        ([("steps", "2,4"), ("seed", f"1,{2**53}")], {}, r"The frame of Steps 2, Seed 9007199254740992 cannot"),
        ([("model", "tiny-sd15,sdxl-turbo"), ("guidance", "0,5")], {}, "The frame of SDXL Turbo, Guidance 5 cannot"),
        ([("size", "1:1"), ("model", "thumbnail")], {}, r"of 1:1, Thumbnail cannot be drawn\. Thumbnail does not draw"),
        ([("size", "wide")], {}, "'wide' is not a size"),
        ([("prompt", "dusk, night")], {}, "“dusk” is not in the prompt"),
        ([("prompt", '"", night')], {}, "cannot be empty"),
        ([("prompt", 'a red fox at dawn, ""')], {}, r"of Without “a red fox at dawn” cannot .* prompt is empty"),
        ([("prompt", 'red, "(red:9)"')], {}, r"of “\(red:9\)” cannot be drawn\. .*the weight 9"),
        ([("lora_weight", "0,1")], {}, "no LoRA is chosen"),
        ([("strength", "0.2,0.5")], {}, "no image to begin from"),
        ([("steps", "1"), ("steps", "2")], {}, "Steps is on two axes"),
        ([("seed", "1-9"), ("steps", "1-9")], {}, r"9 × 9 are 81 frames, and one comparison makes at most 64"),
        ([("model", "tiny-sd15, sdxl-base")], {}, "The weights of SDXL 1.0 are not .* gcl download sdxl-base"),
        ([("seed", "1")] * 4, {}, "1 to 3 axes, not 4"),
        ([("seed", "1-2")], {"count": 2}, "Set the number of frames to 1"),
    ],
)  # fmt: skip
def test_a_grid_with_a_frame_that_cannot_be_drawn_is_refused_whole(
    services: Services, axes: list[tuple[str, str]], changes: dict[str, Any], said: str
) -> None:
    with pytest.raises(InputError, match=said):
        services.frames.submit(asked(*axes, **changes))
    assert services.jobs.page().total == 0


@pytest.mark.parametrize(("field", "values"), [("model", "tiny-sd15, tinny"), ("style", "no-such"), ("colour", "red")])
def test_names_that_are_not_known_are_told(services: Services, field: str, values: str) -> None:
    with pytest.raises(NotFound):
        services.frames.submit(asked((field, values)))


def test_the_size_of_a_grid_is_known_before_it_is_asked_for() -> None:
    axes = asked(("steps", "1,2,4"), ("seed", "1-4")).axes
    assert grid_values(axes, 64) == [["1", "2", "4"], ["1", "2", "3", "4"]]
    with pytest.raises(InputError, match="12 frames"):
        grid_values(axes, 11)


def test_the_payload_of_a_job_without_axes_has_no_grid(services: Services) -> None:
    job_id = services.frames.submit(asked(count=3))
    with services.db.read() as session:
        job = FrameJob.read(session.get_one(Job, job_id).payload)
    assert job.grid is None
    assert [one.seed for one in images(job)] == [7, 8, 9]
