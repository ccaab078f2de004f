"""run_map: the worker's runner for one map that takes a network: how far everything is, or how people stand."""

from __future__ import annotations

import gc
from itertools import pairwise
from typing import Any, Protocol

import cv2
import numpy as np
import torch
from PIL import Image
from transformers import (
    AutoImageProcessor,
    AutoModelForDepthEstimation,
    AutoModelForObjectDetection,
    VitPoseForPoseEstimation,
)

from gcl.control_maps import KINDS, LONGEST
from gcl.downloads.absence import net_absence
from gcl.errors import InputError, ModelError, OutOfMemory
from gcl.job_handle import JobHandle
from gcl.models.device import pick_device
from gcl.models.opening import Source, find_source, opening_errors
from gcl.payloads import MapJob
from gcl.presets.annotator import AnnotatorPreset
from gcl.references import keep_made, kept_image
from gcl.residency import GB, annotator_key
from gcl.torch_errors import is_out_of_memory
from gcl.workshop import Workshop

PERSON = 0  # the class of COCO
SURE_OF_PERSON, SURE_OF_JOINT = 0.3, 0.3  # the thresholds of transformers' own guide to ViTPose

# OpenPose's eighteen joints, as ControlNets were trained to read them: COCO's in another order, and the neck, which is
# the middle of the shoulders. Where each stands among COCO's; the limbs between them, one line of joints a time; a hue
# for each joint and limb, in the same order.
NECK = 17
JOINTS = (0, NECK, 6, 8, 10, 5, 7, 9, 12, 14, 16, 11, 13, 15, 2, 1, 4, 3)
LINES = ((1, 2), (1, 5), (2, 3, 4), (5, 6, 7), (1, 8, 9, 10), (1, 11, 12, 13), (1, 0), (0, 14, 16), (0, 15, 17))
LIMBS = tuple(limb for line in LINES for limb in pairwise(line))
HUES = len(JOINTS)
DIM = 0.6  # of a limb's colour, so that joints stand out


class Annotator(Protocol):
    def __call__(self, picture: Image.Image) -> Image.Image | None:
        """The map of a picture, of the same size; None if there is nothing of its kind to be seen."""


def run_map(handle: JobHandle, workshop: Workshop) -> None:
    """Make the map of a job and keep it under its name. Raises ModelError, OutOfMemory, InputError or Cancelled."""
    payload = MapJob.read(handle.payload)
    key, catalog = payload.annotator, workshop.catalog
    preset = catalog.annotator(key)
    if said := net_absence(catalog, key):
        raise ModelError(said)
    with Image.open(kept_image(payload.image, workshop.config.references)) as opened:
        picture = opened.convert("RGB")
    picture.thumbnail((LONGEST, LONGEST), Image.Resampling.LANCZOS)
    if workshop.residency.key != annotator_key(key):
        handle.progress(0, 0, f"Loading {preset.name}")
    try:
        held = workshop.residency.hold(
            annotator_key(key),
            lambda: _Resident(
                open_annotator(preset, find_source(preset, catalog), pick_device(workshop.config.device))
            ),
            int((preset.memory_gb or 0) * GB),
        )
        handle.progress(0, 1, f"{preset.name} is looking at the image")
        made = held.annotator(picture)
    except Exception as error:
        if not is_out_of_memory(error):
            raise
        workshop.residency.release_all()
        raise OutOfMemory(
            f"There is too little memory for {preset.name}. Close other programs, then retry the job."
        ) from error
    if made is None:
        raise InputError(
            f"{preset.name} found nothing for a {KINDS[preset.kind].lower()} in this image. Choose another image."
        )
    handle.check_cancelled()
    keep_made(made, payload.map, workshop.config.references)


def open_annotator(preset: AnnotatorPreset, source: Source, device: torch.device) -> Annotator:
    """The annotator of a preset, on a device. ModelError with a sentence."""
    with opening_errors(preset, source):
        return _Depth(source, device) if preset.kind == "depth" else _Poses(source, _detector(preset), device)


def _detector(preset: AnnotatorPreset) -> Source:
    folder = preset.detector_folder
    return Source(folder or str(preset.detector), here=True)


class _Opened:
    """A network and what brings pictures into its form."""

    def __init__(self, model_class: Any, source: Source, device: torch.device) -> None:
        place = str(source.place)
        # transformers would take the processor of torchvision, which is not a part of the studio.
        self.processor = AutoImageProcessor.from_pretrained(place, backend="pil", local_files_only=source.here)
        self.model = model_class.from_pretrained(place, use_safetensors=True, local_files_only=source.here)
        self.model.eval().to(device)
        self.device = device

    @torch.inference_mode()
    def __call__(self, picture: Image.Image, **options: Any) -> Any:
        given = self.processor(images=picture, return_tensors="pt", **options).to(self.device)
        return self.model(**given)


