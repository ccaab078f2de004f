"""A filled studio to look at: frames of the built-in model, and adaptations whose runs are written down here.

The rows, briefs and verdicts were written by people for the screenshots; no model gave them, and the screens credit
none. `recorded` keeps a run that a model did, and `fill_recorded` puts it into another home under that model's name.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from gcl.db import Evaluation, Job, PipelineStep, VideoAdUnit, utcnow
from gcl.payloads import ScriptRow
from gcl.script_versions import present_rows, write_rows
from gcl.services import Services
from gcl.services.adaptations import AdaptationRequest
from gcl.services.campaigns import find_ad_unit
from gcl.services.frame_request import FrameRequest
from gcl.stages import BY_KEY, NODES

PROMPTS = [
    "Wide shot: a farmhouse in the mountains at sunrise, in the snow",
    "Close-up of a yellow bottle in a kitchen, morning light",
    "Medium shot: a grandmother in a blue sweater in a kitchen at dawn",
    "A family in red in a living room in the afternoon, medium shot",
    "Close on a teenage girl in an orange sweater in a bedroom at night",
    "Wide: a green car on a street in the rain after dark",
    "A man in a yellow jacket with a dog in a forest at golden hour, wide shot",
    "A white cup on a table in a café, close-up, by day",
]

NO_MODEL = "written example"  # what the screens show in place of a model's name

WRITTEN = json.loads(Path(__file__).with_name("demo_runs.json").read_text(encoding="utf-8"))
CONCEPT, CULTURE = WRITTEN["concept"], WRITTEN["culture"]
JAPANESE, ARABIC = WRITTEN["drafts"]["ja-JP"], WRITTEN["drafts"]["ar-SA"]
LITERAL, TERM = (WRITTEN["issues"][name] for name in ("literal", "term"))
FOUND = WRITTEN["found"]


@dataclass
class Visit:
    """One visit to a node: seconds it took, and what it gave."""

    node: str
    seconds: float
    draft: int = 0
    state: str = "passed"
    output: dict[str, Any] = field(default_factory=dict)
    model: str = NO_MODEL


def verdict(score: float, summary: str, *issues: dict[str, str]) -> dict[str, Any]:
    """As a gate gave it before verdicts had evidence."""
    return {"issues": list(issues), "summary": summary, "score": score, "passed": not issues or score >= 0.8}


def judged(gate: str, summary: str, **found: Any) -> dict[str, Any]:
    """A gate's verdict with its evidence: all checks pass at the format gate, and all items of the checklist, but for
    those in `found`: what the check or the answer says instead."""
    checks = [
        {"check": check["check"], "label": check["label"], "findings": found.get(check["check"], [])}
        for check in WRITTEN["checks"]
        if gate == "format"
    ]
    answers = [item | found.get(item["item"], {}) for item in WRITTEN["answers"][gate]]
    failed = [
        (finding["severity"], finding["shot"], finding["cell"], finding["quote"], finding["problem"], finding["fix"])
        for check in checks
        for finding in check["findings"]
    ] + [
        (said["severity"], said["shot"], said["cell"], said["quote"], said["reason"], "")
        for said in answers
        if said["answer"] == "no" and said["supported"]
    ]
    counted = [one for one in answers if one["supported"]]
    wrong = sum(bool(check["findings"]) for check in checks) + sum(one["answer"] == "no" for one in counted)
    return {
        "issues": [
            {
                "severity": severity,
                "location": f"Shot {shot}, {cell}" if shot else "The whole script",
                "description": problem,
                "suggested_fix": fix,
                "shot": shot,
                "cell": cell,
                "quote": quote,
            }
            for severity, shot, cell, quote, problem, fix in failed
        ],
        "summary": summary,
        "score": round(1 - wrong / max(1, len(checks) + len(counted)), 3),
        "passed": all(severity == "minor" for severity, *_ in failed),
        "checks": checks,
        "answers": answers,
    }


def fill_adaptations(services: Services) -> dict[str, int]:
    """A completed run to ja-JP, one to ar-SA that failed, one to de-DE that was cancelled: {market: ad unit id}."""
    origin = services.campaigns.ad_unit(services.outline.first_script())
    rows = [row.model_dump() for row in origin.rows]

    def draft(texts: list[list[str]]) -> dict[str, Any]:
        return {"rows": [row | {"visual": v, "audio": a} for row, (v, a) in zip(rows, texts, strict=True)]}

    briefs = [Visit("concept", 24.1, output=CONCEPT), Visit("culture", 19.6, output=CULTURE)]
    last_visual, last_audio = JAPANESE[3]
    pushing = last_audio.replace("起きてよかった朝。", "さあ、起きよう。").replace("A morning worth", "Come on, worth")
    first = [*JAPANESE[:3], [last_visual, pushing]]
    return {
        "de-DE": write_run(services, origin.id, "de-DE", briefs[:1], "cancelled", "cancelled"),
        "ar-SA": write_run(
            services,
            origin.id,
            "ar-SA",
            [
                *briefs,
                Visit("writer", 41.7, 1, output=draft(ARABIC)),
                Visit("format", 9.8, 1, output=verdict(0.9, "Rows, timecodes and translations are in order.")),
                Visit("cultural", 12.0, 1, output=verdict(0.8, "Friday morning and the greeting fit the market.")),
                Visit("concept_eval", 11.4, 1, output=verdict(0.9, "The slide of the bottle and the arc are kept.")),
                Visit(
                    "brand",
                    10.9,
                    1,
                    "failed",
                    verdict(0.4, "The closing line breaks a rule of the brand.", TERM, LITERAL),
                ),
            ],
            "failed",
            "done",
            draft(ARABIC)["rows"],
        ),
        "ja-JP": write_run(
            services,
            origin.id,
            "ja-JP",
            [
                *briefs,
                Visit("writer", 44.2, 1, output=draft(first)),
                Visit(
                    "format", 9.1, 1, output=judged("format", "Rows, languages and times are right.", **FOUND["pace"])
                ),
                Visit(
                    "cultural",
                    13.3,
                    1,
                    "failed",
                    judged("cultural", "Close, but the last line pushes.", **FOUND["pushes"]),
                ),
                Visit("writer", 38.0, 2, output=draft(JAPANESE)),
                Visit(
                    "format", 8.8, 2, output=judged("format", "Rows, languages and times are right.", **FOUND["pace"])
                ),
                Visit(
                    "cultural",
                    12.6,
                    2,
                    output=judged("cultural", "The hotcake and the plain form sit well; the last line invites."),
                ),
                Visit("concept_eval", 11.2, 2, output=judged("concept_eval", "The arc and the slide are intact.")),
                Visit(
                    "brand",
                    10.7,
                    2,
                    output=judged("brand", "Dry and warm. Maple Gold stands untranslated.", **FOUND["unsure"]),
                ),
            ],
            "completed",
            "done",
            draft(JAPANESE)["rows"],
        ),
    }


def write_run(
    services: Services,
    origin_id: int,
    market: str,
    visits: list[Visit],
    status: str,
    job_state: str,
    rows: list[dict[str, Any]] | None = None,
) -> int:
    """Submit an adaptation and write down its run as if a worker had done it; the id of its ad unit.

    All in one transaction: a worker of that home must never see the job wait.
    """
    request = AdaptationRequest(origin_id=origin_id, market=market)
    with services.db.write() as session:
        made = services.adaptations.submit_in(session, find_ad_unit(session, origin_id), request)
        versions: dict[int, int] = {}
        moment = start = utcnow() - timedelta(minutes=18, seconds=made.job_id * 7)
        for number, visit in enumerate(visits, start=1):
            end = moment + timedelta(seconds=visit.seconds)
            session.add(
                PipelineStep(
                    job_id=made.job_id,
                    number=number,
                    node=visit.node,
                    status=BY_KEY[visit.node].status,
                    state=visit.state,
                    model_key=visit.model,
                    draft=visit.draft,
                    output=visit.output,
                    started_at=moment,
                    finished_at=end,
                )
            )
            if visit.node == "writer" and job_state == "done":
                versions[visit.draft] = write_rows(
                    session,
                    session.get_one(VideoAdUnit, made.ad_unit_id),
                    [ScriptRow(**row) for row in visit.output["rows"]],
                    author=visit.model,
                    note=f"Draft {visit.draft} of the run",
                    job_id=made.job_id,
                    draft=visit.draft,
                )
            if BY_KEY[visit.node].is_gate:
                session.add(
                    Evaluation(
                        ad_unit_id=made.ad_unit_id,
                        job_id=made.job_id,
                        step=number,
                        gate=visit.node,
                        draft=visit.draft,
                        revision=versions.get(visit.draft),
                        passed=visit.state == "passed",
                        score=visit.output["score"],
                        issues=visit.output["issues"],
                        checks=visit.output.get("checks", []),
                        answers=visit.output.get("answers", []),
                        summary=visit.output["summary"],
                        model_key=visit.model,
                        created_at=end,
                    )
                )
            moment = end
        job = session.get_one(Job, made.job_id)
        job.state, job.claimed_at, job.finished_at = job_state, start, moment
        models = dict.fromkeys(NODES, NO_MODEL) | {visit.node: visit.model for visit in visits}
        job.model_key = models[NODES[0]] if models[NODES[0]] == NO_MODEL else f"llm:{models[NODES[0]]}"
        job.payload = job.payload | {"models": models}
        unit = session.get_one(VideoAdUnit, made.ad_unit_id)
        unit.status = status
        if job_state == "done":
            last = visits[-1]
            unit.pipeline_metadata = {
                "job_id": made.job_id,
                "draft": last.draft,
                "failed_gate": last.node if last.state == "failed" else None,
            }
            briefs = {visit.node: visit.output for visit in visits}
            unit.concept_brief, unit.cultural_brief = briefs.get("concept"), briefs.get("culture")
            unit.evaluated_revision = versions.get(last.draft)
            assert rows is None or present_rows(unit) == rows
    return made.ad_unit_id


def recorded(services: Services, ad_unit_id: int) -> dict[str, Any]:
    """A run that is over, to be kept as JSON: its market, its visits with the models that made them, its rows."""
    run = services.adaptations.track(ad_unit_id)
    assert run.job is not None
    steps = sorted(
        ((step, node.key) for node in run.nodes for step in node.steps if step.finished_at),
        key=lambda pair: pair[0].number,
    )
    visits = [
        Visit(key, round(step.seconds, 1), step.draft, step.state, step.output or {}, step.model_key)
        for step, key in steps
    ]
    return {
        "market": run.ad_unit.market,
        "status": run.ad_unit.status,
        "job_state": run.job.state,
        "visits": [asdict(visit) for visit in visits],
        "rows": [row.model_dump() for row in run.draft_rows],
    }


def fill_recorded(services: Services, run: dict[str, Any]) -> int:
    """Put a run of `recorded` into a studio, for its first origin; the id of its ad unit."""
    origin = services.campaigns.ad_unit(services.outline.first_script())
    visits = [Visit(**visit) for visit in run["visits"]]
    return write_run(services, origin.id, run["market"], visits, run["status"], run["job_state"], run["rows"])


def submit_frames(services: Services, rounds: int = 4) -> list[int]:
    """Queue frames of the built-in model for a worker to draw; the ids of their jobs."""
    return [
        services.frames.submit(
            FrameRequest(
                prompt=prompt,
                negative_prompt="text, watermark" if step % 2 else "",
                model="thumbnail",
                seed=1000 * step + place,
            )
        )
        for step in range(rounds)
        for place, prompt in enumerate(PROMPTS)
    ]
