"""What presets.json says of a language model."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from gcl.presets.base import Preset


class LLMPreset(Preset):
    gguf_file: str | None = Field(None, description="The GGUF file inside the repository, folder or package.")
    package: str | None = Field(
        None,
        pattern=r"^\w+$",
        description="A Python package that carries the GGUF file; it is never imported.",
    )
    context: int = Field(gt=0, description="Tokens that fit in the context.")
    languages: str = Field(description="For people: 'English only', '100+ languages'.")
    demo: bool = Field(False, description="Too small for real work: shown as a demo of the flow.")
    chat_template_options: dict[str, object] = Field(default_factory=dict)
    max_temperature: Annotated[float, Field(ge=0, le=2)] | None = Field(
        None, description="The warmest at which this model keeps to its task; a warmer setting is lowered to it."
    )
    # Where these are None the repository's own generation settings hold.
    top_p: Annotated[float, Field(gt=0, le=1)] | None = None
    repetition_penalty: Annotated[float, Field(ge=1, le=2)] | None = None
    dtype: Literal["bfloat16", "float32"] = "bfloat16"
    memory_gb: float | None = None

    @property
    def sources(self) -> list[object]:
        return [self.repo, self.path, self.package]
