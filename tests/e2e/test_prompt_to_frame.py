"""Journey one in a real browser: a prompt becomes a frame, with the model that comes with the studio."""

from __future__ import annotations

import io
import re
import urllib.request
from collections.abc import Callable, Iterator

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.e2e.studio import Studio, own_studio, settled, unfold, visit

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
LONG = 180_000  # milliseconds: the first frame waits until the worker has imported torch
Open = Callable[..., Page]
start = own_studio


@pytest.fixture(scope="module")
def page(browser: Browser, studio: Studio) -> Iterator[Page]:
    """One for those journeys that leave it as they found it: to open a page takes seconds."""
    page = visit(browser, studio.url)
    yield page
    page.context.close()


def write(page: Page, prompt: str, *, steps: int = 2, seed: int | None = None) -> None:
    page.get_by_label("Prompt", exact=True).fill(prompt)
    unfold(page)
    page.get_by_label("Steps").fill(str(steps))
    if seed is not None:
        page.get_by_text("Fixed", exact=True).click()
        page.get_by_label("Number").fill(str(seed))


def frame_made(page: Page, prompt: str) -> None:
    expect(page.locator("#stage .prompt")).to_have_text(prompt, timeout=LONG)
    expect(page.locator("#live .job-running")).to_have_count(0, timeout=LONG)


def test_a_prompt_becomes_a_frame_and_a_refresh_midway_shows_the_same(open_page: Open) -> None:
    page = open_page()
    prompt = "A farmhouse kitchen in first golden light <b>& steam</b>"
    write(page, prompt, steps=50, seed=11)
    page.get_by_label("Prompt", exact=True).press("Control+Enter")
    expect(page.locator("#live .job-title").first).to_contain_text("A farmhouse kitchen")
    expect(page.locator("#top .pill").first).to_contain_text(re.compile("1 (waiting|running)"))

    page.reload()
    settled(page)
    second = open_page()
    for view in (page, second):
        expect(view.locator("#live .job-title").first).to_contain_text("A farmhouse kitchen")
    for view in (page, second):
        frame_made(view, prompt)
        facts = view.locator("#stage .stage-facts")
        expect(facts).to_contain_text("Thumbnail")
        expect(facts).to_contain_text("256 × 144")
        expect(facts).to_contain_text("11")


def test_the_download_is_the_untouched_png_with_its_settings(open_page: Open, studio: Studio) -> None:
    page = open_page()
    write(page, "An amber drop", seed=5)
    page.get_by_role("button", name="Generate").click()
    frame_made(page, "An amber drop")
    link = page.get_by_role("link", name="Download PNG").get_attribute("href")
    with urllib.request.urlopen(f"{studio.url}/{link}") as answer:
        served = answer.read()
    newest = max(studio.config.frames.glob("*.png"), key=lambda file: file.stat().st_mtime)
    assert served in {file.read_bytes() for file in studio.config.frames.glob("*.png")}, newest
    assert any("An amber drop" in str(text) for text in Image.open(io.BytesIO(served)).info.values())


def test_the_settings_of_a_frame_come_back_into_the_form(open_page: Open) -> None:
    page = open_page()
    unfold(page)
    page.get_by_label("Negative prompt").fill("no people")
    write(page, "A bottle on a table", steps=3, seed=77)
    page.get_by_role("button", name="Generate").click()
    frame_made(page, "A bottle on a table")

    other = open_page()
    other.locator("#gallery .thumb").first.click()
    expect(other).to_have_url(re.compile(r"frame=\d+"))
    other.get_by_role("button", name="Reuse settings").click()
    expect(other.get_by_label("Prompt", exact=True)).to_have_value("A bottle on a table")
    expect(other.get_by_label("Negative prompt")).to_have_value("no people")
    expect(other.get_by_label("Steps")).to_have_value("3")
    expect(other.get_by_label("Number")).to_have_value("77")


def test_what_was_typed_and_not_sent_is_there_after_the_page_was_loaded_anew(open_page: Open) -> None:
    page = open_page()
    page.get_by_label("Prompt", exact=True).fill("A prompt that nobody sent yet")
    unfold(page)
    page.get_by_label("Negative prompt").fill("no people")
    page.reload()
    expect(page.get_by_label("Prompt", exact=True)).to_have_value("A prompt that nobody sent yet")
    expect(page.get_by_label("Negative prompt")).to_have_value("no people")
    # Gradio has it too, not only the field: it is what a click on Generate sends.
    page.get_by_role("button", name="Generate").click()
    expect(page.locator("#live")).to_contain_text("A prompt that nobody sent yet")
    frame_made(page, "A prompt that nobody sent yet")

    page.get_by_label("Prompt", exact=True).fill("")
    page.reload()
    settled(page)
    page.wait_for_timeout(1000)
    expect(page.get_by_label("Prompt", exact=True)).to_have_value("")
    other = open_page()
    expect(other.get_by_label("Prompt", exact=True)).to_have_value("")


