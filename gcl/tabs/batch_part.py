"""Adapt, several markets at once: which are chosen, and how far each of a batch is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gcl.services import Services
from gcl.services.campaigns import AdUnitView
from gcl.tabs.kit import number
from gcl.tabs.render import render
from gcl.tabs.run_part import MOODS

REGION = "region:"  # before the name of a region, where a choice stands for all of its markets
JOB_MOODS = {"queued": "waiting", "parked": "waiting", "failed": "failed", "cancelled": "stopped", "running": "running"}


def market_choices(services: Services, own: str) -> list[tuple[str, str]]:
    """What can be chosen for a script that is written for the market `own`: whole regions, then every market."""
    regions = [
        (f"All in {region.name} ({count} market{'' if count == 1 else 's'})", REGION + region.name)
        for region in services.adaptations.regions()
        if (count := len([code for code in region.markets if code != own]))
    ]
    return regions + [(one.label, one.code) for one in services.adaptations.markets() if one.code != own]


def expanded(services: Services, chosen: Sequence[str], own: str) -> list[str]:
    """The markets that are meant, each once: those of a region in the place of its name."""
    regions = {REGION + region.name: region.markets for region in services.adaptations.regions()}
    codes = [code for one in chosen for code in regions.get(one, [one])]
    return [code for code in dict.fromkeys(codes) if code != own]


def view(services: Services, unit: AdUnitView | None, chosen: int) -> str:
    """The markets of the batch `chosen` of an origin, or of its newest one; for an adaptation a line that leads
    there."""
    if unit is not None and unit.kind == "origin":
        batches = services.batches.of_origin(unit.id)
        if batches:
            shown = next((one for one in batches if one.id == chosen), batches[0])
            return render(
                "batch",
                batch=services.batches.get(shown.id),
                others=[one for one in batches if one is not shown],
                newest=shown is batches[0],
                moods=MOODS,
                job_moods=JOB_MOODS,
            )
    elif unit is not None and (own := services.batches.of_ad_unit(unit.id)):
        return render("batch_line", batch=services.batches.get(own))
    return ""


def act(services: Services, data: dict[str, Any]) -> bool:
    """Do what a click asks for; whether it was for this part. Raises ConflictError where there is nothing to do."""
    action = data.get("do")
    if action == "batch-cancel":
        services.batches.cancel(number(data, "id"), who=str(data.get("who") or ""))
    elif action == "batch-retry":
        services.batches.retry(number(data, "id"), str(data.get("state", "")))
    else:
        return False
    return True
