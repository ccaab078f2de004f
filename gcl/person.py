"""Who decides, and what they say of it: a name that a person types once and a note, kept beside whatever they decide.
The name is no account and no password."""

from __future__ import annotations

import re

from gcl.errors import InputError

SOMEBODY = "somebody"  # who did what needs no name, and gave none
LONGEST = 80  # characters, what Decision.who holds
LONGEST_NOTE = 1000  # characters
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def person(name: object) -> str:
    """The name, with its spaces put in order. InputError, which says where to type one, if there is none."""
    found = _in_order(name)
    if not found:
        raise InputError(
            "A decision is kept with the name of who made it. Type your name at the top right of the screen, "
            "or give it in the shell with --as NAME."
        )
    if len(found) > LONGEST:
        raise InputError(f"A name may have {LONGEST} characters, and this one has {len(found)}. Shorten it.")
    return found


def somebody(name: object) -> str:
    """The name for what is done without one as well: `SOMEBODY` where there is none, and never an error."""
    found = _in_order(name)
    return found[:LONGEST] or SOMEBODY


def remark(note: str) -> str:
    """A note without control characters. InputError if it is too long."""
    found = _visible(note).strip()
    if len(found) > LONGEST_NOTE:
        raise InputError(f"The note has {len(found)} characters and may have {LONGEST_NOTE}. Shorten it.")
    return found


def _in_order(name: object) -> str:
    found = " ".join(_visible(re.sub(r"\s", " ", name)).split()) if isinstance(name, str) else ""
    return found if any(letter.isalnum() for letter in found) else ""  # a sign that takes no room is no name


def _visible(text: str) -> str:
    """The text without control characters, which a terminal would obey, those that turn the direction of what follows,
    which a name could hide behind, and halves of a pair, which no encoding has."""
    return "".join(letter for letter in text if letter in "\n\t" or not _UNSEEN.match(letter))
