"""Adapt, the review: what a run waits with, what comes of each decision, and the decisions so far."""

from __future__ import annotations

from typing import Any

import gradio as gr

from gcl.errors import ConflictError, GclError, InputError
from gcl.services import Services
from gcl.services.edits import is_brief
from gcl.services.reviews import ReviewView
from gcl.stages import REVIEW_MODES
from gcl.tabs.brief_form import form_fields, read_brief
from gcl.tabs.kit import (
    CLICK,
    LIVELY,
    LOOK,
    QUIET,
    clears,
    fresh,
    notice,
    number,
    panel,
    quietly,
    refusal,
    sent,
    showing,
    shows,
    stamped,
    told,
    who,
)
from gcl.tabs.render import render

LABELS = {"accept": "Accept", "again": "Ask again", "stop": "Stop the run"}


def build(services: Services, tab: gr.Tab, selected: gr.State, timer: gr.Timer) -> Any:
    """The panels of the review, and what they do. The event after which the rest of the tab is out of date."""
    problem, review, decisions = panel(elem_id="review-problem"), panel(elem_id="review"), panel(elem_id="decisions")
    shown_now = showing()
    screens, by_page = [review, decisions], shows(review, decisions)

    def show(ad_id: int) -> tuple[Any, ...]:
        return tuple(stamped(view) for view in views(services, ad_id))

    def look(ad_id: int, shown: str) -> Any:
        return fresh(views(services, ad_id), shown)

    @told
    def act(ad_id: int, event: gr.EventData) -> tuple[Any, ...]:
        data = sent(event)
        try:
            done = decide(services, ad_id, data)
        except ConflictError as late:
            return gr.skip(), gr.skip(), notice(late.sentence, tone="warning"), gr.skip()
        except GclError as error:
            return gr.skip(), gr.skip(), refusal(error), gr.skip()
        gr.Info(done, duration=4)
        seen, listed = views(services, ad_id)
        decided = render("review_done", key=f"{ad_id}-{number(data, 'step')}")
        return stamped(decided + seen), stamped(listed), "", gr.Timer(LIVELY)

    # The page itself takes the sentence away: the answer could come after what a quick click was told.
    clears(selected.change, problem)
    selected.change(told(show), selected, screens, **QUIET)
    timer.tick(quietly(look), [selected, shown_now], screens, js=by_page, **LOOK)
    tab.select(quietly(look), [selected, shown_now], screens, js=by_page, **LOOK)
    clears(review.click, problem)
    return review.click(act, selected, [*screens, problem, timer], **CLICK)


def mode_field(services: Services, selected: gr.State) -> gr.Dropdown:
    """Where a run will stop for a person; the empty string stands for what the settings say."""

    def choices() -> list[tuple[str, str]]:
        usual = REVIEW_MODES[services.settings.get().review_mode]
        return [(f"As in Settings: {usual.lower()}", ""), *((label, key) for key, label in REVIEW_MODES.items())]

    field = gr.Dropdown(choices(), value="", label="Review by people", scale=2)
    selected.change(quietly(lambda: gr.Dropdown(choices=choices())), None, field, **LOOK)
    return field


def decide(services: Services, ad_id: int, data: dict[str, Any]) -> str:
    """Take what a button of the panel sent, and say what came of it."""
    action, step = str(data.get("do", "")).removeprefix("review-"), number(data, "step")
    name, given = who(data), data.get("fields")
    if not isinstance(given, dict):
        raise InputError("The page sent something that the studio does not know. Reload the page.")
    note, edit = str(given.get("note", "")), None
    if (waits := services.reviews.of(ad_id)) is not None and waits.step == step:
        edit = changed(waits, given)
    if edit is not None and action != "accept":
        thing = "brief" if waits is not None and is_brief(waits.node) else "draft"
        raise InputError(
            f"You changed the {thing}, and this would leave your changes out. Accept with your changes, or discard "
            "them first; all that you wrote is still there."
        )
    made = services.reviews.decide(ad_id, "edit" if edit is not None else action, name, note=note, edit=edit, step=step)
    return f"{made.who} {made.what}."


def changed(waits: ReviewView, given: dict[str, Any]) -> Any:
    """What a person made of the output in the form or the rows; None where they left it as it is."""
    if is_brief(waits.node):
        brief = read_brief(waits.node, given)
        return brief if brief != read_brief(waits.node, _as_sent(waits)) else None
    rows = [
        {**row, **{cell: _text(given.get(f"rows.{at}.{cell}", row[cell])) for cell in ("visual", "audio")}}
        for at, row in enumerate(waits.rows)
    ]
    same = [{**row, **{cell: _text(row[cell]) for cell in ("visual", "audio")}} for row in waits.rows]
    return rows if rows != same else None


def views(services: Services, ad_id: int) -> tuple[str, str]:
    """The panel of what waits, and the list of what was decided; each empty where there is nothing."""
    waits = services.reviews.of(ad_id) if ad_id else None
    decisions = services.reviews.decisions(ad_id) if ad_id else []
    return (
        review_panel(services, waits) if waits is not None else "",
        render("decisions", decisions=decisions, unit_id=ad_id) if decisions else "",
    )


def review_panel(services: Services, waits: ReviewView) -> str:
    others = [one for one in services.reviews.waiting(6) if one.ad_unit_id != waits.ad_unit_id]
    labels = {**LABELS, "override": "Override: send it back" if waits.passed else "Override: let it pass"}
    return render(
        "review",
        waits=waits,
        fields=form_fields(waits.node, waits.output) if is_brief(waits.node) else [],
        pairs=_pairs(waits) if not is_brief(waits.node) else [],
        actions=[(key, labels[key], says) for key, says in waits.comes_next.items() if key in labels],
        others=others[:5],
    )


def _pairs(waits: ReviewView) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Each row of the draft with that of the origin."""
    origin = {row["shot_number"]: row for row in waits.origin_rows}
    return [(origin.get(row["shot_number"], row), row) for row in waits.rows]


def _as_sent(waits: ReviewView) -> dict[str, Any]:
    """The output as a page would send it back that nobody had typed in."""
    found = {}
    pending = form_fields(waits.node, waits.output)
    while pending:
        one = pending.pop()
        found[one.name] = one.value
        pending += [*one.fields, *(cell for row in one.rows for cell in row)]
    return found


def _text(value: object) -> str:
    """A cell without the line ends that a browser makes of it."""
    return str(value).replace("\r\n", "\n").strip()
