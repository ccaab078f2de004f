"""A language model in memory, and one constrained sample from it: transformers steered by Outlines with llguidance."""

from __future__ import annotations

import gc
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import outlines
import torch
from outlines.backends import LLGuidanceBackend
from transformers import AutoModelForCausalLM, AutoTokenizer, BitsAndBytesConfig, PreTrainedModel

from gcl.catalog import Catalog
from gcl.config import Config
from gcl.errors import OutOfMemory
from gcl.pipeline.decode import EngineError, Guide, NumericalError, SteeredTransformers
from gcl.pipeline.weights import loading_errors, running_dtype, weights
from gcl.presets.llm import LLMPreset
from gcl.torch_errors import is_out_of_memory

__all__ = [
    "Draw",
    "EngineError",
    "LanguageModel",
    "NumericalError",
    "Sample",
    "TransformersModel",
    "load_language_model",
    "loading_options",
]


@dataclass(frozen=True)
class Draw:
    """How to draw an answer: at most `max_new_tokens`; a temperature of 0 always takes the likeliest token."""

    max_new_tokens: int
    temperature: float
    seed: int


@dataclass(frozen=True)
class Sample:
    """A text, and how many tokens were drawn for it."""

    text: str
    tokens: int


class LanguageModel(Protocol):
    """What the loader holds: real ones are `TransformersModel`, tests bring one that answers from a script."""

    name: str
    context: int

    def compile(self, schema: dict[str, Any]) -> Any:
        """Whatever `sample` needs to keep to a JSON schema; made once per schema."""

    def count_tokens(self, prompt: str) -> int:
        """Tokens that `prompt` takes of the context, the chat template around it included."""

    def sample(self, prompt: str, grammar: Any, draw: Draw, check: Callable[[], None]) -> Sample:
        """One answer. Raises NumericalError, EngineError, OutOfMemory, and what `check` raises between two tokens."""

    def unload(self) -> None: ...

    def footprint(self) -> int:
        """Bytes of its weights and of the prompts that it keeps, if they are in main memory, else 0."""


class TransformersModel:
    """A `transformers` model behind Outlines. `chat_options` go to the chat template, such as enable_thinking."""

    def __init__(self, model: PreTrainedModel, tokenizer: Any, preset: LLMPreset) -> None:
        self.name, self.context = preset.name, preset.context
        self.transformers_model, self.tokenizer, self._preset = model, tokenizer, preset
        self.steered = SteeredTransformers(model, tokenizer)

    def compile(self, schema: dict[str, Any]) -> Any:
        text = json.dumps(schema, ensure_ascii=False)
        return outlines.Generator(self.steered, processor=Guide(self._backend.get_json_schema_logits_processor(text)))

    @cached_property
    def _backend(self) -> LLGuidanceBackend:
        # `outlines.Generator(..., backend="llguidance")` makes one for each schema, and with it llguidance's form of
        # the tokenizer, which takes a second; a run has ten schemas.
        return LLGuidanceBackend(self.steered)

    def count_tokens(self, prompt: str) -> int:
        return len(self.tokenizer(self.chat(prompt))["input_ids"])

    def sample(self, prompt: str, grammar: Any, draw: Draw, check: Callable[[], None]) -> Sample:
        guide: Guide = grammar.logits_processor
        guide.check = check
        try:
            return self._sample(prompt, grammar, draw)
        finally:
            guide.check = lambda: None

    def _sample(self, prompt: str, grammar: Any, draw: Draw) -> Sample:
        try:
            with torch.random.fork_rng():
                torch.manual_seed(draw.seed)
                text = grammar(self.chat(prompt), **self.generate_options(draw))
        except NumericalError:
            self.steered.kept.clear()  # another attempt must not stand on numbers that may be the cause
            raise
        except (RuntimeError, MemoryError) as error:
            if not is_out_of_memory(error):
                raise
            had_kept = self.steered.kept.clear()
            torch.cuda.empty_cache()
            if not had_kept:
                raise OutOfMemory(
                    f"There is too little memory for {self.name} and this script. "
                    "Close other programs, or choose a smaller model, then retry the job."
                ) from error
        else:
            return Sample(text, grammar.logits_processor.tokens)
        return self._sample(prompt, grammar, draw)  # in the memory of the prompts that were kept

    def generate_options(self, draw: Draw) -> dict[str, Any]:
        """What transformers' `generate` is told."""
        temperature = min(draw.temperature, self._preset.max_temperature or draw.temperature)
        options: dict[str, Any] = {"max_new_tokens": draw.max_new_tokens, "do_sample": temperature > 0}
        if temperature > 0:
            options["temperature"] = temperature
            if self._preset.top_p is not None:
                options["top_p"] = self._preset.top_p
        if self._preset.repetition_penalty is not None:
            options["repetition_penalty"] = self._preset.repetition_penalty
        return options

    def footprint(self) -> int:
        model = self.transformers_model
        is_here = model.device.type == "cpu"
        return int(model.get_memory_footprint()) + self.steered.kept.bytes() if is_here else 0

    def unload(self) -> None:
        self.steered.kept.clear()
        self.__dict__.pop("_backend", None)
        del self.steered, self.transformers_model
        gc.collect()
        if torch.cuda.is_available():
            torch.cuda.empty_cache()

    def chat(self, prompt: str) -> str:
        """`prompt` as the one message of a chat, rendered by the model's own template."""
        for token in self.tokenizer.all_special_tokens:
            # A script must not be able to end its own message.
            prompt = prompt.replace(token, " ")
        if self.tokenizer.chat_template is None:
            return prompt
        text: str = self.tokenizer.apply_chat_template(
            [{"role": "user", "content": prompt}],
            tokenize=False,
            add_generation_prompt=True,
            **self._preset.chat_template_options,
        )
        # A tokenizer that adds its first token itself must not find it there already.
        start = self.tokenizer.bos_token
        adds_start = start is not None and self.tokenizer("")["input_ids"][:1] == [self.tokenizer.bos_token_id]
        return text.removeprefix(start) if adds_start else text


def loading_options(preset: LLMPreset, device: str) -> dict[str, Any]:
    """What `from_pretrained` is told: NF4 with double quantisation on CUDA, the dtype of `running_dtype` elsewhere."""
    options: dict[str, Any] = {"dtype": running_dtype(preset, device), "use_safetensors": True}
    if device.startswith("cuda"):
        options["device_map"] = {"": device}
        options["quantization_config"] = BitsAndBytesConfig(
            load_in_4bit=True,
            bnb_4bit_quant_type="nf4",
            bnb_4bit_use_double_quant=True,
            bnb_4bit_compute_dtype=torch.bfloat16,
        )
    return options


def load_language_model(key: str, preset: LLMPreset, catalog: Catalog, config: Config) -> TransformersModel:
    """Load the preset `key` onto Config.device, by default the graphics card if there is one, as `loading_options` say.

    Raises ModelError, OutOfMemory or DiskFull.
    """
    device = config.device or ("cuda" if torch.cuda.is_available() else "cpu")
    source = weights(key, preset, catalog, config)
    with loading_errors(preset):
        tokenizer = AutoTokenizer.from_pretrained(source)
        model = AutoModelForCausalLM.from_pretrained(source, **loading_options(preset, device)).eval()
        if not device.startswith("cuda"):
            model = model.to(device)
    return TransformersModel(model, tokenizer, preset)
