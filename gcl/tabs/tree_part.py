"""Adapt, the list of campaigns: found by words, unfolded one at a time, added to, renamed, put away and taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import gradio as gr

from gcl.errors import ConflictError
from gcl.services import Services
from gcl.services.campaigns import DEFAULT_ORIGIN_MARKET, AdUnitView
from gcl.tabs.kit import address, asked, number, row_id
from gcl.tabs.render import render
from gcl.tabs.run_part import MOODS, WORDS

LONGEST_SEARCH = 120  # characters


@dataclass(frozen=True)
class Side:
    """What the left of the tab shows: the unfolded campaign, what is looked for, whether archived ones are listed, and
    which page of the campaigns (0: the one with the unfolded campaign). `batch` is the one that is shown on the right,
    0 for the newest of the script."""

    campaign: int = 0
    find: str = ""
    archived: bool = False
    page: int = 0
    batch: int = 0

    def at(self, campaign: int) -> Side:
        return replace(self, campaign=campaign, page=0)


@dataclass(frozen=True)
class Filed:
    """What came of a click: what the left shows now, the script to open if another one is, and what to say."""

    side: Side
    opens: int = 0
    said: str = ""
    warns: str = ""


def as_asked(services: Services, request: gr.Request, ad_unit_id: int) -> Side:
    """What the address of the page asks for; where it names no campaign, that of the open script is unfolded."""
    campaign = row_id(asked(request, "tree"))
    if services.outline.campaign(campaign) is None:
        campaign = services.outline.campaign_of(ad_unit_id)
    return Side(
        campaign=campaign,
        find=asked(request, "find")[:LONGEST_SEARCH],
        archived=asked(request, "archived") == "1",
        page=row_id(asked(request, "campaigns")),
        batch=row_id(asked(request, "batch")),
    )


def tree(services: Services, side: Side, unit: AdUnitView | None) -> str:
    """The address names the unfolded campaign only where it is not that of the open script, which unfolds by itself."""
    own = unit.campaign_id if unit is not None else 0
    where = address(
        tree=side.campaign if side.campaign != own else "",
        find=side.find,
        archived=1 if side.archived else "",
        campaigns=side.page if side.page > 1 else "",
        batch=side.batch if unit is not None and unit.kind == "origin" else "",
    )
    given = {"current": unit.id if unit is not None else 0, "address": where, "moods": MOODS, "words": WORDS}
    if side.find.strip():
        found = services.outline.find(side.find, archived=side.archived)
        return render("tree_found", found=found, archived=side.archived, **given)
    page = services.outline.page(side.campaign, side.page, archived=side.archived)
    return render("tree", page=page, unfolded=side.campaign, archived=side.archived, **given)


def tools(services: Services, side: Side, unit: AdUnitView | None, markets: Sequence[tuple[str, str]]) -> str:
    """What can be done with the list, the unfolded campaign and the open script. It is drawn anew only after a click:
    somebody may be typing in it."""
    return render(
        "tree_tools",
        campaign=services.outline.campaign(side.campaign) if side.campaign else None,
        unit=unit,
        away=services.outline.is_archived(unit.id) if unit is not None else False,
        markets=markets,
        default_market=DEFAULT_ORIGIN_MARKET,
    )


def act(services: Services, data: dict[str, Any], side: Side) -> Filed | None:
    """Do what a click asks for; None if it is not for this part. Raises InputError, NotFound or ConflictError."""
    action, filing = data.get("do"), services.filing
    if action == "unfold":
        return Filed(replace(side.at(number(data, "id")), find=""))
    if action == "find":  # tree.js sends it while somebody types
        return Filed(replace(side, find=_text(data, "text")[:LONGEST_SEARCH], page=0))
    if action == "tree-page":
        return Filed(replace(side, page=number(data, "page")))
    if action == "tree-archived":
        return Filed(replace(side, archived=not side.archived, page=0))
    if action == "campaign-new":
        made = filing.add_campaign(_text(data, "name"), _text(data, "client"))
        return Filed(replace(side.at(made), find=""), said="The campaign is there. Give it its first script.")
    if action == "script-new":
        made = filing.add_script(number(data, "id"), _text(data, "title"), _text(data, "market"))
        return Filed(replace(side.at(number(data, "id")), find=""), made, "The script is there. Write its rows.")
    if action == "script-copy":
        made = filing.duplicate(number(data, "id"), who=_text(data, "who"))
        return Filed(side.at(services.outline.campaign_of(made)), made, "This is the copy.")
    if action in ("campaign-rename", "script-rename"):
        return _rename(services, data, side)
    if action in ("campaign-archive", "script-archive"):
        away = data.get("away") == "1"
        (filing.archive_campaign if action == "campaign-archive" else filing.archive_script)(number(data, "id"), away)
        done = "Archived. Everything is kept; Show archived lists it." if away else "Taken out of the archive."
        return Filed(side, said=done)
    return None


def _rename(services: Services, data: dict[str, Any], side: Side) -> Filed:
    wanted, was = number(data, "id"), _text(data, "was")
    try:
        if data.get("do") == "campaign-rename":
            client, before = _text(data, "client"), (was, _text(data, "wasClient"))
            services.filing.rename_campaign(wanted, _text(data, "name"), client, was=before)
        else:
            services.filing.rename_script(wanted, _text(data, "title"), was=was)
    except ConflictError as error:
        return Filed(side, warns=error.sentence)  # what is shown is drawn anew, with the name that it has now
    return Filed(side, said="Renamed.")


def _text(data: dict[str, Any], name: str) -> str:
    return str(data.get(name, ""))
