"""A language model that answers from a script: a real LanguageModel, given to the loader where the real one would be.

It knows which node asks by the first word of the prompt, for which the templates here begin with their slug.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from gcl.catalog import Catalog
from gcl.config import Config
from gcl.payloads import ChecklistQuestion, TemplateText
from gcl.pipeline.judge import LONGEST_QUOTE
from gcl.pipeline.llm import Draw, Sample
from gcl.presets.llm import LLMPreset
from gcl.stages import GATES, STAGES

Json = dict[str, Any]

LOCKED = "Hearthside"  # a name that stays in the lines which have it

TEMPLATES = {stage.slug: TemplateText(version=1, body=f"{stage.slug} {{{{ origin.title }}}}") for stage in STAGES}
TEMPLATES["line-alternatives"] = TemplateText(version=1, body="line-alternatives {{ line | json }} {{ origin_line }}")
TEMPLATES["adaptation"] = TemplateText(version=1, body="adaptation {{ feedback | json }} {{ draft | json }}")
for _stage in STAGES:
    if _stage.is_gate:
        TEMPLATES[_stage.slug] = TemplateText(
            version=1, body=f"{_stage.slug} {{{{ rows | json }}}} {{{{ questions | json }}}} {{{{ misquoted | json }}}}"
        )

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
# What a gate says, in the words of a verdict; the desk puts it as answers to the gate's questions. A refusal says "no"
# to the first, with words of the place where its issue is; `issue` has what comes of that.
REFUSAL: Json = {"location": "Shot 2, audio", "description": "Too loud.", "suggested_fix": "Say it softly."}
PASS: Json = {"issues": [], "passed": True}
REFUSE: Json = {"issues": [REFUSAL], "passed": False}


# One question a gate, where data/checklists.json has several.
CHECKLIST = {
    gate: [ChecklistQuestion(key=f"{gate}-fits", question=f"Does it fit the {gate} gate?", severity="major")]
    for gate in GATES
}


def issue(gate: str, draft: int = 1) -> Json:
    """The issue of the verdict that REFUSE leads to at a gate with CHECKLIST."""
    return {
        "severity": "major",
        **REFUSAL,
        "description": f"{CHECKLIST[gate][0].question} No: Too loud.",
        "shot": "2",
        "cell": "audio",
        "quote": f"Audio of shot 2, draft {draft}.",
    }


class Killed(BaseException):
    """Ends a run as SIGKILL does: nothing of the run comes to its own end."""


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

    def answer(self, slug: str, schema: Json, prompt: str) -> Any:
        waiting = self.script.get(slug, [])
        answer = waiting.pop(0) if waiting else self._good(slug, schema, prompt)
        answer = answer() if callable(answer) else answer
        is_verdict = isinstance(answer, dict) and "passed" in answer and schema["title"] == "Answers"
        return answers(answer, schema, prompt) if is_verdict else answer

    def _good(self, slug: str, schema: Json, prompt: str) -> Json:
        if slug == "adaptation":
            return {"rows": [self._row(schema, part, prompt) for part in schema["properties"]["rows"]["prefixItems"]]}
        if slug == "line-alternatives":
            fields = _at(schema, schema["properties"]["options"]["prefixItems"][0])["properties"]
            return {"options": [{name: f"{name} {number}" for name in fields} for number in (1, 2, 3)]}
        return {"concept-extraction": CONCEPT, "cultural-research": CULTURE}.get(slug, PASS)

    def _row(self, schema: Json, part: Json, prompt: str) -> Json:
        fields = _at(schema, part)["properties"]
        shot, draft = fields["shot_number"]["const"], self.nodes().count("adaptation")
        lines = [_at(schema, line)["properties"] for line in fields["audio"].get("prefixItems", [])]
        text = f"Audio of shot {shot}, draft {draft}."
        row = next(row for row in _values(prompt)[1]["rows"] if row["shot_number"] == shot)
        if LOCKED in json.dumps(row["audio"]):
            text = f"{text} {LOCKED}."
        return {
            "shot_number": shot,
            "timecode": fields["timecode"]["const"],
            "visual": f"Visual of draft {draft}.",
            "audio": [{"label": line["label"]["const"], "text": text} for line in lines],
        }


def answers(verdict: Json, schema: Json, prompt: str) -> Json:
    """A verdict as the answers to the questions of `schema`, each with a quote from the draft that the prompt shows."""
    rows = _values(prompt)[0]
    said = [
        {"question": text, "quote": rows[0]["visual"], "reason": "It is so.", "answer": "yes"}
        for text in questions_of(schema)
    ]
    if not verdict["passed"]:
        [found] = verdict["issues"]
        shot, cell = found["location"].removeprefix("Shot ").split(", ")
        line = next(row[cell] for row in rows if row["shot_number"] == shot).splitlines()[0]
        said[0] |= {
            "quote": re.sub(r"^[A-Z]+: ", "", line).partition(".")[0][: LONGEST_QUOTE - 1] + ".",
            "reason": found["description"],
            "answer": "no",
            "fix": found["suggested_fix"],
        }
    return {"answers": said}


def questions_of(schema: Json) -> list[str]:
    """The questions that a checklist's schema asks, in order."""
    either = [part["anyOf"][0] for part in schema["properties"]["answers"]["prefixItems"]]
    return [_at(schema, part)["properties"]["question"]["const"] for part in either]


def _values(prompt: str) -> list[Any]:
    """The JSON values that a prompt of TEMPLATES has after its slug."""
    values, rest = [], prompt.partition(" ")[2]
    while rest:
        value, end = json.JSONDecoder().raw_decode(rest)
        values.append(value)
        rest = rest[end:].lstrip()
    return values


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
        answer = self._desk.answer(slug, grammar, prompt)
        if isinstance(answer, BaseException):
            raise answer
        if isinstance(answer, Sample):
            return answer
        return Sample(json.dumps(answer), 10)

    def footprint(self) -> int:
        return 0

    def unload(self) -> None:
        self._desk.in_memory -= 1
