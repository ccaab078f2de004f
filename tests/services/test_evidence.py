"""Verdicts as lists: what failed comes first, what counts is counted, and what is of another shape is left out."""

from __future__ import annotations

from typing import Any

import pytest

from gcl.services.evidence import Proof, evidence, parts


def check(key: str, *severities: str) -> dict[str, Any]:
    findings = [
        {"severity": one, "shot": "2", "cell": "audio", "quote": "a", "problem": "p", "fix": "f"} for one in severities
    ]
    return {"check": key, "label": f"{key} is right", "findings": findings}


def answer(item: str, said: str = "yes", *, supported: bool = True, severity: str = "major") -> dict[str, Any]:
    where = {"reason": "Since.", "quote": "x", "shot": "1", "cell": "visual"}
    return {"item": item, "question": f"{item}?", "answer": said, "severity": severity, "supported": supported} | where


def test_what_failed_comes_first_the_gravest_before_and_checks_before_answers() -> None:
    found = evidence(
        [check("rows"), check("cut", "minor"), check("language", "minor", "critical")],
        [answer("tone"), answer("humour", "no", supported=False), answer("arc", "no")],
    )
    assert [(one.key, one.state) for one in found] == [
        ("language", "failed"),
        ("cut", "failed"),
        ("rows", "passed"),
        ("arc", "failed"),
        ("humour", "unsupported"),
        ("tone", "passed"),
    ]
    assert [one.severity for one in found[:2]] == ["critical", "minor"]


def test_an_unsupported_answer_does_not_count() -> None:
    found = evidence([check("rows")], [answer("arc", "no"), answer("tone", "no", supported=False)])
    assert str(parts(found)) == "1 of 2 passed, 1 not counted"
    assert str(parts(found[:1])) == "1 of 1 passed"


def test_every_finding_of_a_check_has_its_place() -> None:
    (found,) = evidence([check("language", "major", "minor")], [])
    assert found.proofs == [Proof("2", "audio", "a", "p", "f")] * 2
    assert found.proofs[0].place == "Shot 2, audio"
    assert Proof(shot="3", cell="shot_number").place == "Shot 3, shot number"
    assert Proof(cell="visual").place == "Visual"
    assert Proof(quote="x").place == ""


@pytest.mark.parametrize("odd", [None, "x", [None, "x", 3], {"check": "rows"}, [{}], [{"findings": "x", "answer": 1}]])
def test_what_another_version_wrote_does_no_harm(odd: Any) -> None:
    for found in (evidence(odd, []), evidence([], odd)):
        assert all(one.severity in ("major", "minor") for one in found)
