"""Audio cells line by line: labels, what is heard and what is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gcl.formats.lines import split_lines, translated, with_text


@pytest.mark.parametrize(
    ("audio", "expected"),
    [
        ("", []),
        ("SFX: Rain. A door.", [("SFX: ", "Rain. A door.")]),
        ('SFX: rain. VO: "Home."', [("SFX: ", "rain."), ("VO: ", '"Home."')]),
        ("SFX: Rain.\nFATHER: Morning.", [("SFX: ", "Rain."), ("FATHER: ", "Morning.")]),
        ("OLD MAN #2: Hi.\nVO (tired): Hm.", [("OLD MAN #2: ", "Hi."), ("VO (tired): ", "Hm.")]),
        ("ANNA: (laughs) Yes.", [("ANNA: (laughs) ", "Yes.")]),
        ("V.O.: Hi.\nÉLISE: Salut.", [("V.O.: ", "Hi."), ("ÉLISE: ", "Salut.")]),
        ("ナレーター：おはよう。", [("ナレーター：", "おはよう。")]),
        ("SUPER:", [("SUPER:", "")]),
        ("Hello there.", [("", "Hello there.")]),
        ("VO: At 10:30. Only NOW: two for one.", [("VO: ", "At 10:30. Only NOW: two for one.")]),
        ("(music) VO: Hm.", [("(", "music"), ("VO: ", "Hm.")]),
        ("SFX: rain. NARRATOR: Hm.", [("SFX: ", "rain."), ("NARRATOR: ", "Hm.")]),
        ("VO: “Hm.” ANNA: Yes.", [("VO: ", "“Hm.”"), ("ANNA: ", "Yes.")]),
        ("SFX : pluie. VO : Oui.", [("SFX : ", "pluie."), ("VO : ", "Oui.")]),
        ("SFX:rain VO:Hm", [("SFX:", "rain"), ("VO:", "Hm")]),
        ("Music: a piano.\nHm.", [("Music: ", "a piano."), ("", "Hm.")]),
        ("VO: One.\nTwo.", [("VO: ", "One.\nTwo.")]),
        ("VO: The title: rain.", [("VO: ", "The title: rain.")]),
        ("МАМА: Привет, это я: мама.", [("МАМА: ", "Привет, это я: мама.")]),
        ("Это я: мама.", [("", "Это я: мама.")]),
        ("今日は特別：全品半額。", [("", "今日は特別：全品半額。")]),
        ("केवल आज: सब आधे दाम पर।", [("", "केवल आज: सब आधे दाम पर।")]),
    ],
)
def test_labels_are_told_from_what_is_said(audio: str, expected: list[tuple[str, str]]) -> None:
    assert [(line.label, line.text) for line in split_lines(audio)] == expected


@pytest.mark.parametrize(
    ("line", "is_cue"),
    [
        ("SFX: rain.", True),
        ("MUSIC UP: x", True),
        ("MUSIQUE : x", True),
        ("(a door)", True),
        ("[SFX: a door]", True),
        ("VO: x", False),
        ("x (y)", False),
        ("x", False),
    ],
)
def test_cues_are_for_the_crew(line: str, is_cue: bool) -> None:
    assert [part.is_cue for part in split_lines(line)] == [is_cue]


@given(st.lists(st.sampled_from(["SFX: ", "VO: ", "ANNA (off): ", "rain", "朝", "\n", "  ", "(low)", ":", '"', "."])))
def test_the_parts_are_the_cell_as_it_was_written(parts: list[str]) -> None:
    audio = "".join(parts)
    assert "".join(line.lead + line.label + line.text + line.tail for line in split_lines(audio)) == audio.strip()


@given(st.text(alphabet="VO:SFXあ (.)\n[]a", max_size=60))
def test_a_line_put_back_leaves_its_cell_as_it_was(audio: str) -> None:
    for number, line in enumerate(split_lines(audio)):
        assert with_text(audio, number, line.text) == audio.strip()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("おはよう。 (Morning.)", ("おはよう。", "Morning.")),
        ("Morning.", ("Morning.", "")),
        ("Morning (softly) all", ("Morning (softly) all", "")),
        ("(laughs)", ("(laughs)", "")),
        ("朝 (a (b))", ("朝 (a (b))", "")),
        ("", ("", "")),
    ],
)
def test_a_line_is_told_from_its_translation(text: str, expected: tuple[str, str]) -> None:
    assert translated(text) == expected
