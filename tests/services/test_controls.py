"""Maps that a frame keeps to: made of an image with OpenCV, or given ready; checked when a frame is asked for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw

from gcl import jobs
from gcl.errors import InputError, NotFound
from gcl.payloads import FrameJob
from gcl.services import Services
from gcl.services.frame_request import FrameRequest


@pytest.fixture
def nets_here(services: Services, tmp_path: Path) -> None:
    """The weights of every ControlNet lie on this machine."""
    nets = services.catalog.controlnets
    for key, net in nets.items():
        nets[key] = net.model_copy(update={"repo": None, "weight_name": None, "path": tmp_path})


def kept(services: Services, tmp_path: Path) -> str:
    """A dark square on white."""
    image = Image.new("RGB", (256, 256), "white")
    ImageDraw.Draw(image).rectangle((64, 64, 192, 192), fill="black")
    image.save(tmp_path / "square.png")
    return services.frames.starts.keep(tmp_path / "square.png")


def dots(services: Services, name: str) -> np.ndarray:
    return np.asarray(Image.open(services.frames.starts.file(name)).convert("L"))


@pytest.mark.parametrize("kind", ["canny", "lineart", "softedge"])
def test_a_map_is_light_where_the_shapes_are_and_dark_elsewhere(services: Services, tmp_path: Path, kind: str) -> None:
    found = dots(services, services.frames.controls.make(kind, kept(services, tmp_path)))
    edge = found[60:70, 100:156].max(axis=0)
    assert (edge > 100).all()
    assert found[5:40, 5:40].max() == 0
    assert found[110:146, 110:146].max() == 0


def test_the_same_image_has_the_same_map(services: Services, tmp_path: Path) -> None:
    image = kept(services, tmp_path)
    assert services.frames.controls.make("canny", image) == services.frames.controls.make("canny", image)
    assert services.frames.controls.make("canny", image) != services.frames.controls.make("softedge", image)


def test_what_needs_weights_that_are_not_here_says_so(services: Services, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="Download them first, with: gcl download depth-anything-v2-small") as refused:
        services.frames.controls.make("depth", kept(services, tmp_path))
    assert refused.value.sentence.endswith("Or give a map that is ready, and say that the image is a map.")
    with pytest.raises(NotFound, match="kind of map"):
        services.frames.controls.make("cany", kept(services, tmp_path))


def test_a_map_that_nothing_makes_has_to_be_ready(services: Services, tmp_path: Path) -> None:
    services.catalog.annotators.clear()
    with pytest.raises(InputError, match=r"presets\.json has nothing that makes a pose map\."):
        services.frames.controls.make("openpose", kept(services, tmp_path))


def test_an_image_without_shapes_is_told(services: Services, tmp_path: Path) -> None:
    Image.new("RGB", (64, 64), "teal").save(tmp_path / "flat.png")
    with pytest.raises(InputError, match="of one colour"):
        services.frames.controls.make("canny", services.frames.starts.keep(tmp_path / "flat.png"))


def test_each_model_offers_the_maps_of_its_family(services: Services) -> None:
    offered = {one.kind: one for one in services.frames.controls.choices("sdxl-turbo")}
    assert list(offered) == ["canny", "lineart", "softedge", "depth", "openpose"]
    assert offered["canny"].made_here
    assert offered["depth"].made_here
    assert "not on this machine" in offered["canny"].note
    assert services.frames.controls.choices("thumbnail") == []


@pytest.mark.usefixtures("nets_here")
def test_a_job_carries_the_map_and_the_network_that_reads_it(services: Services, tmp_path: Path) -> None:
    made = services.frames.controls.make("canny", kept(services, tmp_path))
    request = FrameRequest(prompt="a fox", model="tiny", control_kind="canny", control_image=made, control_scale=0.6)
    with services.db.read() as session:
        job = FrameJob.read(jobs.get(session, services.frames.submit(request)).payload)
    assert job.control is not None
    assert (job.control.controlnet, job.control.image, job.control.scale) == ("sd15-canny", made, 0.6)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "not on this machine. Download them first, with: gcl download sd15-canny"),
        ({"repo": None, "path": Path("/nowhere/net")}, "are not at /nowhere/net. Put them there, or correct"),
    ],
)
def test_a_network_whose_weights_are_not_here_is_told_before_anything_is_queued(
    services: Services, tmp_path: Path, changes: dict[str, Any], said: str
) -> None:
    nets = services.catalog.controlnets
    nets["sd15-canny"] = nets["sd15-canny"].model_copy(update=changes)
    made = services.frames.controls.make("canny", kept(services, tmp_path))
    with pytest.raises(InputError, match=said):
        services.frames.submit(FrameRequest(prompt="a fox", model="tiny", control_kind="canny", control_image=made))
    assert services.jobs.counts()["queued"] == 0


@pytest.mark.usefixtures("nets_here")
def test_the_map_s_own_strictness_is_taken_where_none_is_said(services: Services, tmp_path: Path) -> None:
    made = services.frames.controls.make("canny", kept(services, tmp_path))
    preset = services.catalog.diffusion("z-image-turbo")
    found = services.frames.controls.checked("canny", made, None, preset, False)
    assert found is not None
    assert (found.controlnet, found.scale) == ("z-image-union", 0.75)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"model": "thumbnail"}, "Thumbnail cannot keep to"),
        ({"control_kind": "softedge"}, "cannot keep to soft edges"),
        ({"control_kind": None}, "needs its kind"),
        ({"control_kind": "nonsense"}, "no kind of map"),
        ({"control_scale": 0.0}, "more than 0"),
        ({"control_scale": float("nan")}, "more than 0"),
        ({"control_image": "../gcl.db"}, "not here any more"),
    ],
)
def test_what_cannot_be_done_is_a_sentence_and_queues_nothing(
    services: Services, tmp_path: Path, changes: dict[str, Any], said: str
) -> None:
    made = services.frames.controls.make("canny", kept(services, tmp_path))
    values: dict[str, Any] = {"prompt": "a fox", "model": "tiny", "control_kind": "canny", "control_image": made}
    with pytest.raises(InputError, match=said):
        services.frames.submit(FrameRequest(**values | changes))
    assert services.jobs.counts()["queued"] == 0


@pytest.mark.usefixtures("nets_here")
def test_a_map_goes_with_an_image_to_begin_from_where_the_family_can(services: Services, tmp_path: Path) -> None:
    image = kept(services, tmp_path)
    made = services.frames.controls.make("canny", image)
    both = FrameRequest(prompt="a fox", model="tiny", image=image, control_kind="canny", control_image=made)
    with services.db.read() as session:
        job = FrameJob.read(jobs.get(session, services.frames.submit(both)).payload)
    assert job.control is not None
    assert job.start is not None
    with pytest.raises(InputError, match="not both"):
        services.frames.submit(both.model_copy(update={"model": "tiny-zimage"}))


def test_a_frame_brings_its_map_back_while_that_is_here(services: Services, tmp_path: Path) -> None:
    made = services.frames.controls.make("canny", kept(services, tmp_path))
    settings = {"control": {"key": "sd15-canny", "kind": "canny", "image": made, "scale": 0.6}}
    assert services.frames.controls.of(settings) == {
        "control_kind": "canny",
        "control_image": made,
        "control_scale": 0.6,
    }
    services.frames.starts.file(made).unlink()
    assert services.frames.controls.of(settings) == {}
    assert services.frames.controls.of({}) == {}
