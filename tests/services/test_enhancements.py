"""Prompts to enhance: what is asked for, what comes back, what a person makes of it. The worker's part is in
tests/pipeline/test_enhance.py."""

from __future__ import annotations

from typing import Any

import pytest

from gcl import jobs
from gcl.config import Config
from gcl.db import Enhancement, Job
from gcl.errors import ConflictError, InputError, NotFound
from gcl.payloads import EnhanceJob
from gcl.services import Services, open_services
from gcl.services.enhanced import EnhancementView, lost_words
from gcl.services.enhancements import EnhanceRequest


def made(services: Services, **changes: Any) -> EnhancementView:
    request = EnhanceRequest(**{"prompt": "a lighthouse", "by": "rules", "model": "z-image-turbo"} | changes)
    return services.enhancements.get(services.enhancements.submit(request))


def answered(services: Services, view: EnhancementView, text: str) -> None:
    """What the worker does when the answer is there."""
    with services.db.write() as session:
        row = session.get_one(Enhancement, view.id)
        row.result = row.text = text
        session.get_one(Job, row.job_id).state = "done"


def nothing_stored(services: Services) -> bool:
    with services.db.read() as session:
        return session.query(Enhancement).count() == 0 and services.queue.pending() == 0


def test_the_rules_answer_at_once_and_say_what_they_added_and_why(services: Services) -> None:
    view = made(services)
    assert (view.state, view.by, view.author, view.job) == ("proposed", "rules", "the rules", None)
    assert view.prompt == "a lighthouse"
    assert view.text == view.result
    assert view.text.startswith("a lighthouse. Wide establishing shot")
    assert {one.aspect for one in view.added} >= {"Shot size", "Light"}
    assert view.lost == ()
    assert services.queue.pending() == 0


def test_the_rules_know_the_model_the_style_and_the_seed(services: Services) -> None:
    assert made(services, model="sdxl-turbo").text.startswith("a lighthouse, wide establishing shot")
    assert made(services, model="thumbnail").text == "a lighthouse, wide shot, at dusk"
    inked = made(services, style="ink-wash-board")
    assert "Lens" in {one.aspect for one in inked.left}
    assert len({made(services, prompt="a woman in a kitchen", seed=seed).text for seed in range(6)}) > 2


def test_a_language_model_is_asked_by_a_job_that_comes_before_frames(services: Services) -> None:
    view = made(services, by="llm", style="packshot", seed=3)
    assert (view.state, view.author, view.text) == ("working", "SmolLM2 135M (demo)", "")
    assert view.job is not None
    job = services.jobs.get(view.job.id)
    assert (job.kind, job.model_key, job.title) == ("enhancement", "llm:smollm2-135m", "Enhance: a lighthouse")
    payload = EnhanceJob.read(job.payload)
    assert (payload.prompt, payload.model, payload.family, payload.seed) == (
        "a lighthouse",
        "Z-Image Turbo",
        "zimage",
        3,
    )
    assert payload.style.startswith("A studio packshot: the product alone")
    assert set(payload.templates) == {"prompt-enhancer-system", "prompt-enhancer-user"}
    assert services.queue.pending() == 1
    with services.db.write() as session:
        jobs.submit(session, "frame", "a fox", {}, model_key="diffusion:tiny")
    assert jobs.claim(services.db, "diffusion:tiny", 12) == job.id


def test_which_language_model_is_a_setting_then_the_global_default(services: Services) -> None:
    settings = services.settings.get()
    settings = services.settings.save(settings.model_copy(update={"global_default_model": "qwen3-8b"}))
    assert made(services, by="llm").author == "Qwen3 8B"
    services.settings.save(settings.model_copy(update={"enhancer_default_model": "smollm3-3b"}))
    assert made(services, by="llm").author == "SmolLM3 3B"


