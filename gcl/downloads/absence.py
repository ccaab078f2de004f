"""What is said of weights that are not here yet: nothing of that size is fetched unless somebody agreed."""

from __future__ import annotations

from gcl.catalog import Catalog


def absence(catalog: Catalog, key: str) -> str:
    """A sentence that says how much the weights of a hub's model are and how to get them; "" if they are here, or
    should lie on this machine. A model that lies here may lack only a VAE of the hub's."""
    preset = catalog.diffusion(key)
    how = f"first: with the button below the model in Generate, or with: gcl download {key}"
    if preset.repo is None:
        vae = catalog.vae_to_fetch(preset)
        return f"The VAE of {preset.name}, {vae}, is not on this machine. Download it {how}" if vae else ""
    if catalog.is_present(preset):
        return ""
    about = f" (about {preset.memory_gb:g} GB)" if preset.memory_gb else ""
    return f"The weights of {preset.name} are not on this machine{about}. Download them {how}"


def net_absence(catalog: Catalog, key: str) -> str:
    """A sentence that says how to get the weights of a ControlNet or an annotator; "" if they are here."""
    preset = catalog.annotator(key) if key in catalog.annotators else catalog.controlnet(key)
    if catalog.is_present(preset):
        return ""
    if preset.path is not None:
        place = catalog.local_path(preset)
        return f"The weights of {preset.name} are not at {place}. Put them there, or correct presets.json."
    return f"The weights of {preset.name} are not on this machine. Download them first, with: gcl download {key}"
