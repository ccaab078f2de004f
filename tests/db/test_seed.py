"""A new studio is filled from data/; what is missing or damaged there is named."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import delete, func, select

from gcl.config import ROOT, Config
from gcl.db import ChecklistItem, Language, PromptTemplate
from gcl.db.seed import SHIPS, open_database
from gcl.errors import InputError
from gcl.services.templates import TemplateService
from gcl.stages import GATES
from tests.shell import Shell


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return shutil.copytree(ROOT / "data", tmp_path / "data")


def rewritten(file: str, change: Callable[[list[dict[str, object]]], object]) -> Callable[[Path], None]:
    def rewrite(data: Path) -> None:
        rows = json.loads((data / file).read_text(encoding="utf-8"))
        change(rows)
        (data / file).write_text(json.dumps(rows), encoding="utf-8")

    return rewrite


# {what happened to it: (the file that is named, how it happened)}
DAMAGE: dict[str, tuple[str, Callable[[Path], object]]] = {
    "the folder is missing": ("reference/languages.json", shutil.rmtree),
    "a file is missing": ("reference/brands.json", lambda data: (data / "reference" / "brands.json").unlink()),
    "cut short": (
        "reference/regions.json",
        lambda data: (data / "reference" / "regions.json").write_text('[{"code": "af', encoding="utf-8"),
    ),
    "not UTF-8": (
        "prompt_templates/adaptation.j2",
        lambda data: (data / "prompt_templates" / "adaptation.j2").write_bytes(b"caf\xe9"),
    ),
    "nested without end": (
        "campaigns/maple-gold.json",
        lambda data: (data / "campaigns" / "maple-gold.json").write_text("[" * 100_000, encoding="utf-8"),
    ),
    "another shape": (
        "campaigns/maple-gold.json",
        lambda data: (data / "campaigns" / "maple-gold.json").write_text("[]", encoding="utf-8"),
    ),
    "an unknown field": ("reference", rewritten("reference/brands.json", lambda rows: rows[0].update(nope=1))),
    "a field missing": ("reference", rewritten("reference/languages.json", lambda rows: rows[0].pop("name"))),
    "an unknown language": (
        "reference",
        rewritten("reference/countries.json", lambda rows: rows[0].update(languages="x")),
    ),
    "one brand twice": ("reference", rewritten("reference/brands.json", lambda rows: rows.append(rows[0]))),
    "a text that is a list of lists": (
        "reference",
        rewritten("reference/brands.json", lambda rows: rows[0].update(name={})),
    ),
    "a question of no gate": ("checklists.json", rewritten("checklists.json", lambda items: items[0].update(gate="x"))),
    "half a character": ("reference", rewritten("reference/brands.json", lambda rows: rows[0].update(name="\ud800"))),
}


@pytest.mark.parametrize(("named", "damage"), DAMAGE.values(), ids=DAMAGE.keys())
def test_what_is_missing_or_damaged_is_named_and_the_next_start_fills_the_studio(
    config: Config, data: Path, named: str, damage: Callable[[Path], object]
) -> None:
    damage(data)
    with pytest.raises(InputError) as caught:
        open_database(config.model_copy(update={"data": data}))
    assert caught.value.sentence.startswith(f"{data / named}, which a new studio is filled from, ")
    assert "GCL_DATA" in caught.value.sentence
    db = open_database(config)
    with db.read() as session:
        assert session.scalar(select(func.count()).select_from(Language))
    db.close()


def test_a_studio_that_is_filled_needs_no_data(config: Config, tmp_path: Path) -> None:
    open_database(config).close()
    open_database(config.model_copy(update={"data": tmp_path / "nowhere"})).close()


@pytest.fixture
def newer(config: Config, data: Path) -> Config:
    """A studio that was filled, whose next version ships another writer's template."""
    open_database(config).close()
    (data / "prompt_templates" / "adaptation.j2").write_text("Write it well.", encoding="utf-8")
    return config.model_copy(update={"data": data})


