"""Adapt, the list of campaigns: the scripts of the unfolded one, and how many there are in each of the others."""

from __future__ import annotations

from gcl.services import Services
from gcl.services.campaigns import AdUnitView
from gcl.tabs.kit import address
from gcl.tabs.render import render
from gcl.tabs.run_part import MOODS, WORDS


def tree(services: Services, unfolded: int, unit: AdUnitView | None) -> str:
    """The address names the unfolded campaign only where it is not that of the open script, which unfolds by itself."""
    own = unit.campaign_id if unit is not None else 0
    return render(
        "tree",
        campaigns=services.outline.campaigns(unfolded),
        unfolded=unfolded,
        current=unit.id if unit is not None else 0,
        address=address(tree=unfolded if unfolded != own else ""),
        moods=MOODS,
        words=WORDS,
    )
