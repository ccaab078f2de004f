"""Who decides: a name that a person types once, kept beside whatever they decide. It is no account and no password."""

from __future__ import annotations

from gcl.errors import InputError

SOMEBODY = "somebody"  # who did what needs no name, and gave none
LONGEST = 80  # characters, what Decision.who holds


def person(name: object) -> str:
    """The name, with its spaces put in order. InputError, which says where to type one, if there is none."""
    found = " ".join(name.split()) if isinstance(name, str) else ""
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
    found = " ".join(name.split()) if isinstance(name, str) else ""
    return found[:LONGEST] or SOMEBODY
