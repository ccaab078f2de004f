"""Values of the shape that each prompt template gets, to try a template on before it is saved."""

from __future__ import annotations

from typing import Any

_ROWS = [
    {"shot_number": "1", "timecode": "00:00-00:05", "visual": "A kettle on a stove.", "audio": "SFX: a whistle."},
    {"shot_number": "2", "timecode": "00:05-00:10", "visual": "Two cups.", "audio": 'VO: "Stay a while."'},
]
_BRAND = {
    "key": "hearth",
    "name": "Hearth",
    "voice": "Warm and brief.",
    "values": ["Patience"],
    "visual_identity": "Red tins.",
    "messaging": ["Picked slow."],
    "locked_terms": ["Hearth"],
    "forbidden_terms": ["indulge"],
}
_MARKET = {
    "code": "ja-JP",
    "language": "Japanese",
    "language_code": "ja",
    "native_name": "日本語",
    "country": "Japan",
    "regions": ["East Asia"],
    "insights": [{"level": "country", "category": "home", "text": "Shoes stay at the door.", "source": "editorial"}],
}
_CONCEPT = {
    "narrative_structure": {"setup": "Rain.", "conflict": "A long day.", "resolution": "Tea."},
    "emotional_beats": ["weariness", "calm"],
    "themes": {"universal": ["rest"], "culture_specific": ["tea with milk"]},
    "cultural_assumptions": ["a kettle on a stove"],
    "brand_voice": {"tone": "warm", "style": "brief", "personality": "kind"},
    "core_message": "Take your time.",
    "must_preserve": ["the kettle"],
    "can_adapt": ["the kitchen"],
}
_CULTURE = {
    "market_context": "Seen in the evening.",
    "pitfalls": ["shoes indoors"],
    "opportunities": ["autumn"],
    "regulatory_notes": ["check claims with counsel"],
    "tone_adjustments": ["politer"],
    "substitutions": [{"original": "mug", "rationale": "no handle", "replacement": "cup"}],
}
_LINE = {"label": "VO:", "english": "Take your time.", "Japanese": "ゆっくりどうぞ。"}
_DRAFT = {"rows": [{**row, "audio": [_LINE]} for row in _ROWS]}
_FEEDBACK = {
    "gate": "format",
    "summary": "8 of 9 passed.",
    "issues": [
        {
            "severity": "major",
            "location": "Shot 2, audio",
            "description": "No English.",
            "suggested_fix": "Add it.",
            "shot": "2",
            "cell": "audio",
            "quote": "Stay a while.",
        }
    ],
}
_QUESTIONS = [{"key": "concept-turn", "question": "Does the story turn where it turned?", "severity": "major"}]
_ALWAYS: dict[str, Any] = {
    "origin": {"ad_unit_id": 1, "title": "Tea", "market": "en-US", "language": "English", "rows": _ROWS},
    "market": _MARKET,
    "concept_brief": _CONCEPT,
    "cultural_brief": _CULTURE,
    "rows": _ROWS,
    "questions": _QUESTIONS,
    "shot": "2",
    "line": {"label": "VO:", "text": "ゆっくりどうぞ。", "translation": "Take your time."},
    "origin_line": "Stay a while.",
    "model": "SDXL Turbo",
    "asks": "plain sentences",
    "max_words": 60,
    "prompt": "a kettle",
}
# What a template meets: a first draft without a brand, and a revision with one.
SAMPLES: dict[str, dict[str, Any]] = {
    "without a brand, first draft": {
        **_ALWAYS,
        "brand": None,
        "latest": [],
        "shots": ["1", "2"],
        "draft": _DRAFT,
        "feedback": [],
        "misquoted": [],
        "note": "",
        "style": "",
    },
    "with a brand, revision": {
        **_ALWAYS,
        "brand": _BRAND,
        "latest": _ROWS,
        "shots": ["2"],
        "draft": {"rows": _DRAFT["rows"][1:]},
        "feedback": [_FEEDBACK],
        "misquoted": ["Stay for ever."],
        "note": "Keep it short.",
        "style": "watercolour",
    },
}
