"""Names for keys: what people call a model."""

from __future__ import annotations

from gcl.services import Services
from gcl.services.adaptations import LLMChoice

AUTO = "auto"


def model_names(services: Services) -> dict[str, str]:
    """{"qwen3-4b": "Qwen3 4B", "llm:qwen3-4b": "Qwen3 4B", "diffusion:thumbnail": …}"""
    llms = {choice.key: choice.name for choice in services.adaptations.llms()}
    frames = {choice.key: choice.name for choice in services.frames.models()}
    return (
        frames
        | llms
        | {f"llm:{key}": name for key, name in llms.items()}
        | {f"diffusion:{key}": name for key, name in frames.items()}
    )


def llm_label(choice: LLMChoice) -> str:
    return choice.name if choice.present else f"{choice.name} (weights not here)"


def automatic_label(services: Services) -> str:
    """What "automatic" means on this machine now."""
    choice = services.adaptations.default_llm()
    return f"Automatic: {llm_label(choice)}" if choice else "Automatic: no language model is here"
