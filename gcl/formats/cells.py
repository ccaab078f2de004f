"""Cells of a table that a spreadsheet must not take for a formula (OWASP, "CSV injection")."""

from __future__ import annotations

import re

# A cell that begins so is one. Apostrophes in front of it are told from the one that guards it by being one fewer.
_FORMULA = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")


def guarded(text: str) -> str:
    """The cell with an apostrophe before it if a spreadsheet would calculate it."""
    return f"'{text}" if _FORMULA.match(text) else text


def unguarded(text: str) -> str:
    """The cell without the apostrophe of `guarded`."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text
