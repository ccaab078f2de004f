"""Figures of agreement, and how they are shown."""

from __future__ import annotations

from collections.abc import Sequence


def kappa(verdicts: Sequence[bool], truths: Sequence[bool]) -> float | None:
    """Cohen's kappa of two raters who say yes or no about the same things, from -1 to 1: agreement beyond chance.

    None where it is not defined: nothing was rated, or both said the same one thing throughout.
    Source: J. Cohen, A coefficient of agreement for nominal scales, 1960.
    """
    count = len(truths)
    if not count:
        return None
    seen = sum(verdict == truth for verdict, truth in zip(verdicts, truths, strict=True)) / count
    said, true = sum(verdicts) / count, sum(truths) / count
    chance = said * true + (1 - said) * (1 - true)
    return None if chance == 1 else (seen - chance) / (1 - chance)


def table(rows: Sequence[Sequence[str]]) -> str:
    """Columns in step; the first row is the head."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join([lines[0], "-" * len(lines[0]), *lines[1:]])


def share(part: int, whole: int) -> str:
    """ "3 of 4"; a dash where there is nothing to find."""
    return f"{part} of {whole}" if whole else "-"
