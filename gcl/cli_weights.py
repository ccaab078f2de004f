"""What the commands for downloads and LoRAs print."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gcl.loras import Lora
from gcl.services.downloads import DownloadOffer
from gcl.services.jobs import JobView


def offer_text(offer: DownloadOffer) -> str:
    files = f"{offer.files} file{'' if offer.files == 1 else 's'}"
    return (
        f"{offer.name}: {offer.amount} in {files} from {offer.source}; {offer.room} are free.\n"
        f"{offer.licence}. {offer.commercial_note}"
    )


def download_text(job: JobView, offer: DownloadOffer) -> str:
    return f"Job {job.id}: {job.state}\n{offer.name}" + (" is on this machine." if job.state == "done" else "")


def lora_object(lora: Lora) -> dict[str, Any]:
    return {
        "key": lora.key,
        "name": lora.name,
        "base": list(lora.base),
        "theme": lora.theme,
        "trigger_words": list(lora.trigger_words),
        "weight": lora.weight,
        "licence": lora.licence,
        "commercial": lora.commercial,
        "here": lora.file is not None,
        "problem": lora.problem,
    }


def loras_text(loras: Sequence[Lora]) -> str:
    if not loras:
        return "No LoRAs here. Put .safetensors files into the folder loras of the models folder (GCL_MODELS)."
    lines = []
    for lora in loras:
        here = "" if lora.file or lora.problem else f"  (gcl download {lora.key})"
        lines.append(f"{lora.key}  {lora.base_name}  {lora.weight:g}{here}")
        if lora.trigger_words:
            lines.append(f"    words: {', '.join(lora.trigger_words)}")
        lines.append(f"    {lora.problem or f'{lora.licence}. {lora.commercial_note}'}")
    return "\n".join(lines)
