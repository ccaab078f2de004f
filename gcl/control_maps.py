"""Maps of an image's shapes, as ControlNets read them: computed with OpenCV, which needs no weights.

Depth and poses take a network: an annotator of presets.json makes those, in the worker (gcl/models/annotate.py).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from gcl.errors import InputError
from gcl.references import keep_picture, kept_image

# Each kind as people call it, in the order of the form.
KINDS = {
    "canny": "Hard edges",
    "lineart": "Line art",
    "softedge": "Soft edges",
    "depth": "Depth map",
    "openpose": "Pose map",
}
LOW, HIGH = 100, 200  # Canny's thresholds, the defaults of diffusers' own guides
LINE_SPREAD = 6.0  # pixels at 512; lines are what is darker than its surroundings of that size
LONGEST = 1536  # pixels of a map: finer detail than the models draw


def _canny(grey: np.ndarray) -> np.ndarray:
    return np.asarray(cv2.Canny(grey, LOW, HIGH))


def _lineart(grey: np.ndarray) -> np.ndarray:
    """White lines where the image is darker than its surroundings, as the "standard" line art of controlnet_aux."""
    spread = LINE_SPREAD * max(grey.shape) / 512
    darker = cv2.GaussianBlur(grey, (0, 0), spread).astype(np.float32) - grey
    darker = np.clip(darker, 0, None)
    strong = np.median(darker[darker > 8]) if (darker > 8).any() else 255.0
    return np.asarray(np.clip(darker / max(16.0, float(strong)) * 127, 0, 255), np.uint8)


def _softedge(grey: np.ndarray) -> np.ndarray:
    """How steep the image is, at two scales: thick, soft edges without a threshold, as HED draws them."""
    found = np.zeros(grey.shape, np.float32)
    for spread in (1.0, 2.5):
        soft = cv2.GaussianBlur(grey, (0, 0), spread * max(1.0, max(grey.shape) / 768)).astype(np.float32)
        found = np.maximum(found, cv2.magnitude(cv2.Sobel(soft, cv2.CV_32F, 1, 0), cv2.Sobel(soft, cv2.CV_32F, 0, 1)))
    top = float(np.percentile(found, 99.5))
    return np.asarray(np.clip(found / max(top, 8.0) * 255, 0, 255), np.uint8)


_MAKERS: dict[str, Callable[[np.ndarray], np.ndarray]] = {"canny": _canny, "lineart": _lineart, "softedge": _softedge}
COMPUTED = tuple(_MAKERS)


def make_map(kind: str, name: str, folder: Path) -> str:
    """Make and keep the map of a kept image, of one of the kinds in COMPUTED; the map's name. InputError for an image
    in which there is nothing of it."""
    with Image.open(kept_image(name, folder)) as opened:
        picture = opened.convert("RGB")
    picture.thumbnail((LONGEST, LONGEST), Image.Resampling.LANCZOS)
    found = _MAKERS[kind](cv2.cvtColor(np.asarray(picture), cv2.COLOR_RGB2GRAY))
    if not found.any():
        raise InputError(f"The image has no {KINDS[kind].lower()}: it is of one colour. Choose another image.")
    return keep_picture(Image.fromarray(found).convert("RGB"), folder)
