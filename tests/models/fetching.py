"""Loads models from a hub in a process of its own, since the hub's address is read once when its library is imported.

python -m tests.models.fetching MODELS_DIR NAME=REPO [NAME=REPO ...]

Prints a line of JSON for each: whether it was here before, whether it is here now, and the sentence if it failed.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from gcl.catalog import Catalog
from gcl.config import Config
from gcl.errors import GclError
from gcl.models.factory import load_model
from tests.models.conftest import draw


def fetch(models_dir: Path, name: str, vae: str | None) -> dict[str, object]:
    repo, _, variant = name.partition(":")
    catalog = Catalog.read(Config(models=models_dir))
    changes = {"name": "Some Model", "repo": repo, "variant": variant or None, "vae": vae, "width": 512, "height": 288}
    preset = catalog.diffusion("realistic-vision-v5.1").model_copy(update=changes)
    catalog.diffusion_models["one"] = preset
    before = catalog.is_present(preset)
    try:
        size = load_model("one", catalog, "cpu").generate(draw(guidance=5.0)).size
    except GclError as error:
        return {"before": before, "after": catalog.is_present(preset), "code": error.code, "sentence": error.sentence}
    return {"before": before, "after": catalog.is_present(preset), "size": size}


for argument in sys.argv[2:]:
    repo, _, vae = argument.partition("+")
    print(json.dumps(fetch(Path(sys.argv[1]), repo, vae or None)), flush=True)
