"""Maps that take a network, made by the true architectures with two layers and random weights."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image, ImageDraw
from transformers import (
    DepthAnythingConfig,
    DepthAnythingForDepthEstimation,
    Dinov2Config,
    DPTImageProcessorPil,
    RTDetrConfig,
    RTDetrForObjectDetection,
    RTDetrImageProcessorPil,
    RTDetrResNetConfig,
    VitPoseBackboneConfig,
    VitPoseConfig,
    VitPoseForPoseEstimation,
    VitPoseImageProcessorPil,
)

from gcl import jobs
from gcl.db import Job
from gcl.errors import InputError, ModelError
from gcl.job_handle import JobHandle
from gcl.models.annotate import draw_pose, run_map
from gcl.residency import Residency
from gcl.services import Services
from gcl.services.controls import MapWork
from gcl.workshop import Workshop


@pytest.fixture(scope="module")
def depth_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    torch.manual_seed(0)
    dino = Dinov2Config(
        hidden_size=16,
        num_hidden_layers=4,
        num_attention_heads=2,
        image_size=56,
        patch_size=14,
        out_indices=[1, 2, 3, 4],
        reshape_hidden_states=False,
        apply_layernorm=True,
    )
    config = DepthAnythingConfig(
        backbone_config=dino,
        reassemble_hidden_size=16,
        patch_size=14,
        neck_hidden_sizes=[8, 8, 8, 8],
        fusion_hidden_size=8,
        head_hidden_size=4,
    )
    folder = tmp_path_factory.mktemp("depth")
    model = DepthAnythingForDepthEstimation(config)
    for layer in (model.head.conv1, model.head.conv2, model.head.conv3):  # whose own random weights see nothing at all
        torch.nn.init.normal_(layer.weight, std=0.5)
        torch.nn.init.constant_(layer.bias, 1.0)
    model.save_pretrained(folder)
    size = {"height": 56, "width": 56}
    DPTImageProcessorPil(size=size, keep_aspect_ratio=True, ensure_multiple_of=14).save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def pose_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    torch.manual_seed(0)
    backbone = VitPoseBackboneConfig(
        image_size=[64, 48],
        patch_size=[16, 16],
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        out_indices=[2],
    )
    model = VitPoseForPoseEstimation(VitPoseConfig(backbone_config=backbone, use_simple_decoder=True))
    torch.nn.init.constant_(model.head.conv.bias, 1.0)  # it is sure of every joint
    folder = tmp_path_factory.mktemp("pose")
    model.save_pretrained(folder)
    VitPoseImageProcessorPil(size={"height": 64, "width": 48}).save_pretrained(folder)
    return folder


def detector_folder(folder: Path, sees: int | None) -> Path:
    """A detector that sees an object of the class `sees` wherever it looks, or nothing."""
    torch.manual_seed(0)
    resnet = RTDetrResNetConfig(
        embedding_size=8, hidden_sizes=[8, 8, 8, 8], depths=[1, 1, 1, 1], layer_type="basic", out_features=None
    )
    resnet.set_output_features_output_indices(out_features=["stage2", "stage3", "stage4"], out_indices=None)
    config = RTDetrConfig(
        backbone_config=resnet,
        encoder_hidden_dim=16,
        encoder_in_channels=[8, 8, 8],
        encoder_layers=1,
        encoder_ffn_dim=16,
        encoder_attention_heads=2,
        d_model=16,
        num_queries=4,
        decoder_in_channels=[16, 16, 16],
        decoder_ffn_dim=16,
        decoder_layers=1,
        decoder_attention_heads=2,
        num_labels=3,
    )
    model = RTDetrForObjectDetection(config)
    for head in model.model.decoder.class_embed:
        torch.nn.init.constant_(head.bias, -9.0)
        if sees is not None:
            head.bias.data[sees] = 9.0
    model.save_pretrained(folder)
    RTDetrImageProcessorPil(size={"height": 64, "width": 64}).save_pretrained(folder)
    return folder


@pytest.fixture
def here(services: Services, depth_folder: Path, pose_folder: Path, tmp_path: Path) -> Services:
    """The annotators of presets.json with these weights."""
    nets = services.catalog.annotators
    for key, change in {
        "depth-anything-v2-small": {"path": depth_folder},
        "vitpose-base": {"path": pose_folder, "detector": str(detector_folder(tmp_path / "people", sees=0))},
    }.items():
        nets[key] = nets[key].model_copy(update={"repo": None, **change})
    return services


def kept(services: Services, tmp_path: Path) -> str:
    image = Image.new("RGB", (160, 90), "white")
    ImageDraw.Draw(image).rectangle((40, 20, 90, 80), fill="darkred")
    image.save(tmp_path / "room.png")
    return services.frames.starts.keep(tmp_path / "room.png")


def run(services: Services, job_id: int, residency: Residency | None = None) -> None:
    """What the worker does with the job."""
    with services.db.read() as session:
        job = session.get_one(Job, job_id)
        handle = JobHandle(services.db, job.id, job.payload, job.title)
    workshop = Workshop(services.config, services.db, services.catalog, residency or Residency())
    assert jobs.claim(services.db, None, 0) == job_id
    run_map(handle, workshop)
    jobs.finish(services.db, job_id)


def made(services: Services, kind: str, image: str) -> np.ndarray:
    work = services.frames.controls.make(kind, image)
    assert isinstance(work, MapWork)
    run(services, work.job_id)
    assert services.frames.controls.make(kind, image) == work.map  # there now, so no job is needed
    return np.asarray(Image.open(services.frames.starts.file(work.map)))


def test_a_depth_map_has_the_size_of_the_image_and_uses_all_shades(here: Services, tmp_path: Path) -> None:
    depth = made(here, "depth", kept(here, tmp_path))
    assert depth.shape == (90, 160, 3)
    assert (depth[..., 0] == depth[..., 1]).all()
    assert (depth[..., 0] == depth[..., 2]).all()
    assert depth.min() == 0
    assert depth.max() == 255


def test_a_pose_map_shows_the_people_that_the_detector_finds(here: Services, tmp_path: Path) -> None:
    poses = made(here, "openpose", kept(here, tmp_path))
    assert poses.shape == (90, 160, 3)
    assert 0 < (poses.max(axis=2) > 0).mean() < 0.5  # joints and limbs on black


def test_an_image_without_people_is_told(here: Services, tmp_path: Path) -> None:
    nobody = str(detector_folder(tmp_path / "nobody", sees=1))
    nets = here.catalog.annotators
    nets["vitpose-base"] = nets["vitpose-base"].model_copy(update={"detector": nobody})
    work = here.frames.controls.make("openpose", kept(here, tmp_path))
    assert isinstance(work, MapWork)
    with pytest.raises(InputError, match=r"ViTPose Base found nothing for a pose map in this image\."):
        run(here, work.job_id)


def test_the_same_map_is_asked_for_once_while_it_is_made(here: Services, tmp_path: Path) -> None:
    image = kept(here, tmp_path)
    assert here.frames.controls.make("depth", image) == here.frames.controls.make("depth", image)
    assert here.jobs.counts()["queued"] == 1


def test_the_network_stays_in_memory_for_the_next_map(here: Services, tmp_path: Path) -> None:
    residency = Residency()
    image = kept(here, tmp_path)
    for kind in ("depth", "openpose"):
        work = here.frames.controls.make(kind, image)
        assert isinstance(work, MapWork)
        run(here, work.job_id, residency)
    other = Image.new("RGB", (64, 64), "navy")
    ImageDraw.Draw(other).ellipse((8, 8, 40, 40), fill="gold")
    other.save(tmp_path / "other.png")
    work = here.frames.controls.make("openpose", here.frames.starts.keep(tmp_path / "other.png"))
    assert isinstance(work, MapWork)
    run(here, work.job_id, residency)
    assert (residency.loads, residency.key) == (2, "annotator:vitpose-base")


def test_weights_that_went_away_meanwhile_are_told(here: Services, tmp_path: Path) -> None:
    work = here.frames.controls.make("depth", kept(here, tmp_path))
    assert isinstance(work, MapWork)
    nets = here.catalog.annotators
    nets["depth-anything-v2-small"] = nets["depth-anything-v2-small"].model_copy(update={"path": tmp_path / "gone"})
    with pytest.raises(ModelError, match="The weights of Depth Anything V2 Small are not at"):
        run(here, work.job_id)


def test_a_pose_is_drawn_as_openpose_draws_it() -> None:
    """The nose is red and the neck, between the shoulders, orange; the right forearm is drawn and the left, whose
    wrist is not seen, is not."""
    canvas = np.zeros((256, 256, 3), np.uint8)
    draw_pose(
        canvas,
        {0: (128, 30), 5: (168, 80), 6: (88, 80), 7: (188, 130), 8: (68, 130), 10: (60, 180)},
    )
    assert canvas[30, 128].tolist() == [255, 0, 0]
    assert canvas[80, 128].tolist() == [255, 85, 0]
    assert canvas[155, 64].any()
    assert not canvas[155, 196].any()
