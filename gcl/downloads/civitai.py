"""LoRAs from CivitAI, by their AIR: urn:air:sdxl:lora:civitai:123@456 is version 456 of model 123.

https://developer.civitai.com/site/reference/model-versions
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2 as httpx

from gcl.config import Config
from gcl.downloads.fetch import TIMEOUT, Remote, cut
from gcl.errors import DownloadError, InputError, NotFound
from gcl.loras import read_info
from gcl.presets.lora import AIR

_KINDS = ("lora", "locon", "lycoris", "dora")  # of an AIR: small changes to a model
MOST_BYTES = 180  # of a name in UTF-8, without its ending


@dataclass(frozen=True)
class CivitaiFile:
    """A LoRA there. `info` is what the site says of it, to be kept beside the file."""

    name: str
    version: int
    remote: Remote
    info: dict[str, Any]


def is_air(text: str) -> bool:
    return text.lower().startswith("urn:air:") or text.lower().startswith("air:")


def look(config: Config, air: str) -> CivitaiFile:
    """Ask what a version has. Raises InputError for what is no AIR of a LoRA or has no safetensors, NotFound for what
    is not there, DownloadError if the site cannot be reached or does not let this person in."""
    found = re.fullmatch(AIR, air)
    if not found:
        raise InputError(
            f"{air!r} is no AIR of CivitAI. Copy it from the model's page: urn:air:sdxl:lora:civitai:123@456"
        )
    if air.split(":")[3] not in _KINDS:
        raise InputError(f"{air} is no LoRA. A model is added in presets.json, with its repository or its file.")
    model, version = int(found[1]), int(found[2])
    told = _ask(config, f"/api/v1/model-versions/{version}", air)
    files = [file for file in told.get("files") or [] if _is_weights(file)]
    safe = [file for file in files if str(file.get("name", "")).endswith(".safetensors")]
    if told.get("modelId") not in (None, model):
        raise NotFound(f"Version {version} on CivitAI is none of model {model}. Copy the AIR from the model's page.")
    if not safe:
        raise InputError(
            f"{air} has no .safetensors file; other formats can run code when they are opened. Choose another version."
        )
    file = next((file for file in safe if file.get("primary")), safe[0])
    about = told.get("model") if isinstance(told.get("model"), dict) else {}
    name = str((about or {}).get("name") or file["name"])
    try:
        whole = _ask(config, f"/api/v1/models/{model}", air)
    except (DownloadError, NotFound):
        whole = {}  # only its terms are wanted, which are then told to be unknown
    return CivitaiFile(
        name=name,
        version=version,
        remote=Remote(
            url=str(file.get("downloadUrl") or told.get("downloadUrl")),
            size=round(float(file["sizeKB"]) * 1024),
            sha256=str((file.get("hashes") or {}).get("SHA256") or "").lower() or None,
            name=file_name(str(file["name"])),
        ),
        info=_kept(told) | {"air": air, "allowCommercialUse": whole.get("allowCommercialUse")},
    )


def file_name(name: str) -> str:
    """A name that is safe to write: no folders, nothing hidden, no signs that a system or a shell minds, and short
    enough for what is put beside the file under a longer name."""
    plain = re.sub(r"[^\w .()+-]", "_", name.replace("\\", "/").rpartition("/")[2]).strip(" .")
    if plain in ("", "safetensors"):
        return "lora.safetensors"
    file = Path(plain)
    return cut(file.stem, MOST_BYTES).rstrip(" .") + cut(file.suffix, 20)


def place(folder: Path, name: str, version: Any) -> Path:
    """Where a version's file goes. Another LoRA may have the same name; the same one, fetched again, stays where it is.
    Raises DownloadError if both of its names are taken."""
    target = folder / name
    for file in (target, target.with_name(f"{target.stem}-{version}{target.suffix}")):
        if not file.exists() or read_info(file).get("id") == version:
            return file
    raise DownloadError(f"{name} is there already, and is another LoRA. Give one of them another name.")


def credentials(config: Config, url: str) -> dict[str, str]:
    """The person's key, for CivitAI itself and no other host."""
    try:
        same = httpx.URL(url).origin == httpx.URL(config.civitai).origin
    except httpx.InvalidURL:  # told when it is asked for
        return {}
    return {"Authorization": f"Bearer {config.civitai_token}"} if same and config.civitai_token else {}


def refusal(config: Config, name: str, status: int) -> str:
    """What an HTTP status means here, and what to do."""
    if status in (401, 403):
        if config.civitai_token:
            return f"CivitAI does not let your key have {name}. Renew GCL_CIVITAI_TOKEN, or see its page for its terms."
        return (
            f"CivitAI gives {name} to people who are signed in only. Make an API key in your account there, set "
            "GCL_CIVITAI_TOKEN to it and start the studio again."
        )
    if status == 404:
        return f"CivitAI has no {name} (any more). Look at the model's page for another version."
    return f"CivitAI answered {status} when {name} was asked for. Try again later."


def _ask(config: Config, path: str, air: str) -> dict[str, Any]:
    url = config.civitai.rstrip("/") + path
    try:
        answer = httpx.get(url, headers=credentials(config, url), follow_redirects=True, timeout=TIMEOUT)
        if answer.status_code == 404:
            raise NotFound(refusal(config, air, 404))
        if answer.status_code != 200:
            raise DownloadError(refusal(config, air, answer.status_code))
        told = answer.json()
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise DownloadError(
            "CivitAI cannot be reached from this machine. Look at the connection, then retry."
        ) from error
    except ValueError as error:
        raise DownloadError(f"CivitAI sent a page instead of an answer: {refusal(config, air, 401)}") from error
    if not isinstance(told, dict):
        raise DownloadError(refusal(config, air, answer.status_code))
    return told


def _is_weights(file: Any) -> bool:
    return isinstance(file, dict) and file.get("type") == "Model" and isinstance(file.get("sizeKB"), int | float)


def _kept(told: dict[str, Any]) -> dict[str, Any]:
    """Without the pictures, which are links to strangers' images."""
    return {name: value for name, value in told.items() if name not in ("images", "stats")}