def test_the_way_is_a_setting_where_nobody_says(services: Services) -> None:
    assert made(services, by=None).by == "rules"
    services.settings.save(services.settings.get().model_copy(update={"enhance_by": "llm"}))
    assert made(services, by=None).by == "llm"
    with pytest.raises(InputError, match="no way to enhance a prompt 'magic'"):
        services.settings.save(services.settings.get().model_copy(update={"enhance_by": "magic"}))


def test_an_api_that_is_not_set_up_is_told_before_anything_is_stored(services: Services) -> None:
    with pytest.raises(InputError, match="Set GCL_API_URL and GCL_API_MODEL"):
        made(services, by="api")
    assert nothing_stored(services)
    assert [way.missing[:20] for way in services.enhancements.ways()] == ["", "", "No API is set up. Se"]


def test_a_job_for_an_api_has_no_model_and_no_key(config: Config) -> None:
    secret = {"api_url": "https://me:pw@api.example.com/v1", "api_model": "big-2", "api_key": "sk-4711"}
    services = open_services(Config(**config.model_dump() | secret))
    view = made(services, by="api")
    assert (view.author, view.job and view.job.model_key) == ("big-2 at api.example.com", None)
    assert view.job is not None
    assert "4711" not in str(services.jobs.get(view.job.id).payload)
    services.close()
    written = b"".join(file.read_bytes() for file in config.home.rglob("*") if file.is_file())
    assert b"big-2 at api" in written
    assert b"sk-4711" not in written


@pytest.mark.parametrize(
    ("changes", "kind", "says"),
    [
        ({"prompt": " "}, InputError, "The prompt is empty"),
        ({"prompt": "x" * 4001}, InputError, "has 4,001 characters"),
        ({"prompt": "a\x00fox"}, InputError, "characters that are not text"),
        ({"by": "ruels"}, NotFound, "Did you mean 'rules'"),
        ({"model": "sdxl-trubo"}, NotFound, "Did you mean 'sdxl-turbo'"),
        ({"style": "pakshot"}, NotFound, "Did you mean 'packshot'"),
        ({"by": "llm", "prompt": "a {red|blue} fox"}, InputError, "would make one of the choices"),
        ({"by": "llm", "prompt": "a fox at __light__"}, InputError, "Enhance it by rules"),
    ],
)
def test_what_cannot_be_done_is_refused_and_stores_nothing(
    services: Services, changes: dict[str, str], kind: type[Exception], says: str
) -> None:
    with pytest.raises(kind, match=says):
        made(services, **changes)
    assert nothing_stored(services)


def test_braces_that_are_no_choice_do_not_hinder_a_model(services: Services) -> None:
    assert made(services, by="llm", prompt="a {fox} and \\{a|b\\}").state == "working"


def test_an_answer_that_came_is_proposed_and_the_words_that_it_lost_are_named(services: Services) -> None:
    view = made(services, by="llm", prompt="three red foxes under a bridge")
    answered(services, view, "a red fox beneath an old stone bridge, at dusk")
    view = services.enhancements.get(view.id)
    assert (view.state, view.lost) == ("proposed", ("three", "under"))


@pytest.mark.parametrize(
    ("prompt", "text", "lost"),
    [
        ("a running fox", "a fox that runs", ("running",)),
        ("two foxes, 12 hens", "2 foxes and 12 hens", ()),
        ("a café with lamps", "A CAFÉ, lit by a lamp", ()),
        ("夜の灯台", "a lighthouse at night", ()),
    ],
)
def test_what_counts_as_lost(prompt: str, text: str, lost: tuple[str, ...]) -> None:
    assert lost_words(prompt, text) == lost


def test_what_a_person_edits_is_kept_beside_the_answer(services: Services) -> None:
    view = made(services)
    services.enhancements.edit(view.id, "a lighthouse, mine")
    again = services.enhancements.get(view.id)
    assert (again.text, again.result, again.prompt) == ("a lighthouse, mine", view.result, "a lighthouse")


