"""Structured generation through our loader beside plain transformers.generate: the same model, prompt and tokens."""

from __future__ import annotations

import time
from statistics import median
from typing import Any

from gcl.catalog import Catalog
from gcl.config import Config
from tests.bench.report import Figure, as_measured

KEY, PAIRS = "smollm2-135m", 5
PROMPT = """Script of a TV spot:
Shot 1: a farmhouse kitchen in first golden light; a father turns a pancake. VO: "Some mornings smell different."
Shot 2: a girl stands in the doorway, a quilt around her shoulders. FATHER: "Morning, sunshine."
Say in one sentence each what the spot tells and how, as JSON."""


def measure(config: Config) -> list[Figure]:
    import torch

    from gcl.pipeline.llm import Draw
    from gcl.pipeline.loader import PipelineModelLoader
    from gcl.pipeline.schemas import ConceptBrief
    from gcl.residency import Residency

    residency = Residency()
    loader = PipelineModelLoader(config, Catalog.read(config), residency)
    loader.switch_model(KEY)
    generator = loader.get_generator(ConceptBrief)
    language_model: Any = generator.model
    plain_model, tokenizer = language_model.transformers_model, language_model.tokenizer
    inputs = tokenizer(language_model.chat(PROMPT), return_tensors="pt")

    def ours(seed: int) -> tuple[int, float]:
        started = time.perf_counter()
        sample = language_model.sample(PROMPT, generator.grammar, Draw(1024, 0.7, seed), lambda: None)
        return sample.tokens, time.perf_counter() - started

    def plain(tokens: int, seed: int) -> float:
        torch.manual_seed(seed)
        started = time.perf_counter()
        with torch.no_grad():
            plain_model.generate(
                **inputs, min_new_tokens=tokens, max_new_tokens=tokens, do_sample=True, temperature=0.7
            )
        return time.perf_counter() - started

    ours(0)
    ratios, speeds, plain_speeds = [], [], []
    for seed in range(1, PAIRS + 1):
        tokens, seconds = ours(seed)
        beside = plain(tokens, seed)
        speeds.append(tokens / seconds)
        plain_speeds.append(tokens / beside)
        ratios.append(beside / seconds)
    residency.release()
    return [
        as_measured("structured_speed", median(ratios), "ratio", PAIRS, "tokens/s, our loader / transformers.generate"),
        as_measured("structured_tokens", median(speeds), "tokens/s", PAIRS, f"{KEY}, our loader, prefill included"),
        as_measured("plain_tokens", median(plain_speeds), "tokens/s", PAIRS, f"{KEY}, transformers.generate"),
    ]
