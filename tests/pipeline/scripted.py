"""A language model that answers from a script: a real LanguageModel, given to the loader where the real one would be.

It knows which node asks by the first word of the prompt, for which the templates here begin with their slug.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from gcl.catalog import Catalog
from gcl.config import Config
from gcl.payloads import TemplateText
from gcl.pipeline.llm import Draw, Sample
from gcl.presets.llm import LLMPreset
from gcl.stages import STAGES

Json = dict[str, Any]

TEMPLATES = {stage.slug: TemplateText(version=1, body=f"{stage.slug} {{{{ origin.title }}}}") for stage in STAGES}
TEMPLATES["adaptation"] = TemplateText(version=1, body="adaptation {{ feedback | json }} {{ draft | json }}")

CONCEPT: Json = {
    "narrative_structure": {"setup": "Rain.", "conflict": "Hurry.", "resolution": "Tea."},
    "emotional_beats": ["hurried", "calm"],
    "themes": {"universal": ["rest"], "culture_specific": []},
    "cultural_assumptions": [],
    "brand_voice": {"tone": "warm", "style": "plain", "personality": "wry"},
    "core_message": "Slow down.",
    "must_preserve": ["the tin"],
    "can_adapt": ["the street"],
}
CULTURE: Json = {
    "market_context": "Tea is daily.",
    "pitfalls": [],
    "opportunities": [],
    "regulatory_notes": [],
    "tone_adjustments": ["drier"],
    "substitutions": [{"original": "apartment", "rationale": "British", "replacement": "flat"}],
}
ISSUE: Json = {
    "location": "Shot 2, audio",
    "description": "Too loud.",
    "suggested_fix": "Say it softly.",
    "severity": "major",
}
PASS: Json = {"issues": [], "summary": "Good.", "score": 0.9, "passed": True}
REFUSE: Json = {"issues": [ISSUE], "summary": "Not yet.", "score": 0.4, "passed": False}


@dataclass(frozen=True)
class Asked:
    """One call of a model: who asked, what, of which model, and how."""

    slug: str
    prompt: str
    key: str
    draw: Draw


@dataclass
class Desk:
    """Who answers. `script` has a list of answers per slug, used up in order; after that everything is good.

    An answer is a dict, a text as it is, an exception to raise, or a function to call first, whose result counts.
    """

    script: dict[str, list[Any]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    loaded: list[str] = field(default_factory=list)
    compiled: list[str] = field(default_factory=list)
    in_memory: int = 0
    most_in_memory: int = 0

    def load(self, key: str, preset: LLMPreset, catalog: Catalog, config: Config) -> ScriptedModel:
        self.loaded.append(key)
        self.in_memory += 1
        self.most_in_memory = max(self.most_in_memory, self.in_memory)
        return ScriptedModel(key, preset.context, self)

    def nodes(self) -> list[str]:
        return [asked.slug for asked in self.asked]

    def answer(self, slug: str, schema: Json) -> Any:
        waiting = self.script.get(slug, [])
        answer = waiting.pop(0) if waiting else self._good(slug, schema)
        return answer() if isinstance(answer, Callable) else answer  # type: ignore[arg-type]

    def _good(self, slug: str, schema: Json) -> Json:
        if slug == "adaptation":
            return {"rows": [self._row(schema, part) for part in schema["properties"]["rows"]["prefixItems"]]}
        return {"concept-extraction": CONCEPT, "cultural-research": CULTURE}.get(slug, PASS)

    def _row(self, schema: Json, part: Json) -> Json:
        fields = _at(schema, part)["properties"]
        draft = self.nodes().count("adaptation")
        lines = [_at(schema, line)["properties"] for line in fields["audio"].get("prefixItems", [])]
        return {
            **{name: fields[name]["const"] for name in ("shot_number", "timecode")},
            "visual": f"Visual of draft {draft}.",
            "audio": [{"label": line["label"]["const"], "text": f"Audio of draft {draft}."} for line in lines],
        }


def _at(schema: Json, part: Json) -> Json:
    found: Json = schema["$defs"][part["$ref"].rsplit("/", 1)[-1]]
    return found


class ScriptedModel:
    def __init__(self, key: str, context: int, desk: Desk) -> None:
        self.name, self.context = key, context
        self._desk = desk

    def compile(self, schema: Json) -> Json:
        self._desk.compiled.append(schema["title"])
        return schema

    def count_tokens(self, prompt: str) -> int:
        return len(prompt.split())

    def sample(self, prompt: str, grammar: Json, draw: Draw, check: Callable[[], None]) -> Sample:
        check()
        slug = prompt.split()[0]
        self._desk.asked.append(Asked(slug, prompt, self.name, draw))
        answer = self._desk.answer(slug, grammar)
        if isinstance(answer, BaseException):
            raise answer
        if isinstance(answer, Sample):
            return answer
        return Sample(json.dumps(answer), 10)

    def footprint(self) -> int:
        return 0

    def unload(self) -> None:
        self._desk.in_memory -= 1