class _Depth:
    """Near is light and far is dark, from black to white: what ControlNets for depth were trained on."""

    def __init__(self, source: Source, device: torch.device) -> None:
        self.net = _Opened(AutoModelForDepthEstimation, source, device)

    def __call__(self, picture: Image.Image) -> Image.Image | None:
        size = [(picture.height, picture.width)]
        found = self.net.processor.post_process_depth_estimation(self.net(picture), target_sizes=size)
        depth = found[0]["predicted_depth"].float().cpu().numpy()
        low, high = float(depth.min()), float(depth.max())
        if not np.isfinite(depth).all() or high - low < 1e-6:
            return None
        grey = np.round((depth - low) / (high - low) * 255).astype(np.uint8)
        return Image.fromarray(grey).convert("RGB")


class _Poses:
    """The people of a picture as OpenPose draws them: coloured joints and limbs on black."""

    def __init__(self, source: Source, detector: Source, device: torch.device) -> None:
        self.finder = _Opened(AutoModelForObjectDetection, detector, device)
        self.net = _Opened(VitPoseForPoseEstimation, source, device)

    def __call__(self, picture: Image.Image) -> Image.Image | None:
        boxes = self._people(picture)
        if not len(boxes):
            return None
        # An expert of its own for people in the models of several data sets ("plus").
        experts = {"dataset_index": torch.zeros(len(boxes), dtype=torch.long, device=self.net.device)}
        options = experts if self.net.model.config.backbone_config.num_experts > 1 else {}
        given = self.net.processor(images=picture, boxes=[boxes], return_tensors="pt").to(self.net.device)
        with torch.inference_mode():
            seen = self.net.model(**given, **options)
        [people] = self.net.processor.post_process_pose_estimation(seen, boxes=[boxes], threshold=SURE_OF_JOINT)
        canvas = np.zeros((picture.height, picture.width, 3), np.uint8)
        for person in people:
            names = [int(label) for label in person["labels"]]
            draw_pose(canvas, dict(zip(names, person["keypoints"].cpu().numpy(), strict=True)))
        return Image.fromarray(canvas) if canvas.any() else None

    def _people(self, picture: Image.Image) -> np.ndarray:
        """Boxes of the people as (left, top, width, height)."""
        seen = self.finder(picture)
        size = [(picture.height, picture.width)]
        [found] = self.finder.processor.post_process_object_detection(seen, threshold=SURE_OF_PERSON, target_sizes=size)
        boxes = found["boxes"][found["labels"] == PERSON].cpu().numpy()
        boxes[:, 2:] -= boxes[:, :2]
        return np.asarray(boxes)


def draw_pose(canvas: np.ndarray, coco: dict[int, Any]) -> None:
    """Draw one person on `canvas` (H × W × 3, RGB). `coco` has the place (x, y) of those of COCO's joints that are
    seen."""
    if 5 in coco and 6 in coco:
        coco = coco | {NECK: (np.asarray(coco[5]) + np.asarray(coco[6])) / 2}
    places = [coco.get(joint) for joint in JOINTS]
    thick = max(2, round(max(canvas.shape[:2]) / 128))
    for number, (one, other) in enumerate(LIMBS):
        first, second = places[one], places[other]
        if first is None or second is None:
            continue
        middle, half = (np.asarray(first) + second) / 2, (np.asarray(second) - first) / 2
        length, angle = float(np.hypot(*half)), float(np.degrees(np.arctan2(half[1], half[0])))
        colour = [int(part * DIM) for part in _hue(number)]
        cv2.ellipse(canvas, _whole(middle), (max(1, int(length)), thick), angle, 0, 360, colour, -1)
    for number, place in enumerate(places):
        if place is not None:
            cv2.circle(canvas, _whole(place), thick, _hue(number), -1)


def _hue(number: int) -> tuple[int, int, int]:
    """Eighteen steps around the colour wheel, from red."""
    wheel = np.array([[[round(number / HUES * 180), 255, 255]]], np.uint8)
    red, green, blue = cv2.cvtColor(wheel, cv2.COLOR_HSV2RGB)[0, 0]
    return int(red), int(green), int(blue)


def _whole(place: Any) -> tuple[int, int]:
    return round(float(place[0])), round(float(place[1]))


class _Resident:
    """What lies in the slot. It is small and soon read again, so it is not set aside."""

    def __init__(self, annotator: Annotator) -> None:
        self.annotator = annotator

    def unload(self) -> None:
        del self.annotator
        gc.collect()
        if torch.cuda.is_available():
            torch.cuda.empty_cache()

    def footprint(self) -> int:
        return 0

    def is_on_card(self) -> bool:
        return False

    def set_aside(self) -> None: ...

    def bring_back(self) -> None: ...
