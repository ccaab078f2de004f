"""A new studio is filled from data/; what is missing or damaged there is named."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select

from gcl.config import ROOT, Config
from gcl.db import Language
from gcl.db.seed import open_database
from gcl.errors import InputError
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


def test_the_shell_tells_that_there_is_no_data(gcl: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GCL_DATA", "/nonexist")
    answer = gcl("init")
    assert answer.status == 1
    assert answer.err == (
        "/nonexist/reference/languages.json, which a new studio is filled from, cannot be read (No such file or "
        "directory). Put it back as it came, or set GCL_DATA to a folder with the studio's data.\n"
    )
