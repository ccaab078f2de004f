"""From a preset to a loaded model. A new family is a file of its own and a line here."""

from __future__ import annotations

import diffusers
import transformers

from gcl.catalog import Catalog
from gcl.models.base import BaseModel
from gcl.models.device import pick_device
from gcl.models.ernie_image import ErnieImage
from gcl.models.flux1 import Flux1
from gcl.models.flux2_klein import Flux2Klein
from gcl.models.opening import find_source
from gcl.models.plan import free_bytes
from gcl.models.qwen_image import QwenImage
from gcl.models.sana_sprint import SanaSprint
from gcl.models.sd15 import StableDiffusion15
from gcl.models.sdxl import StableDiffusionXL
from gcl.models.thumbnail import Thumbnail
from gcl.models.zimage import ZImage
from gcl.plans import Plan, choose

FAMILIES: dict[str, type[BaseModel]] = {
    "sd15": StableDiffusion15,
    "sdxl": StableDiffusionXL,
    "zimage": ZImage,
    "flux1": Flux1,
    "flux2-klein": Flux2Klein,
    "qwen-image": QwenImage,
    "ernie-image": ErnieImage,
    "sana-sprint": SanaSprint,
    "thumbnail": Thumbnail,
}


def load_model(key: str, catalog: Catalog, device: str | None, plan: Plan | None = None) -> BaseModel:
    """The model of a preset, loaded and on its device (GCL_DEVICE, or the best there is), by default after the plan
    that fits there.

    Raises NotFound for an unknown key, ModelError or DiskFull with a sentence; torch's own error if memory runs out.
    """
    _to_the_log()
    preset = catalog.diffusion(key)
    on = pick_device(device)
    source = find_source(preset, catalog)
    model = FAMILIES[preset.family](preset, source, on, plan or choose(preset, on.type, free_bytes(on)))
    model.load()
    return model


def _to_the_log() -> None:
    """What the libraries have to say goes where our log goes, not over the terminal."""
    for library in (diffusers.utils.logging, transformers.utils.logging):
        library.disable_progress_bar()
        library.disable_default_handler()
        library.enable_propagation()
