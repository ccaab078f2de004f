"""Descriptions by chance, and what a script would say of them."""

from __future__ import annotations

import hashlib
import random
import re

from tools.thumbnail.drawings import PLACES, SUBJECTS
from tools.thumbnail.kinds import COLOURS, Shot, Subject, Time, Weather
from tools.thumbnail.scene import GROUPS, NOBODY, Description

_KINDS = {"person": 9, "animal": 3, "vehicle": 3, "thing": 6, "group": 3, "nobody": 1}
_BY_KIND: dict[str, list[str]] = {
    kind: [key for key, subject in SUBJECTS.items() if subject.kind == kind]
    for kind in ("person", "animal", "vehicle", "thing")
} | {"group": list(GROUPS), "nobody": [NOBODY]}

SHOT_WORDS: dict[Shot, tuple[str, ...]] = {
    "wide": ("wide shot", "long shot", "wide angle", "full shot", "wide", "seen from afar"),
    "medium": ("medium shot", "mid shot", "medium", "half-length shot", "ms"),
    "close": ("close-up", "close up", "tight shot", "close on", "extreme close-up", "macro", "cu"),
}
TIME_WORDS: dict[Time, tuple[str, ...]] = {
    "day": ("by day", "in daylight", "on a bright day", "at noon", "in the afternoon", "in broad daylight"),
    "sunset": ("at sunset", "at dusk", "at sunrise", "at golden hour", "in the evening light", "at dawn"),
    "night": ("at night", "in the dark", "after dark", "at midnight", "late at night", "during the night"),
}
SKY_WORDS: dict[Weather, tuple[str, ...]] = {
    "clear": ("under a clear sky", "in fine weather"),
    "rain": ("in the rain", "while it rains", "in pouring rain", "in a downpour"),
    "snow": ("in the snow", "in winter", "as snow falls", "in a snowfall"),
    "fog": ("in the fog", "in thick mist", "in the haze"),
}
_NUMBERS = {1: ("a", "one", "a"), 2: ("two", "a pair of", "two"), 3: ("three", "a group of", "three")}
_CLOTHES = ("coat", "jacket", "outfit", "top", "clothes", "sweater", "shirt")
_CLOTHS = {"horse": ("saddle blanket", "saddle blankets")}
_MOODS = ("happy", "smiling", "proud", "tired", "friendly", "elegant", "busy", "lonely")
GROUP_WORDS = {
    "couple": ("a couple", "a man and a woman", "two lovers", "a husband and wife", "newlyweds"),
    "family": ("a family", "a mother, a father and their child", "parents with children", "a young family"),
}
NOBODY_WORDS = ("nobody", "an empty scene", "an establishing shot", "a view", "no people")
_ACTIONS: dict[str, tuple[str, ...]] = {
    "person": ("stands", "walks", "smiles", "looks at us", "waits", "waves", "turns around", "laughs", "listens"),
    "animal": ("waits", "looks around", "plays", "stands still", "walks by"),
    "vehicle": ("stands", "drives by", "is parked", "arrives", "comes into frame"),
    "thing": ("stands there", "is in focus", "waits to be used", "in the foreground", "as the hero product"),
}
_STYLES = ("storyboard frame", "flat illustration", "pre-visualisation", "cinematic", "tv spot")
_PLURALS = {
    "man": "men",
    "woman": "women",
    "child": "children",
    "grandchild": "grandchildren",
    "lady": "ladies",
    "puppy": "puppies",
    "pony": "ponies",
}


def any_description(chance: random.Random) -> Description:
    """A description as they come in scripts, any combination of its parts."""
    [kind] = chance.choices(list(_KINDS), list(_KINDS.values()))
    subject = chance.choice(_BY_KIND[kind])
    place = chance.choice(list(PLACES))
    shot: Shot = "wide" if subject == NOBODY else chance.choice(("wide", "medium", "close"))
    count = 1
    if kind in ("person", "animal", "vehicle", "thing"):
        [count] = chance.choices((1, 2, 3), (8, 2, 1) if shot != "close" else (19, 1, 0))
    companion = None
    if kind == "person" and count == 1 and shot != "close" and chance.random() < 0.2:
        companion = chance.choice([key for key in SUBJECTS if SUBJECTS[key].kind != "person"])
    weather: Weather = "clear"
    if not PLACES[place].indoors:
        [weather] = chance.choices(("clear", "rain", "snow", "fog"), (14, 2, 2, 2))
    return Description(
        subject=subject,
        count=count,
        colour=chance.choice(list(COLOURS)),
        place=place,
        time=chance.choices(("day", "sunset", "night"), (5, 4, 4))[0],
        weather=weather,
        shot=shot,
        companion=companion,
        seed=chance.getrandbits(48),
    )


