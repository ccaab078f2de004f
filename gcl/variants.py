"""Prompts with choices in them: {red|blue} takes one of the two, __weather__ a line of the file weather.txt.

The syntax is that of the Dynamic Prompts extension, as far as people use it: choices may stand in choices,
{3::red|blue} takes red three times as often, and a file's line may have choices of its own. Braces without a bar are
plain text. Its library reads #, $ and more in every prompt too, which people write without a thought.
"""

from __future__ import annotations

import random
import re
from pathlib import Path

from gcl.errors import InputError, NotFound

DEEPEST = 20  # choices within choices, and files whose lines name files
LONGEST = 20_000  # characters that a prompt may grow to
_WILDCARD = re.compile(r"__([A-Za-z0-9]+(?:[_-][A-Za-z0-9]+)*?)__")
_INNERMOST = re.compile(r"\{([^{}]*)\}")
_WEIGHT = re.compile(r"\s*(\d+(?:\.\d+)?)::")
# Stand for braces that are plain text while the others are worked on; no prompt has them (services/frames.py).
_OPEN, _CLOSE = "\x01", "\x02"


def has_choices(prompt: str) -> bool:
    """Whether `choose` may give different texts for it."""
    return ("|" in prompt and _INNERMOST.search(prompt) is not None) or _WILDCARD.search(prompt) is not None


def choose(prompt: str, chance: random.Random, folder: Path) -> str:
    """One of the prompts that `prompt` stands for. `folder` has the files of the wildcards, NAME.txt.

    Raises NotFound for a wildcard without a file, InputError for choices without end, or weights that are all nothing.
    """
    for _ in range(DEEPEST):
        prompt, found = _INNERMOST.subn(lambda match: _one_of(match[1], chance), prompt)
        prompt, named = _WILDCARD.subn(lambda match: chance.choice(_lines(match[1], folder)), prompt)
        if len(prompt) > LONGEST:
            break
        if not found and not named:
            return prompt.replace(_OPEN, "{").replace(_CLOSE, "}")
    raise InputError(
        "The prompt's choices do not come to an end. Look for a wildcard file with a line that names the file itself."
    )


def wildcards(folder: Path) -> list[str]:
    """The names that a prompt may have between double underscores."""
    return sorted(file.stem for file in folder.glob("*.txt") if _WILDCARD.fullmatch(f"__{file.stem}__"))


def _one_of(inside: str, chance: random.Random) -> str:
    if "|" not in inside:
        return f"{_OPEN}{inside}{_CLOSE}"
    weights, options = [], []
    for option in inside.split("|"):
        weight = _WEIGHT.match(option)
        weights.append(float(weight[1]) if weight else 1.0)
        options.append((option[weight.end() :] if weight else option).strip())
    if not any(weights):
        raise InputError(f"In {{{inside}}} no choice can be taken: all of them weigh 0.")
    return chance.choices(options, weights)[0]


def _lines(name: str, folder: Path) -> list[str]:
    file = folder / f"{name}.txt"
    if not file.is_file():
        raise NotFound.among("wildcard", name, wildcards(folder))
    try:
        lines = [line.strip() for line in file.read_text(encoding="utf-8-sig").splitlines()]
    except UnicodeDecodeError as error:
        raise InputError(f"The wildcard file {file.name} is not UTF-8 text. Save it as UTF-8.") from error
    lines = [line for line in lines if line and not line.startswith("#")]
    if not lines:
        raise InputError(f"The wildcard file {file.name} is empty. Write one choice a line into it.")
    return lines