def test_the_settings_of_a_frame_win_over_what_was_typed_before(open_page: Open) -> None:
    page = open_page()
    page.get_by_label("Prompt", exact=True).fill("Typed before")
    page.reload()
    expect(page.get_by_label("Prompt", exact=True)).to_have_value("Typed before")
    made = page.locator("#stage .prompt").inner_text()
    page.get_by_role("button", name="Reuse settings").click()
    expect(page.get_by_label("Prompt", exact=True)).to_have_value(made)
    page.reload()
    expect(page.get_by_label("Prompt", exact=True)).to_have_value(made)


def test_a_running_job_can_be_cancelled_and_tried_again(open_page: Open) -> None:
    page = open_page()
    write(page, "A frame that nobody waits for", steps=100)
    page.get_by_label("Frames", exact=True).fill("8")  # one is done within a second where the processor is quick
    page.get_by_role("button", name="Generate").click()
    expect(page.locator("#live .job-running")).to_contain_text(", step ", timeout=LONG)
    page.locator("#live").get_by_role("button", name="Cancel").click()
    ended = page.locator("#live .job-cancelled")
    expect(ended).to_contain_text("Cancelled", timeout=LONG)
    expect(ended.get_by_role("button", name="Retry")).to_be_visible()
    page.reload()
    expect(page.locator("#live .job-cancelled")).to_contain_text("A frame that nobody waits for")
    page.locator("#live").get_by_role("button", name="Dismiss").click()
    expect(page.locator("#live .job-cancelled")).to_be_hidden()
    page.reload()
    settled(page)
    expect(page.locator("#live .job-cancelled")).to_have_count(1)
    expect(page.locator("#live .job-cancelled")).to_be_hidden()


def test_a_wrong_prompt_is_told_in_a_sentence_and_queues_nothing(page: Page) -> None:
    banner = page.locator("#generate-form .notice-error")
    for prompt, said in (("", "prompt"), ("x" * 10_000, "10,?000|4,?000")):
        page.get_by_label("Prompt", exact=True).fill(prompt)
        page.get_by_role("button", name="Generate").click()
        expect(banner).to_contain_text(re.compile(said, re.IGNORECASE))
        expect(banner).not_to_contain_text("Traceback")
        expect(page.locator("#live .job-running")).to_have_count(0)
    page.get_by_label("Prompt", exact=True).fill("")


def test_a_frame_opens_at_full_size_and_escape_closes_it(page: Page) -> None:
    page.get_by_role("button", name="Open the frame at full size").click()
    expect(page.locator("dialog.zoom")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("dialog.zoom")).to_be_hidden()


def test_arrow_keys_walk_through_the_gallery(page: Page) -> None:
    thumbs = page.locator("#gallery .thumb")
    thumbs.first.click()
    expect(thumbs.first).to_have_attribute("aria-current", "true")
    for _ in range(3):  # faster than they are answered
        page.keyboard.press("ArrowRight")
    expect(thumbs.nth(3)).to_be_focused()
    expect(thumbs.nth(3)).to_have_attribute("aria-current", "true")
    page.wait_for_timeout(1000)
    expect(thumbs.nth(3)).to_have_attribute("aria-current", "true")


def test_a_frame_that_is_gone_is_not_shown_as_chosen(open_page: Open) -> None:
    gone = open_page("?frame=99999")
    expect(gone.locator("#stage img").first).to_be_visible()
    expect(gone.get_by_role("button", name="Show the newest")).to_have_count(0)


def test_no_tab_scrolls_sideways(page: Page) -> None:
    wide = []
    drawn = {"generate": "#stage", "adapt": "#tree .leaf", "history": "#results .empty", "settings": "#pipeline-form"}
    for tab, view in drawn.items():
        page.locator(f"#tab-{tab}-button").click()
        expect(page.locator(view).first).to_be_visible()
        for width, height in ((1440, 900), (1024, 768)):
            page.set_viewport_size({"width": width, "height": height})
            if not page.evaluate("document.documentElement.scrollWidth <= innerWidth"):
                wide.append((tab, width))
    page.set_viewport_size({"width": 1440, "height": 900})
    page.locator("#tab-generate-button").click()
    assert wide == []


def test_the_theme_that_was_chosen_stays_after_a_refresh(page: Page) -> None:
    expect(page.locator("body")).not_to_have_class(re.compile("dark"))
    page.get_by_role("button", name="Change between light and dark").click()
    expect(page.locator("body")).to_have_class(re.compile("dark"))
    page.reload()
    settled(page)
    expect(page.locator("body")).to_have_class(re.compile("dark"))
