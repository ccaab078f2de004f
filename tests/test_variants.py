"""Prompts with choices: what is chosen, how often, from which files, and what cannot be."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest

from gcl.errors import InputError, NotFound
from gcl.variants import choose, has_choices, wildcards


def chosen(prompt: str, folder: Path, times: int = 200) -> Counter[str]:
    return Counter(choose(prompt, random.Random(seed), folder) for seed in range(times))


@pytest.mark.parametrize(
    ("prompt", "texts"),
    [
        ("a {red|blue} car", {"a red car", "a blue car"}),
        ("{a| b |}", {"a", "b", ""}),
        ("{dusk|{grey|pink} dawn}", {"dusk", "grey dawn", "pink dawn"}),
        ("{a|b}{1|2}", {"a1", "a2", "b1", "b2"}),
        ('{"json": true} and {x} stay', {'{"json": true} and {x} stay'}),
        ("{x} or {y|{z}}", {"{x} or y", "{x} or {z}"}),
        ("a | b", {"a | b"}),
        ("half { open | here", {"half { open | here"}),
        ("snake__case is no wildcard", {"snake__case is no wildcard"}),
    ],
)
def test_each_choice_is_taken_and_nothing_else_is_touched(tmp_path: Path, prompt: str, texts: set[str]) -> None:
    assert set(chosen(prompt, tmp_path)) == texts
    assert has_choices(prompt) or len(texts) == 1


def test_a_weight_makes_a_choice_more_frequent_and_0_rules_it_out(tmp_path: Path) -> None:
    counts = chosen("{3::often|rarely|0::never}", tmp_path, 1000)
    assert 650 < counts["often"] < 850
    assert set(counts) == {"often", "rarely"}
    with pytest.raises(InputError, match="all of them weigh 0"):
        choose("{0::a|0::b}", random.Random(1), tmp_path)


def test_the_same_seed_chooses_the_same(tmp_path: Path) -> None:
    prompt = "{a|b|c|d|e} {1|2|3|4|5}"
    assert choose(prompt, random.Random(9), tmp_path) == choose(prompt, random.Random(9), tmp_path)


def test_a_wildcard_is_a_line_of_its_file_which_may_have_choices(tmp_path: Path) -> None:
    (tmp_path / "light-of_day.txt").write_text("# light\n\ndusk\n{soft|hard} noon\n", encoding="utf-8")
    (tmp_path / "place.txt").write_text("the port at __light-of_day__\n", encoding="utf-8")
    expected = {"at the port at dusk", "at the port at soft noon", "at the port at hard noon"}
    assert set(chosen("at __place__", tmp_path)) == expected
    assert wildcards(tmp_path) == ["light-of_day", "place"]
    with pytest.raises(NotFound, match="Did you mean 'place'"):
        choose("__places__", random.Random(1), tmp_path)


def test_no_name_leaves_the_folder(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("a secret")
    inner = tmp_path / "wildcards"
    inner.mkdir()
    for name in ("__../secret__", "__/etc/passwd__", "__a/../../secret__"):
        assert not has_choices(name)
        assert choose(name, random.Random(1), inner) == name


def test_files_that_cannot_be_used_are_named(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("# nothing\n")
    (tmp_path / "latin.txt").write_bytes("caf\xe9\n".encode("latin-1"))
    (tmp_path / "round.txt").write_text("and __round__ again\n")
    (tmp_path / "growing.txt").write_text("__growing__ __growing__ __growing__ __growing__\n")
    for name, said in (("empty", "empty.txt is empty"), ("latin", "not UTF-8"), ("round", "do not come to an end")):
        with pytest.raises(InputError, match=said):
            choose(f"__{name}__", random.Random(1), tmp_path)
    with pytest.raises(InputError, match="do not come to an end"):
        choose("__growing__", random.Random(1), tmp_path)