def test_an_answer_is_used_as_it_was_edited_last(services: Services) -> None:
    view = made(services)
    used = services.enhancements.use(view.id, "a lighthouse, at last")
    assert (used.state, used.text, used.prompt) == ("used", "a lighthouse, at last", "a lighthouse")
    with pytest.raises(ConflictError, match="cannot be edited any more"):
        services.enhancements.edit(view.id, "too late")
    with pytest.raises(InputError, match="The enhanced prompt is empty"):
        services.enhancements.use(made(services).id, " ")


def test_who_discards_an_answer_that_is_under_way_stops_its_job(services: Services) -> None:
    view = made(services, by="llm")
    assert view.job is not None
    assert services.enhancements.discard(view.id).state == "discarded"
    assert services.jobs.get(view.job.id).state == "cancelled"
    assert services.enhancements.discard(made(services).id).state == "discarded"


@pytest.mark.parametrize("state", ["failed", "cancelled"])
def test_a_job_that_ended_badly_says_so_and_can_be_tried_again(services: Services, state: str) -> None:
    view = made(services, by="llm")
    assert view.job is not None
    with services.db.write() as session:
        job = session.get_one(Job, view.job.id)
        job.state, job.error = state, "The model gave nothing."
    ended = services.enhancements.get(view.id)
    assert (ended.state, ended.job and ended.job.error) == (state, "The model gave nothing.")
    services.jobs.retry(view.job.id)
    assert services.enhancements.get(view.id).state == "working"


def test_what_a_frame_was_enhanced_from_is_remembered_once(services: Services) -> None:
    first = services.enhancements.remember("a fox, at dusk", "a fox", "llm")
    assert services.enhancements.remember("a fox, at dusk", "a fox", "llm") == first
    view = services.enhancements.get(first)
    assert (view.state, view.prompt, view.text, view.by) == ("used", "a fox", "a fox, at dusk", "llm")
    assert services.enhancements.remember("a fox, at dawn", "a fox", "something else") != first


def test_an_enhancement_that_is_not_there_is_told(services: Services) -> None:
    for act in (services.enhancements.get, services.enhancements.use, services.enhancements.discard):
        with pytest.raises(NotFound, match="There is no enhanced prompt 99"):
            act(99)


def test_another_answer_is_another_one_until_the_rules_have_no_more(services: Services) -> None:
    ids = [made(services, prompt="a woman in a kitchen", model="thumbnail").id]

    def ask_on() -> None:
        for _ in range(20):
            ids.append(services.enhancements.another(ids))

    with pytest.raises(InputError, match="The rules have no other answer to this prompt"):
        ask_on()
    texts = [services.enhancements.get(one).text for one in ids]
    assert len(texts) == len(set(texts)) > 2


def test_another_answer_of_a_model_is_asked_for_with_another_seed(services: Services) -> None:
    first = made(services, by="llm", style="packshot", seed=4)
    again = services.enhancements.get(services.enhancements.another([first.id]))
    assert (again.prompt, again.by, again.style, again.seed) == ("a lighthouse", "llm", "packshot", 5)


def test_a_prompt_that_came_of_a_used_answer_has_an_origin(services: Services) -> None:
    view = made(services)
    origin = services.enhancements.origin
    assert origin([view.id], view.text) is None, "it was not used"
    services.enhancements.use(view.id, typed="a tall lighthouse")
    assert origin([view.id], view.text + " In fog.") == ("a tall lighthouse", "rules")
    assert origin([view.id], "something else altogether, in a kitchen") is None
    assert origin([], view.text) is None
    assert origin([99], view.text) is None
    again = made(services, prompt=view.text, by="llm")
    answered(services, again, f"{view.text} Seagulls.")
    services.enhancements.use(again.id)
    assert origin([view.id, again.id], f"{view.text} Seagulls.") == ("a tall lighthouse", "llm")


def test_a_used_answer_can_be_taken_back_as_it_is_by_now(services: Services) -> None:
    view = made(services)
    services.enhancements.use(view.id)
    back = services.enhancements.take_back(view.id, "a lighthouse, as I left it")
    assert (back.state, back.prompt, back.text) == ("proposed", "a lighthouse", "a lighthouse, as I left it")
