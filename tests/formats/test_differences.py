from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gcl.formats.differences import GONE, NEW, SAME, differences, tokens

WORDS = st.text(alphabet="ab 'é-日本語のกำเ้หนด\u0301👩\u200d🚀\nمرحبا(.", max_size=40)


def shown(before: str, after: str) -> str:
    """[-gone-]{+new+} between what stayed."""
    marks = {SAME: "{}", GONE: "[-{}-]", NEW: "{{+{}+}}"}
    return "".join(marks[piece.kind].format(piece.text) for piece in differences(before, after))


@given(WORDS, WORDS)
def test_the_pieces_are_both_texts_to_the_letter(before: str, after: str) -> None:
    pieces = differences(before, after)
    assert "".join(piece.text for piece in pieces if piece.kind != NEW) == before
    assert "".join(piece.text for piece in pieces if piece.kind != GONE) == after
    assert all(piece.text for piece in pieces)


@given(WORDS)
def test_the_tokens_of_a_text_are_the_text(text: str) -> None:
    assert "".join(tokens(text)) == text


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("A cup of tea.", "A mug of tea.", "A [-cup-]{+mug+} of tea."),
        ("She isn't late.", "She wasn't late.", "She [-isn't-]{+wasn't+} late."),
        ("A red cup", "A dark blue cup", "A [-red-]{+dark blue+} cup"),
        ("起きてよかった朝。", "起きてよかった夜。", "起きてよかった[-朝-]{+夜+}。"),
        ("Maple Goldの朝", "Maple Silverの朝", "Maple [-Gold-]{+Silver+}の朝"),
        ("صباح الخير", "مساء الخير", "[-صباح-]{+مساء+} الخير"),
        ("Tea.", "Tea.", "Tea."),
        ("", "New.", "{+New.+}"),
    ],
)
def test_words_are_compared_whole_and_signs_where_there_are_no_spaces(before: str, after: str, expected: str) -> None:
    assert shown(before, after) == expected


@pytest.mark.parametrize("text", ["เช้า", "ไก่", "👩\u200d🚀", "e\u0301te\u0301", "กำ", "don't", "well-known"])
def test_a_sign_with_its_marks_is_never_cut(text: str) -> None:
    assert list(tokens(text)) == [text]


def test_the_longest_cells_are_compared_without_a_wait() -> None:
    # In full this would be 25 million comparisons, which no screen may wait for.
    before = "あのいうえか" * 830
    pieces = differences(before, before[::-1])
    assert "".join(piece.text for piece in pieces if piece.kind != NEW) == before
