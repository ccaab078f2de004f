"""Four short spots and some supers in English, and what copywriters of fifteen other languages might make of them.

The lines of a language stand in a file of lines/, in the order of `ENGLISH`. They are written as such lines are: short,
with brand names, numbers, loan words and the idiom of the place.
"""

from __future__ import annotations

from pathlib import Path

from gcl.checks import Draft
from gcl.payloads import ScriptRow

LOCKED = ["Maple Gold", "Strider", "StriderFoam", "Penny", "Nordlys"]

_FOLDER = Path(__file__).parent / "lines"


def _read(language: str) -> list[str]:
    return (_FOLDER / f"{language}.txt").read_text(encoding="utf-8").strip().split("\n")


ENGLISH = _read("en")
LINES = {file.stem: _read(file.stem) for file in sorted(_FOLDER.glob("*.txt")) if file.stem != "en"}

# (shot, timecode, visual, lines as (label, number in ENGLISH)).
_SPOTS: list[list[tuple[str, str, str, list[tuple[str, int]]]]] = [
    [
        (
            "1",
            "00:00-00:04",
            "Close on an alarm clock on a dark Sunday. A hand hits snooze.",
            [("SFX: Rain.", -1), ("VO:", 0)],
        ),
        (
            "2",
            "00:04-00:08",
            "A kitchen in golden light. A father turns a pancake.",
            [("SFX: Butter hissing.", -1), ("VO:", 1)],
        ),
        ("3", "00:08-00:12", "Her father slides the Maple Gold bottle down the table.", [("FATHER:", 2)]),
        ("4", "00:12-00:16", "Close on amber syrup. The bottle comes to rest.", [("VO:", 3), ("SUPER:", 4)]),
    ],
    [
        ("10", "0-4", "A man ties his laces on a wet pavement.", [("VO:", 5)]),
        ("20", "4-7", "He runs uphill, his face in the rain.", [("(heavy breathing)", -1), ("RUNNER: (panting)", 6)]),
        ("30", "7-11", "The same hill at dawn. He smiles.", [("MUSIC: a drum.", -1), ("VO:", 7)]),
        ("40", "11-17", "Product shot: the Strider on white.", [("VO:", 8)]),
        ("50", "17-21", "Black.", [("SUPER:", 9), ("SUPER: strider.com", -1)]),
    ],
    [
        ("1", "00:00:00:00-00:00:06:00", "A woman awake in bed, her face lit by nothing.", [("VO: (whispers)", 10)]),
        ("2", "00:00:06:00-00:00:08:12", "She shakes her head.", [("WOMAN:", 11)]),
        ("2A", "00:00:08:12-00:00:14:12", "Insert: the Penny app on a phone.", [("VO:", 12)]),
        ("3", "00:00:14:12-00:00:19:00", "The screen, close.", [("SUPER:", 13), ("SUPER: 24/7", -1)]),
        ("4", "00:00:19:00-00:00:23:00", "She sleeps. The Penny logo glows.", [("VO:", 14), ("SUPER:", 15)]),
    ],
    [
        ("1", '4"', "A desk. A screen. A cold coffee.", [("VO:", 16)]),
        ("2", '3"', "A boy in a life jacket in the door.", [("BOY:", 17)]),
        ("3", '6"', "Wide: the ferry, small on a big sea.", [("SFX: gulls.", -1), ("VO:", 18)]),
        ("4", '4"', "The price over the wake.", [("SUPER:", 19)]),
        ("5", '4"', "Father and son at the railing. The Nordlys pulls out.", [("VO:", 20)]),
        ("6", '3"', "Logo.", [("SUPER:", 21), ("SUPER: Nordlys", -1)]),
    ],
    [
        (str(number), f"{number * 4}-{number * 4 + 4}", "A picture of its own, in daylight.", [("SUPER:", 22 + number)])
        for number in range(10)
    ],
]


def spots(language: str) -> list[list[ScriptRow]]:
    """The spots in a language, with translations after the lines if it is not English."""
    return [
        [
            ScriptRow(shot_number=shot, timecode=time, visual=f"{visual} Shot {shot}.", audio=_audio(lines, language))
            for shot, time, visual, lines in spot
        ]
        for spot in _SPOTS
    ]


def drafts(language: str) -> list[Draft]:
    """An adaptation of each spot that is right in all that a program can decide."""
    return [
        Draft(
            origin=origin,
            rows=rows,
            origin_language="en",
            language=language,
            locked_terms=LOCKED,
            forbidden_terms=["guilt-free", "indulge", "cheap"],
        )
        for origin, rows in zip(spots("en"), spots(language), strict=True)
    ]


def _audio(lines: list[tuple[str, int]], language: str) -> str:
    return "\n".join(label if number < 0 else f"{label} {_line(number, language)}" for label, number in lines)


def _line(number: int, language: str) -> str:
    if language == "en":
        return f'"{ENGLISH[number]}"'
    return f"{LINES[language][number]} ({ENGLISH[number]})"
