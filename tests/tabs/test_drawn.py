"""What was drawn is kept, and shown again only for the state that it was drawn from."""

from __future__ import annotations

from collections.abc import Callable

from gcl.tabs.drawn import Drawn


def drawings() -> Callable[[], str]:
    numbers = iter(range(1, 100))
    return lambda: f"drawing {next(numbers)}"


def test_a_view_whose_state_is_the_same_after_the_drawing_is_kept() -> None:
    drawn, draw = Drawn[str](2), drawings()
    assert [drawn.get("a", draw, lambda: "a") for _ in range(2)] == ["drawing 1", "drawing 1"]


def test_a_change_while_a_view_is_drawn_does_not_come_back_when_it_is_undone() -> None:
    drawn, states = Drawn[str](2), ["draft"]

    def approved_while_it_is_drawn() -> str:
        states.append("approved")
        return states[-1]

    assert drawn.get(states[-1], approved_while_it_is_drawn, lambda: states[-1]) == "approved"
    states.append("draft")
    assert drawn.get(states[-1], lambda: states[-1], lambda: states[-1]) == "draft"


def test_what_was_looked_at_longest_ago_is_given_up_first() -> None:
    drawn, draw = Drawn[str](2), drawings()
    for key in ("a", "b", "a", "c"):
        drawn.get(key, draw, lambda key=key: key)
    assert drawn.get("a", draw, lambda: "a") == "drawing 1"
    assert drawn.get("b", draw, lambda: "b") == "drawing 4"
