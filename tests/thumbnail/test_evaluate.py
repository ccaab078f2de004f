"""The evaluation asks for what training did not show, and counts what the judge says as it should."""

from __future__ import annotations

import random
import re

import pytest
import torch

from tools.thumbnail.describe import any_description, caption, is_held_out
from tools.thumbnail.evaluate import UNSEEN, held_out_prompts, shares
from tools.thumbnail.judge import QUESTIONS, Judge, prepared


def words(text: str) -> set[str]:
    return set(re.findall(r"[a-z]+", text.lower()))


def test_no_held_out_prompt_is_of_a_combination_that_training_may_show() -> None:
    asked = held_out_prompts(40)
    assert all(is_held_out(description) for description, _ in asked)
    assert len({said for _, said in asked}) == 40
    assert [said for _, said in held_out_prompts(40)] == [said for _, said in asked]


def test_every_prompt_of_unseen_words_has_one_that_no_caption_has() -> None:
    chance = random.Random(3)
    seen = set().union(*(words(caption(any_description(chance), chance)) for _ in range(6000)))
    assert "dog" in seen
    for shot, word, question, answers in UNSEEN:
        assert words(word) - seen, word
        assert not words(shot) - seen, shot
        known = next(one for one in QUESTIONS if one.name == question)
        assert set(answers) <= set(known.answers)


def test_a_share_is_of_the_pictures_in_which_the_judge_sees_what_was_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    descriptions = [description for description, _ in held_out_prompts(4)]
    truth = {one.name: [getattr(description, one.name) for description in descriptions] for one in QUESTIONS}
    truth["time"] = ["never"] * 3 + truth["time"][3:]
    monkeypatch.setattr(Judge, "answers", lambda *_: truth)
    told = shares(Judge(), torch.zeros(4, 144, 256, 3, dtype=torch.uint8), descriptions)
    assert told == {one.name: 0.25 if one.name == "time" else 1.0 for one in QUESTIONS}


def test_the_judge_answers_every_question_of_each_picture() -> None:
    pictures = torch.randint(0, 256, (2, 144, 256, 3), dtype=torch.uint8)
    assert prepared(pictures).shape == (2, 3, 72, 128)
    said = Judge().answers(pictures)
    assert {name: len(answers) for name, answers in said.items()} == {one.name: 2 for one in QUESTIONS}
    assert all(set(said[one.name]) <= set(one.answers) for one in QUESTIONS)
