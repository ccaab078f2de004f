"""Fill a studio and photograph its tabs.

python -m tests.e2e.screenshots                      writes docs/screenshots/*.png: a run that a model did
python -m tests.e2e.screenshots --all FOLDER         writes written examples of more states, both themes, both sizes
python -m tests.e2e.screenshots --home HOME --record AD_UNIT    keeps a run of that home as the one for docs/
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, expect

from gcl.config import ROOT, Config
from gcl.services import open_services
from gcl.services.frame_request import FrameRequest
from tests.e2e.demo_home import fill_adaptations, fill_recorded, recorded, submit_frames
from tests.e2e.studio import own_studio, running_browser, visit
from tests.processes import wait_for

DOCS = ROOT / "docs" / "screenshots"
RECORDED = Path(__file__).with_name("recorded_run.json")
SIZES = ((1440, 900), (1024, 768))
LONG = 300_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--all", type=Path, metavar="FOLDER")
    parser.add_argument("--home", type=Path, help="a home to fill, or one that an earlier call filled")
    parser.add_argument("--record", type=int, metavar="AD_UNIT")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        config = Config(home=(arguments.home or Path(folder) / "home").resolve())
        services = open_services(config)
        if arguments.record:
            run = json.dumps(recorded(services, arguments.record), ensure_ascii=False, indent=1)
            RECORDED.write_text(run + "\n", encoding="utf-8")
            return
        if not services.gallery.page().total:
            if arguments.all:
                fill_adaptations(services)
            else:
                fill_recorded(services, json.loads(RECORDED.read_text(encoding="utf-8")))
            submit_frames(services)
        first = services.outline.first_script()
        (filled,) = [one for one in services.outline.campaigns(services.outline.campaign_of(first)) if one.origins]
        made = {one.market: one.id for origin in filled.origins for one in origin.adaptations}
        shown = max(made.values())
        verdicts = services.evaluations.page().evaluations
        opened = next((one for one in verdicts if not one.passed), verdicts[0])
        tabs = {
            "generate": "?tab=generate",
            "adapt": f"?tab=adapt&ad={shown}&node={opened.gate}",
            "history": f"?tab=history&result={opened.id}",
            "settings": "?tab=settings&part=templates&template=adaptation",
        }
        more = tabs | {
            "adapt-origin": "?tab=adapt&ad=1",
            "adapt-failed": f"?tab=adapt&ad={made.get('ar-SA', shown)}&node=brand",
            "adapt-brief": f"?tab=adapt&ad={shown}&node=culture",
            "history-charts": "?tab=history&show=charts",
            "settings-pipeline": "?tab=settings&part=pipeline",
            "settings-queue": "?tab=settings&part=queue",
        }
        with own_studio(config) as studio, running_browser() as browser:
            wait_for(lambda: sum(services.jobs.counts().values()) == 0, 900, every=0.5)
            services.frames.submit(
                FrameRequest(
                    prompt="A teenage girl in a doorway, quilt around her shoulders", model="thumbnail", steps=100
                )
            )
            wait_for(lambda: (job := services.jobs.latest("frame")) is not None and job.done > 20, 300)
            for name, query in () if arguments.all else tabs.items():
                photograph(browser, f"{studio.url}/{query}", DOCS / f"{name}.png")
            for width, height in SIZES if arguments.all else ():
                for dark in (False, True):
                    for name, query in more.items():
                        file = arguments.all / f"{name}-{width}{'-dark' if dark else ''}.png"
                        photograph(browser, f"{studio.url}/{query}", file, width, height, dark)
        services.close()


def photograph(
    browser: Browser, url: str, file: Path, width: int = 1440, height: int = 900, dark: bool = False
) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    page = visit(browser, url, width=width, height=height, dark=dark)
    expect(page.locator("#tabs > .tabitem:visible")).to_have_count(1, timeout=LONG)
    page.wait_for_timeout(2000)
    page.screenshot(path=file)
    page.context.close()


if __name__ == "__main__":
    main()
