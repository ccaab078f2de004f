"""After a run, in a real browser and with a real, small language model: edit, evaluate again, take an alternative,
approve, download."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from gcl.services import open_services
from tests.e2e.demo_home import CONCEPT, CULTURE, Visit, verdict, write_run
from tests.e2e.studio import Studio, settled

pytestmark = [pytest.mark.browser, pytest.mark.llm, pytest.mark.slow, pytest.mark.timeout(1800)]
LONG = 900_000  # milliseconds: minutes on two busy cores
Open = Callable[..., Page]


@pytest.fixture
def adapted(studio: Studio) -> int:
    """A run for en-GB that is over, in the language that the demo model knows."""
    services = open_services(studio.config)
    origin = services.campaigns.ad_unit(1)
    rows = [row.model_copy(update={"visual": row.visual.replace("fall", "autumn")}).dump() for row in origin.rows]
    gates = [Visit(gate, 9.0, 1, output=verdict(0.9, "Right.")) for gate in ("format", "cultural", "concept_eval")]
    made = write_run(
        services,
        origin.id,
        "en-GB",
        [
            Visit("concept", 20.0, output=CONCEPT),
            Visit("culture", 20.0, output=CULTURE),
            Visit("writer", 40.0, 1, output={"rows": rows}),
            *gates,
            Visit("brand", 9.0, 1, output=verdict(0.9, "Right.")),
        ],
        "completed",
        "done",
        rows,
    )
    services.close()
    return made


def test_a_person_finishes_what_a_run_began(open_page: Open, studio: Studio, adapted: int, tmp_path: Path) -> None:
    page = open_page(f"?tab=adapt&ad={adapted}")
    expect.set_options(timeout=60_000)
    script = page.locator("#script")
    expect(script).to_contain_text("Not approved")
    page.locator("#who input").fill("Ann Lee")

    # Edit: the scores are out of date, and say so.
    script.get_by_role("button", name="Edit the rows").click()
    visual = page.locator(".editor textarea[name=visual]").first
    visual.fill("Close on an old brass alarm clock: 6:02 on a dark autumn Sunday.")
    page.reload()
    settled(page)
    expect(page.locator(".editor")).to_be_visible()  # where one is stands in the address
    visual.fill("Close on an old brass alarm clock: 6:02 on a dark autumn Sunday.")
    script.get_by_role("button", name="Save script").click()
    expect(script.locator(".scores-old")).to_contain_text("Edited since")
    expect(script).to_contain_text("Version 2, Ann Lee")

    # Evaluate again.
    script.get_by_role("button", name="Evaluate again").click()
    expect(script.locator(".scores")).to_contain_text("aluat")
    expect(script.locator(".scores-said")).to_contain_text("version 2", timeout=LONG)
    expect(script.locator(".score-of")).to_have_count(4)
    expect(script.locator(".scores-old")).to_have_count(0)

    # One line: three alternatives, and one goes in as a new version.
    line = script.locator("tr[data-shot='4'] .said").last
    line.hover()
    line.get_by_role("button", name="Ask the writer for three alternatives").click()
    uses = script.get_by_role("button", name="Use this line")
    expect(uses).to_have_count(3, timeout=LONG)
    words = script.locator(".choice-text").nth(1).inner_text()
    uses.nth(1).click()
    expect(script.locator("tr[data-shot='4']")).to_contain_text(words)
    expect(script).to_contain_text("Version 3, Ann Lee")

    # Two versions are compared, and what is shown stays after a refresh.
    script.get_by_role("button", name="3 versions").click()
    expect(script.locator(".compared-rows ins").first).to_be_visible()
    page.reload()
    settled(page)
    expect(script.locator(".version-list tbody tr")).to_have_count(3)
    script.get_by_role("button", name="Back to the script").click()

    # Approve, and only then it leaves as final.
    expect(script).to_contain_text("Download draft")
    script.get_by_role("button", name="Approve version 3").click()
    expect(script).to_contain_text("by Ann Lee")
    with page.expect_download() as waiting:
        script.get_by_role("link", name="JSON").click()
    file = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(file)
    said = json.loads(file.read_text(encoding="utf-8"))
    assert file.name == "worth-getting-up-for-15-en-GB-v3.json"
    assert (said["status"], said["approved_by"], said["version"]) == ("approved", "Ann Lee", 3)
    assert words in said["rows"][3]["audio"]
