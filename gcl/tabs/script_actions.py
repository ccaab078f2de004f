"""Adapt, what the buttons of a script do: save, approve, evaluate again, ask for alternatives, bring a version back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import gradio as gr
from pydantic import ValidationError

from gcl.errors import ConflictError, GclError, InputError
from gcl.payloads import ScriptRow
from gcl.person import person
from gcl.services import Services
from gcl.services.campaigns import AdUnitView
from gcl.tabs.kit import notice, number, overtaken, refusal, who
from gcl.tabs.script_view import EDIT, READ, VERSIONS, VIEWS, Asked


@dataclass(frozen=True)
class Click:
    """A button that was pressed while `asked` of the script `ad_id` was shown."""

    services: Services
    ad_id: int
    asked: Asked
    data: dict[str, Any]

    def number(self, name: str) -> int:
        return number(self.data, name)

    @property
    def name(self) -> str:
        """Who pressed it, if they typed a name: a script may be saved without one."""
        return person(self.data["who"]) if str(self.data.get("who") or "").strip() else ""


# What to show afterwards, or None for what is shown, and a banner.
Done = tuple[Asked | None, str]
Action = Callable[[Click], Done]


def _view(click: Click) -> Done:
    wanted = str(click.data.get("view", READ))
    compared = (click.number("before"), click.number("after")) if "before" in click.data else (0, 0)
    return Asked(wanted if wanted in VIEWS else READ, *compared), ""


def _save(click: Click) -> Done:
    """Save the rows of the editor, or say why they were refused."""
    ad_id, revision = click.number("id"), click.number("revision")
    try:
        click.services.campaigns.save_rows(ad_id, _rows(click.data.get("rows")), revision, who=click.name)
    except GclError as error:
        newest = click.services.campaigns.ad_unit(ad_id)
        if isinstance(error, ConflictError) and newest.revision != revision:
            return None, saved_first(f"Somebody else saved {newest.title} while you edited it.", newest)
        return None, refusal(error)
    gr.Info("The script is saved.", duration=3)
    # Back to the rows beside the origin's; of an origin the editor is what is shown.
    return Asked() if click.asked.view == EDIT else click.asked, ""


def _theirs(click: Click) -> Done:
    return click.asked, ""


def _stale(click: Click) -> Done:
    unit = click.services.campaigns.ad_unit(click.number("id"))
    return None, saved_first("Somebody saved this script in the meantime.", unit)


def _approve(click: Click) -> Done:
    click.services.approvals.approve(click.ad_id, click.number("revision"), who=who(click.data))
    return click.asked, ""


def _withdraw(click: Click) -> Done:
    click.services.approvals.withdraw(click.ad_id, who=who(click.data))
    return click.asked, ""


def _evaluate(click: Click) -> Done:
    click.services.rework.evaluate(click.ad_id)
    return click.asked, ""


def _alternatives(click: Click) -> Done:
    click.services.rework.alternatives(click.ad_id, str(click.data.get("shot", "")), click.number("line"))
    return click.asked, ""


def _take(click: Click) -> Done:
    click.services.rework.take(click.number("options"), click.number("which"), click.number("revision"), who=click.name)
    return click.asked, ""


def _restore(click: Click) -> Done:
    click.services.versions.restore(click.ad_id, click.number("version"), click.number("revision"), who=click.name)
    return Asked(VERSIONS), notice("The version is brought back, as the newest one.", tone="info")


def _stop(click: Click) -> Done:
    click.services.jobs.cancel(click.number("job"))
    return click.asked, ""


ACTIONS: dict[str, Action] = {
    "view": _view,
    "save-rows": _save,
    "theirs": _theirs,
    "stale": _stale,
    "approve": _approve,
    "withdraw": _withdraw,
    "evaluate": _evaluate,
    "alternatives": _alternatives,
    "take": _take,
    "restore": _restore,
    "stop": _stop,
}


def saved_first(sentence: str, newest: AdUnitView) -> str:
    """The banner that offers to take `newest`, or to save the rows in the editor over it."""
    return overtaken(sentence, act="save-rows", id=newest.id, revision=newest.revision)


def _rows(sent_rows: object) -> list[ScriptRow]:
    try:
        return [ScriptRow.model_validate(row) for row in sent_rows] if isinstance(sent_rows, list) else []
    except ValidationError as error:
        raise InputError("The page sent rows that the studio does not know. Reload the page.") from error
