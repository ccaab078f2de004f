"""Prompts with choices: what is chosen, how often, from which files, and what cannot be."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest

from gcl.errors import InputError, NotFound
from gcl.variants import Wildcards, as_plain, choose


def chosen(prompt: str, folder: Path, times: int = 200) -> Counter[str]:
    wildcards = Wildcards(folder)
    return Counter(choose(prompt, random.Random(seed), wildcards) for seed in range(times))


def refused(prompt: str, folder: Path, said: str, kind: type[InputError] = InputError) -> None:
    with pytest.raises(kind, match=said):
        choose(prompt, random.Random(1), Wildcards(folder))


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
        ('{"scene": "a shop", "sign": "OPEN | CLOSED"}', {'{"scene": "a shop", "sign": "OPEN | CLOSED"}'}),
        (r"a \{red|blue\} fox, \__init__", {"a {red|blue} fox, __init__"}),
        (r"{a\|b|c}", {"a|b", "c"}),
        ("{" * 30 + "a|b" + "}" * 30, {"{" * 29 + "a" + "}" * 29, "{" * 29 + "b" + "}" * 29}),
    ],
)
def test_each_choice_is_taken_and_nothing_else_is_touched(tmp_path: Path, prompt: str, texts: set[str]) -> None:
    assert set(chosen(prompt, tmp_path)) == texts


@pytest.mark.parametrize(
    "prompt", ["a {red|blue} fox", "__init__ as art", "a | b", '{"sign": "A | B"}', "{a} | {b|{c}}"]
)
def test_a_prompt_that_is_to_stay_stays(tmp_path: Path, prompt: str) -> None:
    assert set(chosen(as_plain(prompt), tmp_path)) == {prompt}


def test_plain_text_is_left_as_it_was_written() -> None:
    for prompt in ("a | b", "a fox {at dusk}", "snake__case", "50% (red:1.2)"):
        assert as_plain(prompt) == prompt


def test_a_weight_makes_a_choice_more_frequent_and_0_rules_it_out(tmp_path: Path) -> None:
    counts = chosen("{3::often|rarely|0::never}", tmp_path, 1000)
    assert 650 < counts["often"] < 850
    assert set(counts) == {"often", "rarely"}
    refused("{0::{x}|0::b}", tmp_path, r"In \{0::\{x\}\|0::b\} no choice")
    refused("{2$$a|b|c}", tmp_path, "several choices at once")


def test_the_same_seed_chooses_the_same(tmp_path: Path) -> None:
    prompt = "{a|b|c|d|e} {1|2|3|4|5}"
    one, other = (choose(prompt, random.Random(9), Wildcards(tmp_path)) for _ in range(2))
    assert one == other


def test_a_wildcard_is_a_line_of_its_file_which_may_have_choices(tmp_path: Path) -> None:
    (tmp_path / "light-of_day.txt").write_text("# light\n\ndusk\n{soft|hard} noon\n", encoding="utf-8")
    (tmp_path / "place.txt").write_text("the port at __light-of_day__\n", encoding="utf-8")
    expected = {"at the port at dusk", "at the port at soft noon", "at the port at hard noon"}
    assert set(chosen("at __place__", tmp_path)) == expected
    assert Wildcards(tmp_path).names() == ["light-of_day", "place"]
    refused("__places__", tmp_path, r"Did you mean 'place'.* file of .* here places.txt.* write \\__places__", NotFound)


def test_no_name_leaves_the_folder(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("a secret")
    inner = tmp_path / "wildcards"
    inner.mkdir()
    for name in ("__../secret__", "__/etc/passwd__", "__a/../../secret__"):
        assert choose(name, random.Random(1), Wildcards(inner)) == name


def test_files_that_cannot_be_used_are_named(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("# nothing\n")
    (tmp_path / "latin.txt").write_bytes("caf\xe9\n".encode("latin-1"))
    (tmp_path / "round.txt").write_text("and __round__ again\n")
    (tmp_path / "growing.txt").write_text("__growing__ __growing__ __growing__ __growing__\n")
    (tmp_path / "long.txt").write_text("x" * 2001)
    for name, said in (
        ("empty", "empty.txt is empty"),
        ("latin", "not UTF-8"),
        ("round", "names that file again"),
        ("growing", "longer than 20,000 characters"),
        ("long", "longer than 2,000 characters"),
    ):
        refused(f"__{name}__", tmp_path, said)
