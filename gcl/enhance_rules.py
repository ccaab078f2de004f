"""Enhancement by rules: what a prompt leaves open is filled in from the words that it has, and each addition says why.

What the rules know is enhance_rules.json: words by which a subject is recognised, and for each aspect of a frame the
words that say it already and the options for a prompt that does not. What a person said is kept to the letter.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from gcl.errors import InputError
from gcl.variants import is_json

FILE = Path(__file__).with_suffix(".json")
CLIP_ROOM = 75  # tokens of 77: two are the encoder's own marks
FOREIGN = 0.3  # part of the letters that are not Latin from which the rules, which know English, say nothing
LAST_LATIN = 0x24F
_NEGATED = re.compile(r"\b(?:no|not|without|never)\s+(?:[\w'-]+\s+(?:or|and)\s+)?[\w'-]+(?:\s+or\s+[\w'-]+)?", re.I)
_CHOICE = re.compile(r"\{[^{}]*\|[^{}]*\}")  # what one of {red|blue} is holds for no other
_ENDS = re.compile(r"""[.!?…]["'”’)\]]*$""")


class _Data(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Taste(_Data):
    """How a family likes to be told: in which `form` of the options; `asks` says it to a language model."""

    form: Literal["text", "tags", "plain"]
    asks: str
    most_words: int | None = None
    aspects: list[str] | None = None


class _Option(_Data):
    """Apt if all of `for` and none of `not` are there; the one with the most of `for` wins. `none` is a reason to leave
    the aspect open; `gives` are subjects that the choice brings along."""

    text: str = ""
    tags: str = ""
    plain: str = ""
    none: str = ""
    why: str = ""
    needs: list[str] = Field(default_factory=list, alias="for")
    bars: list[str] = Field(default_factory=list, alias="not")
    gives: list[str] = Field(default_factory=list)


class _Aspect(_Data):
    """`rank` is its weight where there is not room for all, from 1; `group` the sentence that it goes into."""

    key: str
    name: str
    group: str
    rank: int
    said: list[str]
    not_said: list[str] = Field(default_factory=list)
    options: list[_Option]


class _Rules(_Data):
    tastes: dict[str, Taste]
    families: dict[str, str]
    manners: list[str]
    subjects: dict[str, list[str]]
    aspects: list[_Aspect]


@dataclass(frozen=True)
class Addition:
    """Words that were added for an aspect, and why; without words, an aspect that was left as it is."""

    aspect: str
    words: str
    why: str


@dataclass(frozen=True)
class Proposal:
    """Words that may be added: `rank` is their weight where there is not room for all, `group` their sentence."""

    aspect: str
    group: str
    rank: int
    words: str
    why: str


@dataclass(frozen=True)
class Enhanced:
    prompt: str
    added: tuple[Addition, ...]
    left: tuple[Addition, ...]


def taste_of(family: str) -> Taste:
    rules = _rules()
    return rules.tastes[rules.families.get(family, "sentences")]


def enhance(prompt: str, family: str, *, style: str = "", seed: int = 0) -> Enhanced:
    """Fill in what `prompt` leaves open, in the way that models of `family` read best. `style` is a style's own words,
    which count as said. The same prompt, family, style and seed give the same answer; another seed, another choice.

    Raises InputError for an empty prompt, one in JSON, and one that is not in Latin letters.
    """
    prompt = prompt.strip()
    _check(prompt)
    rules, taste = _rules(), taste_of(family)
    text = prompt.replace("__", " ")
    found = _subjects(_NEGATED.sub(" ", _CHOICE.sub(" ", text))) | {
        key: word for key, word in _subjects(style).items() if key in rules.manners
    }
    proposals: list[Proposal] = []
    left: list[Addition] = []
    for aspect in rules.aspects:
        if taste.aspects is not None and aspect.key not in taste.aspects:
            continue
        if word := _said(aspect, text):
            left.append(Addition(aspect.name, "", f"The prompt says “{word}”."))
        elif word := _said(aspect, style):
            left.append(Addition(aspect.name, "", f"The style says “{word}”."))
        else:
            option = _option(aspect, taste.form, found, random.Random(f"{seed}/{aspect.key}"))
            if option is None or option.none:
                if option is not None:
                    left.append(Addition(aspect.name, "", f"Left open: {_filled(option.none, found)}."))
                continue
            words = _filled(_words(option, taste.form), found)
            why = _sentence(_filled(option.why, found))
            proposals.append(Proposal(aspect.name, aspect.group, aspect.rank, words, why))
            found = found | dict.fromkeys(option.gives, words)
    return put_together(prompt, taste, proposals, left)


def is_foreign(prompt: str) -> bool:
    """Whether a prompt is in another script than the Latin one."""
    letters = [sign for sign in prompt if sign.isalpha()]
    return sum(ord(sign) > LAST_LATIN for sign in letters) > FOREIGN * len(letters)


def clip_tokens(text: str) -> int:
    """About how many tokens CLIP makes of a text, rather too many than too few: its vocabulary has common words whole,
    long ones in pieces, and each digit alone."""
    tokens = 0
    for piece in re.findall(r"[^\W\d_]+|\d|[^\w\s]+|_", text):
        tokens += 1 + (len(piece) > 8) + (len(piece) > 12) if piece[0].isalpha() else 1
    return tokens


def put_together(prompt: str, taste: Taste, proposals: Sequence[Proposal], left: Sequence[Addition] = ()) -> Enhanced:
    """`prompt` with what is proposed, as far as there is room for it, in the form that `taste` has."""
    kept: list[Proposal] = []
    without = list(left)
    words, used = 0, clip_tokens(prompt)
    for one in sorted(proposals, key=lambda one: one.rank):
        more, longer = len(one.words.split()), clip_tokens(one.words) + 1
        no_tokens = taste.form != "text" and used + longer > CLIP_ROOM
        if no_tokens or (taste.most_words is not None and words + more > taste.most_words):
            without.append(Addition(one.aspect, "", f"No room: the model would hardly heed “{one.words}” any more."))
            continue
        kept.append(one)
        words, used = words + more, used + longer
    added = tuple(Addition(one.aspect, one.words, one.why) for one in kept)
    return Enhanced(_written(prompt, taste, kept, proposals) if kept else prompt, added, tuple(without))


def _written(prompt: str, taste: Taste, kept: Sequence[Proposal], order: Sequence[Proposal]) -> str:
    if taste.form != "text":
        return ", ".join([prompt.rstrip(" .,;:"), *(one.words for one in kept)])
    groups: dict[str, list[str]] = {}
    for one in order:
        if one in kept:
            groups.setdefault(one.group, []).append(one.words)
    own = prompt if _ENDS.search(prompt) else f"{prompt.rstrip(' ,;:')}."
    return " ".join([own, *(_sentence("; ".join(parts)) for parts in groups.values())])


def _check(prompt: str) -> None:
    if not prompt:
        raise InputError("The prompt is empty. Say in a few words what the frame shows.")
    if is_json(prompt):
        raise InputError("This prompt is JSON, to which the rules add nothing. Write it in words to have it enhanced.")
    if is_foreign(prompt):
        raise InputError(
            "The rules know English words, and this prompt is in another script. "
            "Write it in English, or have a language model enhance it."
        )


def _option(aspect: _Aspect, form: str, found: Mapping[str, str], chance: random.Random) -> _Option | None:
    apt = [
        option
        for option in aspect.options
        if (option.none or _words(option, form))
        and all(need in found for need in option.needs)
        and not any(bar in found for bar in option.bars)
    ]
    most = max((len(option.needs) for option in apt), default=0)
    best = [option for option in apt if len(option.needs) == most]
    return next((option for option in best if option.none), chance.choice(best) if best else None)


def _words(option: _Option, form: str) -> str:
    if form == "plain":
        return option.plain
    return option.tags or option.text if form == "tags" else option.text


def _filled(text: str, found: Mapping[str, str]) -> str:
    return re.sub(r"\{(\w+)\}", lambda match: found[match[1]], text)


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _subjects(text: str) -> dict[str, str]:
    """{subject: the first word that names it}. A longer phrase hides a shorter one: ice cream is no ice."""
    pattern, subjects = _lexicon()
    found: dict[str, str] = {}
    for match in pattern.finditer(text):
        for subject in subjects[match[1].casefold().replace("-", " ")]:
            found.setdefault(subject, match[0])
    return found


def _said(aspect: _Aspect, text: str) -> str:
    for match in _saying(aspect.key).finditer(text):
        if match["said"]:
            return match["said"]
    return ""


@lru_cache(maxsize=1)
def _rules() -> _Rules:
    return _Rules.model_validate_json(FILE.read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def _lexicon() -> tuple[re.Pattern[str], dict[str, list[str]]]:
    subjects: dict[str, list[str]] = {}
    for subject, words in _rules().subjects.items():
        for word in words:
            subjects.setdefault(word.replace("-", " "), []).append(subject)
    return re.compile(rf"\b({_alternatives(subjects)})(?:e?s)?\b", re.IGNORECASE), subjects


@lru_cache
def _saying(key: str) -> re.Pattern[str]:
    [aspect] = [aspect for aspect in _rules().aspects if aspect.key == key]
    patterns = [word.strip("/") for word in aspect.said if word.startswith("/")]
    # What the rules themselves add says its aspect too, so that nothing is added twice.
    added = {words for option in aspect.options for words in (option.text, option.tags) if words}
    words = _alternatives([*added, *(word for word in aspect.said if not word.startswith("/"))])
    said = "|".join([*patterns, rf"\b(?:{words})\b"])
    unless = rf"\b(?:{_alternatives(aspect.not_said)})\b|" if aspect.not_said else ""
    return re.compile(rf"{unless}(?P<said>{said})", re.IGNORECASE)


def _alternatives(words: Iterable[str]) -> str:
    ordered = sorted(words, key=len, reverse=True)
    patterns = (re.escape(word).replace(r"\ ", r"[\s-]").replace(r"\-", r"[\s-]") for word in ordered)
    return "|".join(re.sub(r"\\\{\w+\\\}", r"\\w+", pattern) for pattern in patterns)
