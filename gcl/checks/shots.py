"""How long the shots of a draft are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from gcl.checks.base import Draft, shot_key
from gcl.formats.timecodes import Notation, Span
from gcl.payloads import ScriptRow


def lengths_of_shots(draft: Draft) -> list[float | None]:
    """Seconds of each row, by its timecode or, where that makes no sense, the origin's; None where neither does."""
    notation = Notation.of(row.timecode for row in draft.origin)
    before = lengths_of_origin(draft)
    return [
        length if length else before.get(shot_key(row.shot_number))
        for row, length in zip(draft.rows, _lengths(draft.rows, notation), strict=True)
    ]


def lengths_of_origin(draft: Draft) -> dict[str, float | None]:
    """Seconds of each shot of the origin, by `shot_key`."""
    lengths = _lengths(draft.origin, Notation.of(row.timecode for row in draft.origin))
    return {shot_key(row.shot_number): length for row, length in zip(draft.origin, lengths, strict=True)}


def _lengths(rows: Sequence[ScriptRow], notation: Notation) -> list[float | None]:
    spans = [notation.read(row.timecode) for row in rows]
    return list(_each(spans))


def _each(spans: Sequence[Span | None]) -> Iterable[float | None]:
    for span, following in zip(spans, [*spans[1:], None], strict=False):
        length = span.length if span else None
        if length is None and span and span.start is not None and following and following.start is not None:
            length = following.start - span.start
        yield length if length and length > 0 else None
