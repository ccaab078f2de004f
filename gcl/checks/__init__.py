"""What a program can decide about an adapted script, without a model: small functions, each with its rule's source.

A check looks at a `Draft` and gives findings; none means that the draft is right. Both sides use them: the format gate
before it asks a model, and the screen for scripts that a person edits.
"""

from __future__ import annotations

from collections.abc import Iterable

from gcl.checks import cut, language, pace, rows, supers, terms, timecodes, translations
from gcl.checks.base import Check, CheckResult, Draft, Finding, shot_key
from gcl.checks.quotes import Place, find_quote, locate

__all__ = [
    "CHECKS",
    "Check",
    "CheckResult",
    "Draft",
    "Finding",
    "Place",
    "find_quote",
    "findings_about",
    "locate",
    "run_checks",
]

CHECKS: tuple[Check, ...] = (
    Check(rows.KEY, "Rows are complete and in the origin's order", rows.rows),
    Check(timecodes.KEY, "Timecodes follow one another and add up to the spot's length", timecodes.timecodes),
    Check(cut.KEY, "No text is cut off", cut.cut_off),
    Check(language.LINES, "What is heard and read is in the market's language", language.language_of_lines),
    Check(language.ENGLISH, "Pictures, sounds and directions are in English", language.english_elsewhere),
    Check(translations.KEY, "Each line has its English translation after it", translations.translations),
    Check(terms.LOCKED, "Locked terms stand unchanged", terms.locked_terms),
    Check(terms.FORBIDDEN, "Forbidden terms are absent", terms.forbidden_terms),
    Check(supers.KEY, "Supers can be read in their time", supers.supers),
    Check(pace.KEY, "What is said fits its shot", pace.pace),
)


def run_checks(draft: Draft) -> list[CheckResult]:
    """The result of every check, in the order of CHECKS."""
    return [CheckResult(check.key, check.label, check.run(draft)) for check in CHECKS]


def findings_about(results: Iterable[CheckResult], shot: str) -> list[Finding]:
    """What was found in the row of `shot`, in the order of the checks; "" asks for what concerns the script as a
    whole."""
    key = shot_key(shot)
    return [finding for result in results for finding in result.findings if shot_key(finding.shot) == key]
