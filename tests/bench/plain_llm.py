"""The plain path: the same language model through Outlines with transformers' own loop, which nothing is added to."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from typing import Any

import outlines
import torch

from gcl.catalog import Catalog
from gcl.config import Config
from gcl.pipeline.decode import Counts, EngineError, NumericalError
from gcl.pipeline.llm import Draw, Sample, TransformersModel, load_language_model
from gcl.presets.llm import LLMPreset


class _Watch:
    """Stands around Outlines' processor, to count and to hear of failures."""

    def __init__(self, processor: Any, check: Callable[[], None] = lambda: None) -> None:
        self.processor, self.check = processor, check
        self.tokens = 0

    def reset(self) -> None:
        self.processor.reset()
        self.tokens = 0

    def __call__(self, input_ids: torch.Tensor, scores: torch.Tensor) -> torch.Tensor:
        self.check()
        allowed: torch.Tensor = self.processor(input_ids, scores)
        if not math.isfinite(allowed.max().item()):
            raise NumericalError
        self.tokens += 1
        return allowed


class PlainModel(TransformersModel):
    def __init__(self, model: Any, tokenizer: Any, preset: LLMPreset) -> None:
        super().__init__(model, tokenizer, preset)
        self.plain = outlines.from_transformers(model, tokenizer)
        self.plain.type_adapter.has_chat_template = False
        self.counts = Counts()

    def compile(self, schema: dict[str, Any]) -> Any:
        output_type = outlines.json_schema(json.dumps(schema, ensure_ascii=False))
        generator = outlines.Generator(self.plain, output_type, backend="llguidance")
        generator.logits_processor = _Watch(generator.logits_processor)
        return generator

    def sample(self, prompt: str, grammar: Any, draw: Draw, check: Callable[[], None]) -> Sample:
        watch: _Watch = grammar.logits_processor
        with torch.random.fork_rng(), torch.compiler.set_stance("force_eager"):
            torch.manual_seed(draw.seed)
            text = grammar(self.chat(prompt), **self.generate_options(draw))
        read = self.count_tokens(prompt)
        self.counts.prompts += read
        self.counts.read += read
        self.counts.drawn += watch.tokens
        self.counts.passes += watch.tokens
        if error := watch.processor.ll_matchers[0].get_error():
            raise EngineError(error.partition("\n")[0])
        return Sample(text, watch.tokens)


def load_plain(key: str, preset: LLMPreset, catalog: Catalog, config: Config) -> PlainModel:
    ours = load_language_model(key, preset, catalog, config)
    return PlainModel(ours.transformers_model, ours.tokenizer, preset)
