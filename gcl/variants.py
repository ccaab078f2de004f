"""Prompts with choices in them: {red|blue} takes one of the two, __weather__ a line of the file weather.txt.

The syntax is that of the Dynamic Prompts extension, as far as people use it: choices may stand in choices,
{3::red|blue} takes red three times as often, and a file's line may have choices of its own. Braces without a bar are
plain text, as is a prompt in JSON; a backslash makes plain text of what it stands before: \\{ \\} \\| \\_. Its library
reads #, $ and more in every prompt too, which people write without a thought.
"""

from __future__ import annotations

import json
import random
import re
from pathlib import Path

from gcl.errors import InputError, NotFound

DEEPEST = 20  # files whose lines name files
LONGEST = 20_000  # characters that a prompt may grow to
LONGEST_LINE = 2_000  # characters of a wildcard file's line
_WILDCARD = re.compile(r"__([A-Za-z0-9](?:[A-Za-z0-9-]|_(?=[A-Za-z0-9])){0,99})__")
_INNERMOST = re.compile(r"\{([^{}]*)\}")
_WEIGHT = re.compile(r"\s*(\d{1,6}(?:\.\d{1,6})?)::")
_SEVERAL = re.compile(r"\s*\d+(-\d+)?\$\$")
# Stand for what is plain text while the rest is worked on; no prompt has them (services/frames.py).
_PLAIN = {"{": "\x01", "}": "\x02", "|": "\x03", "_": "\x04"}
_ESCAPED = re.compile(r"\\([{}|_])")
_SHOWN = str.maketrans({mark: sign for sign, mark in _PLAIN.items()})


class Wildcards:
    """The files NAME.txt of a folder, each read once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lines: dict[str, list[str]] = {}

    def names(self) -> list[str]:
        """What a prompt may have between double underscores."""
        return sorted(file.stem for file in self.folder.glob("*.txt") if _WILDCARD.fullmatch(f"__{file.stem}__"))

    def lines(self, name: str) -> list[str]:
        """The choices in a file: its lines, without empty ones and those that begin with #. Raises NotFound, and
        InputError for a file that cannot be used."""
        if name not in self._lines:
            self._lines[name] = self._read(name)
        return self._lines[name]

    def _read(self, name: str) -> list[str]:
        file = self.folder / f"{name}.txt"
        if not file.is_file():
            known = NotFound.among("wildcard", name, self.names())
            raise NotFound(
                f"{known.sentence} A wildcard is a file of {self.folder}, here {file.name}. "
                f"To have the words as they are, write \\__{name}__."
            )
        try:
            lines = [line.strip() for line in file.read_text(encoding="utf-8-sig").splitlines()]
        except UnicodeDecodeError as error:
            raise InputError(f"The wildcard file {file.name} is not UTF-8 text. Save it as UTF-8.") from error
        lines = [line for line in lines if line and not line.startswith("#")]
        if not lines:
            raise InputError(f"The wildcard file {file.name} is empty. Write one choice a line into it.")
        if max(map(len, lines)) > LONGEST_LINE:
            raise InputError(f"A line of the wildcard file {file.name} is longer than {LONGEST_LINE:,} characters.")
        return lines


def choose(prompt: str, chance: random.Random, wildcards: Wildcards) -> str:
    """One of the prompts that `prompt` stands for.

    Raises NotFound for a wildcard without a file, InputError for choices that cannot be made or do not end.
    """
    if is_json(prompt):
        return prompt
    prompt = _ESCAPED.sub(lambda match: _PLAIN[match[1]], prompt)
    for _ in range(DEEPEST):
        found = 1
        while found:
            prompt, found = _INNERMOST.subn(lambda match: _one_of(match[1], chance), prompt)
        prompt, named = _WILDCARD.subn(lambda match: chance.choice(wildcards.lines(match[1])), prompt)
        if not named:
            return prompt.translate(_SHOWN)
        if len(prompt) > LONGEST:
            raise InputError(f"With its wildcards filled in, the prompt is longer than {LONGEST:,} characters.")
    raise InputError("The prompt's wildcards do not come to an end: a line of one of the files names that file again.")


def has_choices(prompt: str) -> bool:
    """Whether `prompt` stands for several."""
    plain = _ESCAPED.sub("", prompt)
    return not is_json(prompt) and bool(
        _WILDCARD.search(plain) or any("|" in inside for inside in _INNERMOST.findall(plain))
    )


def as_plain(prompt: str) -> str:
    """`prompt` so that `choose` gives it back as it is."""
    if is_json(prompt):
        return prompt
    if "|" in prompt and _INNERMOST.search(prompt):
        prompt = re.sub(r"[{}]", r"\\\g<0>", prompt)
    return _WILDCARD.sub(r"\\\g<0>", prompt)


def _one_of(inside: str, chance: random.Random) -> str:
    if "|" not in inside:
        return f"{_PLAIN['{']}{inside}{_PLAIN['}']}"
    if _SEVERAL.match(inside):
        shown = inside.translate(_SHOWN)
        raise InputError(f"{{{shown}}} asks for several choices at once, which is not possible. Take the $$ out.")
    weights, options = [], []
    for option in inside.split("|"):
        weight = _WEIGHT.match(option)
        weights.append(float(weight[1]) if weight else 1.0)
        options.append((option[weight.end() :] if weight else option).strip())
    if not any(weights):
        raise InputError(f"In {{{inside.translate(_SHOWN)}}} no choice can be taken: all of them weigh 0.")
    return chance.choices(options, weights)[0]


def is_json(prompt: str) -> bool:
    """Some models are given JSON, whose braces and bars are no choices."""
    if not prompt.lstrip().startswith(("{", "[")):
        return False
    try:
        json.loads(prompt)
    except (ValueError, RecursionError):
        return False
    return True
