"""A few words become a prompt in a real browser: enhanced, edited, used or not; and worded in a style."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from gcl.config import Config
from tests.e2e.studio import Studio, served_studio, settled, visit
from tests.pipeline.api_server import ApiServer, error, openai, running_api

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(600)]
LONG = 180_000
KEY = "sk-very-secret-4711"
Open = Callable[..., Page]


@pytest.fixture(scope="module")
def studio(
    tmp_path_factory: pytest.TempPathFactory, models_dir: Path, presets: Path, tiny_models: None
) -> Iterator[Studio]:
    """With the untrained models, since the built-in one follows no style."""
    home = tmp_path_factory.mktemp("studio")
    with served_studio(Config(home=home, models=models_dir, presets=presets, device="cpu")) as studio:
        yield studio


@pytest.fixture
def with_api(tmp_path: Path, models_dir: Path, browser: Browser) -> Iterator[tuple[Page, ApiServer, Config]]:
    """A studio that may ask an API on this machine, and a page of it."""
    with running_api() as api:
        set_up = {"api_url": f"{api.url}/v1", "api_model": "big-2", "api_key": KEY, "api_seconds": 5.0}
        config = Config(home=tmp_path / "studio", models=models_dir, device="cpu", **set_up)  # type: ignore[arg-type]
        with served_studio(config) as studio:
            page = visit(browser, studio.url)
            yield page, api, config
            page.context.close()


def prompt(page: Page) -> object:
    return page.get_by_label("Prompt", exact=True)


def enhance(page: Page, words: str) -> object:
    """Have words enhanced; the field with the answer."""
    page.get_by_label("Prompt", exact=True).fill(words)
    page.get_by_role("button", name="Enhance").click()
    answer = page.get_by_label("Enhanced prompt")
    expect(answer).to_have_value(re.compile(f"^{words}, "), timeout=LONG)
    return answer


def test_an_answer_is_edited_outlives_a_refresh_and_is_used_only_when_a_person_says_so(open_page: Open) -> None:
    page = open_page()
    answer = enhance(page, "a lighthouse")
    expect(page.locator("#enhance-foot")).to_contain_text("By the rules")
    page.get_by_text("What was added, and why").click()
    expect(page.locator("#enhance-foot")).to_contain_text("“lighthouse” is a building")
    expect(prompt(page)).to_have_value("a lighthouse")

    answer.fill("a lighthouse, wide shot, at dawn, mine")
    page.wait_for_timeout(1500)  # the words reach the database
    page.reload()
    settled(page)
    expect(page.get_by_label("Enhanced prompt")).to_have_value("a lighthouse, wide shot, at dawn, mine")
    expect(prompt(page)).to_have_value("a lighthouse")

    page.get_by_role("button", name="Use").click()
    expect(prompt(page)).to_have_value("a lighthouse, wide shot, at dawn, mine")
    expect(page.get_by_label("Enhanced prompt")).to_be_hidden()
    expect(page.locator("#enhance-head")).to_contain_text("Enhanced from: a lighthouse")
    page.reload()
    settled(page)
    expect(page.locator("#enhance-head")).to_contain_text("Enhanced from: a lighthouse")
    expect(prompt(page)).to_have_value("a lighthouse, wide shot, at dawn, mine")

    page.get_by_role("button", name="Generate").click()
    expect(page.locator("#stage .stage-facts")).to_contain_text("Enhanced from: a lighthouse", timeout=LONG)
    expect(page.locator("#stage .prompt")).to_have_text("a lighthouse, wide shot, at dawn, mine")


def test_the_settings_of_a_frame_bring_the_first_words_back(open_page: Open) -> None:
    page = open_page()
    page.get_by_role("button", name="Reuse settings").click()
    expect(prompt(page)).to_have_value("a lighthouse, wide shot, at dawn, mine")
    expect(page.locator("#enhance-head")).to_contain_text("Enhanced from: a lighthouse")
    page.get_by_role("button", name="Bring back my words").click()
    expect(prompt(page)).to_have_value("a lighthouse")
    expect(page.get_by_label("Enhanced prompt")).to_have_value("a lighthouse, wide shot, at dawn, mine")


def test_what_was_typed_on_meanwhile_is_not_lost(open_page: Open) -> None:
    page = open_page()
    enhance(page, "a fox")
    prompt(page).fill("a fox and a hen")
    page.get_by_label("Enhanced prompt").press("Control+Enter")
    expect(page.locator("#enhance-head")).to_contain_text("Enhanced from: a fox and a hen")
    page.get_by_role("button", name="Bring back my words").click()
    expect(prompt(page)).to_have_value("a fox and a hen")


def test_another_answer_leaves_the_first_one_there_and_a_discarded_one_goes(open_page: Open) -> None:
    page = open_page()
    answer = enhance(page, "a woman in a kitchen")
    answer.fill("a woman in a kitchen, as I wrote it")
    page.wait_for_timeout(1500)
    page.get_by_role("button", name="Try another").click()
    expect(page.locator("#enhance-foot")).to_contain_text("2 of 2")
    expect(answer).not_to_have_value("a woman in a kitchen, as I wrote it")
    page.get_by_role("button", name="The answer before").click()
    expect(answer).to_have_value("a woman in a kitchen, as I wrote it")
    page.get_by_role("button", name="Discard").click()
    expect(answer).not_to_have_value("a woman in a kitchen, as I wrote it")
    page.get_by_role("button", name="Discard").click()
    expect(answer).to_be_hidden()
    expect(prompt(page)).to_have_value("a woman in a kitchen")
    expect(page).not_to_have_url(re.compile("enhance="))


def test_what_cannot_be_enhanced_is_told_and_the_prompt_stays(open_page: Open) -> None:
    page = open_page()
    prompt(page).fill("夜の灯台")
    page.get_by_role("button", name="Enhance").click()
    expect(page.locator("#enhance-head .notice-error")).to_contain_text("in another script")
    expect(prompt(page)).to_have_value("夜の灯台")


def choose(page: Page, label: str, option: str) -> None:
    page.get_by_label(label, exact=True).click()
    page.get_by_role("option", name=option).first.click()


def test_a_style_shows_the_final_prompt_and_comes_back_with_the_own_words(open_page: Open) -> None:
    page = open_page()
    page.get_by_role("button", name="Style", exact=True).click()
    expect(page.locator("#style-note")).to_contain_text("This model has one look of its own")
    choose(page, "Model", "Tiny sdxl")
    choose(page, "Drawn in the style", "Storyboard pencil")
    prompt(page).fill("a red fox.")
    expect(page.locator(".final-prompt")).to_have_text(
        re.compile("^a red fox. Drawn as one storyboard panel in soft graphite pencil")
    )
    choose(page, "Model", "Tiny zimage")
    expect(page.get_by_label("Drawn in the style", exact=True)).to_have_value(re.compile("^Storyboard pencil"))
    choose(page, "Model", "Tiny sdxl")
    page.get_by_role("button", name="Generate").click()
    expect(page.locator("#stage .stage-facts")).to_contain_text("In the style Storyboard pencil", timeout=LONG)
    expect(page.locator("#stage .prompt")).to_have_text(re.compile("^a red fox. Drawn as one storyboard panel"))

    other = open_page()
    other.get_by_role("button", name="Reuse settings").click()
    expect(prompt(other)).to_have_value("a red fox.")
    expect(other.get_by_label("Drawn in the style", exact=True)).to_have_value(re.compile("^Storyboard pencil"))
    expect(other.locator(".final-prompt")).to_have_text(re.compile("^a red fox. Drawn as one storyboard panel"))


def test_without_an_api_the_way_says_what_to_set(open_page: Open) -> None:
    page = open_page()
    prompt(page).fill("a fox")
    choose(page, "Enhance by", "API")
    page.get_by_role("button", name="Enhance").click()
    expect(page.locator("#enhance-head .notice-error")).to_contain_text("Set GCL_API_URL and GCL_API_MODEL")


def test_an_api_is_asked_by_the_worker_while_the_page_stays_free_and_the_key_is_written_nowhere(
    with_api: tuple[Page, ApiServer, Config],
) -> None:
    page, api, config = with_api
    said = '{"prompt": "a fox", "added": [{"why": "it is quiet", "words": "soft morning fog"}]}'
    late = openai(said)
    late.wait = 2.0
    api.replies = [error(401, f"Incorrect API key provided: {KEY}"), late]
    prompt(page).fill("a fox")
    choose(page, "Enhance by", "API")
    page.get_by_role("button", name="Enhance").click()
    expect(page.locator("#enhance-head .job-error")).to_contain_text("refuses the key in GCL_API_KEY", timeout=LONG)
    expect(page.locator("#enhance-head .job-error")).to_contain_text("(the key)")

    page.locator("#enhance-head").get_by_role("button", name="Retry").click()
    expect(page.locator("#enhance-head")).to_contain_text("big-2 at 127.0.0.1 is writing", timeout=LONG)
    prompt(page).fill("a fox and more")
    page.reload()
    settled(page)
    expect(page.get_by_label("Enhanced prompt")).to_have_value("a fox, soft morning fog", timeout=LONG)
    expect(prompt(page)).to_have_value("a fox and more")
    expect(page.locator("#enhance-foot")).to_contain_text("By big-2 at 127.0.0.1")
    assert api.asked[1]["headers"]["authorization"] == f"Bearer {KEY}"
    written = b"".join(file.read_bytes() for file in config.home.rglob("*") if file.is_file())
    assert b"big-2 at 127.0.0.1" in written
    assert KEY.encode() not in written
