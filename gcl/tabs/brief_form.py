"""A brief as a form: its fields with their limits, and the way back from what a page sends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from gcl.briefs import BRIEFS, field_name

Json = dict[str, Any]


@dataclass(frozen=True)
class FormField:
    """`kind` is text, list (one item a line), table (`rows` of fields, one of them empty) or group (of `fields`)."""

    name: str
    label: str
    kind: str
    value: str = ""
    most: int = 0
    hint: str = ""
    fields: list[FormField] = field(default_factory=list)
    rows: list[list[FormField]] = field(default_factory=list)


def form_fields(node: str, brief: Mapping[str, Any]) -> list[FormField]:
    """The fields of the brief of `node`, filled in, in the order in which a person reads them."""
    schema = BRIEFS[node].model_json_schema()
    made = [_field(schema, key, key, part, brief.get(key)) for key, part in schema["properties"].items()]
    # What it all comes to first; what has parts last.
    first = ("core_message", "market_context")
    return sorted(made, key=lambda one: (one.name not in first, one.kind in ("group", "table"), one.kind == "list"))


def read_brief(node: str, given: Mapping[str, object]) -> Json:
    """The brief that the fields of a page say, {"themes.universal": "rest\\ntea"}; checked by nobody yet."""
    schema = BRIEFS[node].model_json_schema()
    texts = {name: value for name, value in given.items() if isinstance(value, str)}
    return {key: _read(schema, key, part, texts) for key, part in schema["properties"].items()}


def _field(schema: Json, key: str, name: str, part: Json, value: Any) -> FormField:
    part, label = _at(schema, part), field_name(key)
    if "properties" in part:
        inner = value if isinstance(value, Mapping) else {}
        fields = [_field(schema, one, f"{name}.{one}", of, inner.get(one)) for one, of in part["properties"].items()]
        return FormField(name, label, "group", fields=fields)
    if part["type"] != "array":
        return FormField(name, label, "text", str(value or ""), part.get("maxLength", 0))
    items, most = _at(schema, part["items"]), part["maxItems"]
    least = part.get("minItems", 0)
    found = list(value or [])
    if "properties" not in items:
        text = "\n".join(str(one) for one in found)
        return FormField(name, label, "list", text, items.get("maxLength", 0), f"One a line, {least} to {most}")
    shown = [*found, {}][:most]
    rows = [
        [_field(schema, one, f"{name}.{at}.{one}", of, row.get(one)) for one, of in items["properties"].items()]
        for at, row in enumerate(shown)
    ]
    return FormField(name, label, "table", hint=f"Up to {most}; a row left empty is none", rows=rows)


def _read(schema: Json, name: str, part: Json, given: Mapping[str, str]) -> Any:
    part = _at(schema, part)
    if "properties" in part:
        return {key: _read(schema, f"{name}.{key}", of, given) for key, of in part["properties"].items()}
    if part["type"] != "array":
        return given.get(name, "").strip()
    items = _at(schema, part["items"])
    if "properties" not in items:
        return [line.strip() for line in given.get(name, "").splitlines() if line.strip()]
    rows = [{key: given.get(f"{name}.{at}.{key}", "").strip() for key in items["properties"]} for at in range(20)]
    return [row for row in rows if any(row.values())]


def _at(schema: Json, part: Json) -> Json:
    found: Json = schema["$defs"][part["$ref"].rsplit("/", 1)[-1]] if "$ref" in part else part
    return found