def writers(config: Config) -> list[tuple[int, bool, str, str]]:
    """(version, active, author, note) of each version of the writer's template."""
    db = open_database(config)
    with db.read() as session:
        rows = session.scalars(
            select(PromptTemplate).where(PromptTemplate.slug == "adaptation").order_by(PromptTemplate.version)
        ).all()
    db.close()
    return [(row.version, row.active, row.author, row.note) for row in rows]


def saved_by_a_person(config: Config, **said: str) -> None:
    db = open_database(config)
    TemplateService(db).save("adaptation", "Write it my way.", based_on=1, **said)
    db.close()


def test_a_template_that_ships_in_other_words_takes_over_where_nobody_edited_it(newer: Config) -> None:
    assert writers(newer) == [(1, False, "", SHIPS), (2, True, "", SHIPS)]
    assert len(writers(newer)) == 2, "once"


@pytest.mark.parametrize("said", [{"author": "Ana"}, {"note": "shorter"}, {}], ids=["name", "note", "neither"])
def test_a_template_that_a_person_saved_stays_in_use(config: Config, newer: Config, said: dict[str, str]) -> None:
    saved_by_a_person(config, **said)
    _, own, shipped = writers(newer)
    assert own == (2, True, said.get("author", ""), said.get("note", ""))
    assert shipped == (3, False, "", f"{SHIPS}. Yours stays in use until you activate this one")


def test_who_goes_back_to_a_shipped_template_gets_the_next_one_too(config: Config, newer: Config) -> None:
    saved_by_a_person(config)
    db = open_database(config)
    TemplateService(db).activate("adaptation", 1)
    db.close()
    assert [active for _, active, _, _ in writers(newer)] == [False, False, True]


def test_a_template_that_a_person_has_word_for_word_is_not_added(config: Config, newer: Config) -> None:
    db = open_database(config)
    TemplateService(db).save("adaptation", "Write it well.", based_on=1)
    db.close()
    assert len(writers(newer)) == 2


def questions(config: Config) -> dict[str, ChecklistItem]:
    db = open_database(config)
    with db.read() as session:
        found = {item.key: item for item in session.scalars(select(ChecklistItem))}
    db.close()
    return found


def test_questions_come_to_a_studio_that_lacks_them_and_leave_what_a_person_changed(config: Config) -> None:
    before = questions(config)
    db = open_database(config)
    with db.write() as session:
        session.execute(delete(ChecklistItem).where(ChecklistItem.key == "brand-voice"))
        item = session.scalars(select(ChecklistItem).where(ChecklistItem.key == "brand-values")).one()
        item.question, item.active = "Is it honest?", False
    db.close()
    after = questions(config)
    assert set(after) == set(before)
    assert (after["brand-values"].question, after["brand-values"].active) == ("Is it honest?", False)


def test_questions_about_a_brand_that_is_not_there_are_left_out(config: Config, data: Path) -> None:
    rewritten("checklists.json", lambda items: items.append({**items[0], "key": "x", "brand": "nobody"}))(data)
    assert "x" not in questions(config.model_copy(update={"data": data}))


def test_every_question_is_asked_plainly_and_each_gate_has_three_to_six(config: Config) -> None:
    items = questions(config).values()
    assert all(item.question.endswith("?") and len(item.question) <= 120 for item in items)
    for gate in GATES:
        general = [
            one for one in items if one.gate == gate and not (one.brand_id or one.language_code or one.country_code)
        ]
        assert 3 <= len(general) <= 6


def test_the_shell_tells_that_there_is_no_data(gcl: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GCL_DATA", "/nonexist")
    answer = gcl("init")
    assert answer.status == 1
    assert answer.err == (
        "/nonexist/reference/languages.json, which a new studio is filled from, cannot be read (No such file or "
        "directory). Put it back as it came, or set GCL_DATA to a folder with the studio's data.\n"
    )