def is_held_out(description: Description) -> bool:
    """Whether this combination is kept from training, to see what the model makes of combinations it never met.

    One in twenty of (subject, colour, place, time, shot), by a hash, whatever the seed.
    """
    parts = (description.subject, description.colour, description.place, description.time, description.shot)
    return hashlib.sha256("|".join(parts).encode()).digest()[0] < 13


def caption(description: Description, chance: random.Random, *, whole: bool = False) -> str:
    """A line that a script might have for this shot, in one of many forms; `whole` names every part of it."""
    shot = chance.choice(SHOT_WORDS[description.shot])
    place = chance.choice(PLACES[description.place].words)
    time = chance.choice(TIME_WORDS[description.time])
    sky = chance.choice(SKY_WORDS[description.weather])
    who = _who(description, chance)
    if not whole:
        # What is not said is what goes without saying: by day, in fine weather.
        shot = shot if chance.random() < 0.85 else ""
        time = "" if description.time == "day" and chance.random() < 0.5 else time
    if description.weather == "clear" and chance.random() < 0.9:
        sky = ""
    doing = chance.choice(_ACTIONS[_kind(description)]) if chance.random() < (0.2 if whole else 0.45) else ""
    style = chance.choice(_STYLES) if not whole and chance.random() < 0.1 else ""
    return _article(_form(shot, who, doing, place, time, sky, style, description, chance))


def _form(
    shot: str,
    who: str,
    doing: str,
    place: str,
    time: str,
    sky: str,
    style: str,
    description: Description,
    chance: random.Random,
) -> str:
    form = chance.random()
    if form < 0.15:  # as a screenplay heads its scenes
        inside = "int." if PLACES[description.place].indoors else "ext."
        where = place.split(" ", 1)[1] if " " in place else place
        return _joined(". ", f"{inside} {where} - {time or 'day'}", _joined(" ", shot, who, doing), sky, style)
    if form < 0.35:
        return _joined(", ", _joined(" ", who, doing, place), time, sky, shot, style)
    if form < 0.5:
        return _joined(", ", _joined(" ", time, sky), place, _joined(" ", who, doing), shot, style)
    if form < 0.6:
        return _joined(", ", shot, who, doing, place, time, sky, style)
    opening = f"{shot}{chance.choice((': ', ' of ', ', '))}" if shot else ""
    return opening + _joined(", ", _joined(" ", who, doing, place, time, sky), style)


def _article(text: str) -> str:
    """ "a orange top" -> "an orange top"."""
    return re.sub(r"\ba (?=[aeiou])", "an ", text)


def _joined(by: str, *parts: str) -> str:
    return by.join(part for part in parts if part)


def _kind(description: Description) -> str:
    if description.subject in GROUPS or description.subject == NOBODY:
        return "person"
    return SUBJECTS[description.subject].kind


def _who(description: Description, chance: random.Random) -> str:
    if description.subject == NOBODY:
        return chance.choice(NOBODY_WORDS)
    colour = description.colour
    if description.subject in GROUPS:
        return f"{chance.choice(GROUP_WORDS[description.subject])} in {colour}"
    subject = SUBJECTS[description.subject]
    word = chance.choice(subject.words[:2]) if chance.random() < 0.5 else chance.choice(subject.words)
    said = _counted(subject, word, description.count, colour, chance)
    if description.companion is not None:
        other = SUBJECTS[description.companion]
        said += f" with a {chance.choice(other.words[:2])}"
    return said


def _counted(subject: Subject, word: str, count: int, colour: str, chance: random.Random) -> str:
    number = chance.choice(_NUMBERS[count])
    if count > 1:
        word = _plural(word)
    mood = f"{chance.choice(_MOODS)} " if subject.kind == "person" and chance.random() < 0.15 else ""
    if not subject.wears:
        return f"{number} {colour} {word}"
    if subject.kind == "animal":
        cloth = _CLOTHS.get(subject.key, ("scarf", "scarves"))[count > 1]
        return f"{number} {word} with {'a ' if count == 1 else ''}{colour} {cloth}"
    clothes = chance.choice(_CLOTHES)
    article = "a " if count == 1 and clothes != "clothes" else ""
    dressed = chance.choice((f"in {article}{colour} {clothes}", f"in {colour}", f"wearing {article}{colour} {clothes}"))
    return f"{number} {mood}{word} {dressed}"


def _plural(word: str) -> str:
    head, _, last = word.rpartition(" ")
    last = _PLURALS.get(last) or (last + ("es" if last.endswith(("s", "x", "ch", "sh")) else "s"))
    if last.endswith(("mans", "womans")):
        last = last[:-3] + "en"
    return f"{head} {last}".strip()
