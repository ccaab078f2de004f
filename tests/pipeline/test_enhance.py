"""Jobs of the kind "enhancement", run as the worker runs them: by a scripted model, a real one, and an API."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import pytest

from gcl import jobs
from gcl.catalog import Catalog
from gcl.config import Config
from gcl.db import Database, Enhancement, Job, PromptTemplate
from gcl.errors import Cancelled, GclError, GenerationError, InputError, TemplateError
from gcl.job_handle import JobHandle
from gcl.payloads import EnhanceJob, TemplateText
from gcl.pipeline.enhance import SYSTEM, USER, read_answer, run_enhancement
from gcl.pipeline.loader import Load
from gcl.prompts import active_templates
from gcl.residency import Residency
from gcl.workshop import Workshop
from tests.pipeline.api_server import ApiServer, Reply, error, openai, running_api
from tests.pipeline.scripted import Desk

TEMPLATES = {
    SYSTEM: TemplateText(version=1, body=SYSTEM + " {{ model }} {{ asks }} {{ max_words }}"),
    USER: TemplateText(version=1, body="{{ prompt }} | {{ style }}"),
}
ADDED = [
    {"why": "long shadows give it shape", "words": "low sun from the left"},
    {"why": "all of it is to be seen", "words": "wide shot"},
]


def answer(prompt: str = "a red fox", added: list[dict[str, str]] = ADDED) -> dict[str, Any]:
    return {"prompt": prompt, "added": added}


@dataclass
class Bench:
    config: Config
    db: Database
    desk: Desk = field(default_factory=Desk)
    residency: Residency = field(default_factory=Residency)
    load: Load | None = None  # the desk's, if none is given

    def run(self, *answers: Any, **changes: Any) -> Enhancement:
        """Submit a job and run it as the worker does; its enhancement."""
        with self.db.write() as session:
            row = Enhancement(by="llm", prompt=changes.get("prompt", "a red fox"), model_key="tiny")
            session.add(row)
            session.flush()
            usual = {
                **{"enhancement_id": row.id, "prompt": "a red fox", "style": "", "model": "Tiny", "family": "zimage"},
                **{"max_words": 120, "templates": TEMPLATES, "llm": "smollm2-135m", "temperature": 0.3, "seed": 5},
            }
            payload = EnhanceJob(**usual | changes)
            made = jobs.submit(session, "enhancement", "Enhance: a red fox", payload.dump(), priority=1)
            row.job_id = made.id
            job_id, row_id = made.id, row.id
        self.desk.script[SYSTEM] = list(answers)
        assert jobs.claim(self.db, None, 0) == job_id
        with self.db.read() as session:
            job = jobs.get(session, job_id)
            handle = JobHandle(self.db, job.id, job.payload, job.title, job.attempts)
        workshop = Workshop(self.config, self.db, Catalog.read(self.config), self.residency)
        try:
            run_enhancement(handle, workshop, load=self.load or self.desk.load)
        except GclError as failure:
            jobs.fail(self.db, job_id, failure)
            raise
        jobs.finish(self.db, job_id)
        with self.db.read() as session:
            return session.get_one(Enhancement, row_id)


@pytest.fixture
def bench(config: Config, db: Database) -> Bench:
    return Bench(config, db)


def test_the_answer_goes_behind_the_own_words_and_its_reasons_are_kept(bench: Bench) -> None:
    row = bench.run(answer())
    assert row.result == row.text == "a red fox. Low sun from the left; wide shot."
    assert [(one["words"], one["why"]) for one in row.added] == [(one["words"], one["why"]) for one in ADDED]
    assert row.decision == ""


def test_a_model_that_reads_tags_gets_tags(bench: Bench) -> None:
    assert bench.run(answer(), family="sdxl").result == "a red fox, low sun from the left, wide shot"


def test_the_model_is_told_what_the_templates_say_and_is_loaded_through_the_one_slot(bench: Bench) -> None:
    bench.run(answer(), style="In ink")
    [asked] = bench.desk.asked
    assert asked.prompt == f"{SYSTEM} Tiny plain sentences 120\n\na red fox | In ink"
    assert (asked.draw.temperature, asked.draw.seed) == (0.3, 5)
    assert bench.residency.key == "llm:smollm2-135m"
    bench.run(answer("a red fox"))
    assert bench.desk.loaded == ["smollm2-135m"]


def test_a_prompt_in_latin_letters_can_only_be_repeated_and_another_script_is_translated(bench: Bench) -> None:
    row = bench.run(answer("a lighthouse at night"), prompt="夜の灯台")
    assert row.result == "a lighthouse at night. Low sun from the left; wide shot."
    changed = bench.run(answer("a blue fox"), answer())
    assert changed.result is not None
    assert changed.result.startswith("a red fox. ")
    assert len(bench.desk.asked) == 3, "an answer with other words than the prompt's broke the schema"


def test_what_the_prompt_says_already_or_the_model_says_twice_is_not_added(bench: Bench) -> None:
    twice = [*ADDED, ADDED[0], {"why": "it is there", "words": "Red fox"}]
    assert bench.run(answer(added=twice)).result == "a red fox. Low sun from the left; wide shot."


def test_an_answer_that_adds_nothing_is_told(bench: Bench) -> None:
    nothing = [{"why": "it is there", "words": "red fox"}, {"why": "it is there", "words": "a red"}]
    with pytest.raises(GenerationError, match="The model added nothing to the prompt"):
        bench.run(answer(added=nothing))


def test_what_there_is_no_room_for_is_left_out(bench: Bench) -> None:
    row = bench.run(answer(), max_words=6)
    assert row.result == "a red fox. Low sun from the left."
    assert "wide shot" in row.left[0]["why"]


def test_an_answer_that_breaks_the_schema_is_asked_for_again(bench: Bench) -> None:
    assert bench.run("no JSON", {"prompt": "a red fox"}, answer()).result is not None
    assert [asked.draw.seed for asked in bench.desk.asked] == [5, 6, 7]


def test_a_model_that_never_answers_leaves_the_prompt_as_it_was(bench: Bench, db: Database) -> None:
    with pytest.raises(GenerationError, match="gave no usable answer in 4 attempts"):
        bench.run(*["nonsense"] * 4)
    with db.read() as session:
        row = session.query(Enhancement).one()
        assert (row.prompt, row.result) == ("a red fox", None)
        assert session.query(Job).one().state == "failed"


def test_a_person_can_stop_it(bench: Bench, db: Database) -> None:
    def stop() -> dict[str, Any]:
        with db.write() as session:
            jobs.cancel(session, 1)
        return {}

    with pytest.raises(Cancelled):
        bench.run(stop, answer())


def test_a_template_that_cannot_be_filled_in_is_told(bench: Bench) -> None:
    with pytest.raises(TemplateError, match="'voice' is undefined"):
        bench.run(answer(), templates=TEMPLATES | {USER: TemplateText(version=1, body="{{ voice }}")})


def test_the_uses_of_both_templates_are_counted(bench: Bench, db: Database) -> None:
    with db.read() as session:
        shipped = active_templates(session)
    # The desk knows who asks by the first word.
    system = TemplateText(version=1, body=f"{SYSTEM} {shipped[SYSTEM].body}")
    bench.run(answer(), templates={SYSTEM: system, USER: shipped[USER]})
    with db.read() as session:
        used = {row.slug: row.use_count for row in session.query(PromptTemplate) if row.use_count}
    assert used == {SYSTEM: 1, USER: 1}
    assert "The prompt to improve: a red fox" in bench.desk.asked[0].prompt


def through(api: ApiServer, bench: Bench) -> Bench:
    set_up = {"api_url": f"{api.url}/v1", "api_model": "big-2", "api_key": "sk-4711", "api_seconds": 1.0}
    return Bench(bench.config.model_copy(update=Config(**set_up).model_dump(include=set(set_up))), bench.db)


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(answer()),
        f"Here it is:\n```json\n{json.dumps(answer(), indent=1)}\n```\nEnjoy!",
        json.dumps(answer("A different fox") | {"more": 1}),
    ],
)
def test_an_api_is_asked_with_both_templates_and_its_answer_may_have_words_around_it(bench: Bench, text: str) -> None:
    with running_api() as api:
        api.replies = [openai(text)]
        row = through(api, bench).run(llm=None)
    assert row.result == "a red fox. Low sun from the left; wide shot."
    [system, user] = api.asked[0]["body"]["messages"]
    assert (system["content"], user["content"]) == (f"{SYSTEM} Tiny plain sentences 120", "a red fox |")


@pytest.mark.parametrize(
    ("reply", "says"),
    [
        (openai("I'm sorry, I can't help with that."), "did not answer in the form that the template"),
        (openai('{"answer": 42}'), "The model added nothing"),
        (openai('{"prompt": ["a"], "added": "x"}'), "did not answer in the form"),
        (openai(json.dumps(answer(added=[{"words": "x" * 5000}]))), "The answer has|The model added nothing"),
        (openai('{"prompt": "a red f', "length"), "did not come to the end"),
        (error(401, "bad key"), "refuses the key"),
        (Reply(200, openai(json.dumps(answer())).body, wait=2.5), "gave no answer within 1 s"),
    ],
)
def test_what_an_api_cannot_do_fails_the_job_with_a_sentence(bench: Bench, reply: Reply, says: str) -> None:
    with running_api() as api:
        api.replies = [reply]
        with pytest.raises(GclError, match=says):
            through(api, bench).run(llm=None)
    with bench.db.read() as session:
        assert session.query(Enhancement).one().result is None
        assert session.query(Job).one().state == "failed"


def test_an_api_that_was_taken_out_of_the_settings_is_told(bench: Bench) -> None:
    with pytest.raises(InputError, match="No API is set up"):
        bench.run(llm=None)


def test_odd_parts_of_an_answer_are_left_out() -> None:
    odd = {"prompt": 7, "added": [{"words": 1}, {"why": "x"}, {"words": " low\nsun. ", "why": None}]}
    with pytest.raises(GenerationError):
        read_answer(
            json.dumps(odd),
            "big",
        )
    odd["prompt"] = " a\x00 fox "
    assert read_answer(json.dumps(odd), "big") == ("a fox", [("low sun", "")])


@pytest.mark.llm
def test_the_small_real_model_enhances_a_prompt_and_keeps_its_words(bench: Bench) -> None:
    from gcl.pipeline.llm import load_language_model

    bench.load = load_language_model
    with bench.db.read() as session:
        templates = active_templates(session)
    row = bench.run(templates={slug: templates[slug] for slug in (SYSTEM, USER)}, family="sdxl", max_words=46)
    assert row.result is not None
    assert row.result.startswith("a red fox, ")
    assert len(row.result.split()) <= 46
    assert row.added
    assert all(one["words"] in row.result and one["why"] for one in row.added)
    bench.residency.release()
