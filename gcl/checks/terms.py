"""Terms: those of a brand that never change, and those that none of its scripts has."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from gcl.checks.base import CRITICAL, MAJOR, MINOR, Draft, Finding
from gcl.checks.cells import CUE, spoken
from gcl.checks.text import Folded, fold, folded
from gcl.payloads import ScriptRow

LOCKED, FORBIDDEN = "locked_terms", "forbidden_terms"

_HOST = r"(?<![a-z0-9.@-])(?:[a-z0-9-]{1,63}\.){1,4}"
_ADDRESS = re.compile(
    r"https?://\S+|(?<![a-z0-9.+_-])[a-z0-9.+_-]{1,64}@[a-z0-9-]+(?:\.[a-z0-9-]+)+|[#@＃＠](?u:\w)+|"
    + _HOST
    + r"(?:com|net|org|info|shop|app|[a-z]{2})(?![a-z0-9])(?:/\S*)?",
    re.IGNORECASE | re.ASCII,
)
# Signs of currencies and units that have letters, beside a number: R$ 30, 12 zł, 500 ml.
_SIGN = r"(?:[A-Z]{1,2}\$|CHF|EUR|GBP|USD|Fr\.|kr|zł|Kč|Ft|[mcd]?l|[mk]?g|[mck]?m|km/h|h|min|s|GB|MB|TB)"
_AMOUNT = re.compile(rf"(?<![^\W\d_]){_SIGN}\s?(?=\d)|(?<=\d)\s?{_SIGN}(?![^\W\d_])")
# Scripts that put spaces between words; in others a term is found anywhere.
_SPACED = "a-z0-9\u0300-\u036f\u00df-\u024f\u0370-\u058f\u0900-\u0963\u1e00-\u1fff\u0620-\u06ff"
# What makes another letter of the one before it: accents, the marks of kana, the ends of Korean syllables.
_MARKS = r"\u0300-\u036f\u3099\u309a\u11a8-\u11ff"
# What a word may end in and still be the same one, by language. English goes for all: brands are led in it.
_ENDINGS = {
    "en": "s es ed d er est ing ly",
    "de": "e en er em es n s st ste sten ster stes",
    "fr": "e s es x",
    "es": "s es a as o os",
    "pt": "s es a as o os",
    "it": "a e i o",
    "nl": "e en s er st ste",
    "sv": "a e en et t s ar or er na n",
    "da": "e en et t s er ne n",
    "nb": "e en et t s er ne n",
    "pl": "a e y i o u ch m mi ie em ego emu ej ą ę ym ymi ych im ich ami om ach owi ów",
    "tr": "lar ler ı i u ü yı yi yu yü a e ya ye ın in un ün nın nin nun nün da de ta te dan den tan ten ım im um üm "
    "sı si su sü la le yla yle dır dir dur dür tır tir tur tür ca ce ça çe lık lik luk lük sız siz suz süz lı li lu lü",
}
_CLITICS = "(?:[وفبكل]{0,2}(?:ال)?|لل)"  # Arabic: and, so, by, like, for, the
_VOWELS = "aeiouyé"
# So many letters with an ending are too often another word: hell, and German helles.
_SHORT = 4


def locked_terms(draft: Draft) -> list[Finding]:
    """A locked term that the origin has in the picture or in lines of a row is there in the adaptation too, in as many
    lines, as it is written: translations do not count. It may move to another row, if the script has it as often.

    Source: facts on adaptation, "Locked terms: brand and product names, legal lines".
    """
    found = []
    for term in _usable(draft.locked_terms):
        for cell, severity in (("visual", MAJOR), ("audio", CRITICAL)):
            wanted = sum(_times(_lines_of_origin(row, cell), term) for row in draft.origin)
            has = sum(_times(_lines(row, cell, draft, origin), term) for origin, row in draft.pairs())
            for origin, row in draft.pairs():
                if origin is None:
                    continue
                lines = _lines(row, cell, draft, origin)
                if _times(lines, term) >= _times(_lines_of_origin(origin, cell), term):
                    continue
                without = "\n".join(line for line in lines if not _holds(line, term))
                if changed := _search(_pattern(term, ""), without):
                    found.append(_rewritten(row, cell, changed, term))
                elif has < wanted:
                    found.append(_lost(row, cell, severity, term))
    return found


def forbidden_terms(draft: Draft) -> list[Finding]:
    """No cell has a term that the brand forbids, be it inflected, in other case or width, or in a translation; a
    locked term may hold one. A term of up to four letters in an alphabet with vowels is found as it stands alone, so
    that its other forms are terms of their own.

    Source: the brand's own list.
    """
    found = []
    for term in _usable(draft.forbidden_terms):
        pattern = _pattern(term, "" if _is_short(term) else draft.language)
        for row in draft.rows:
            for cell in ("visual", "audio"):
                text = getattr(row, cell)
                quote = _search(pattern, _without(text, draft.locked_terms))
                if quote:
                    found.append(
                        Finding(
                            FORBIDDEN,
                            CRITICAL,
                            row.shot_number,
                            cell,
                            quote,
                            f"The brand forbids “{term}”.",
                            "Say it in other words.",
                        )
                    )
    return found


def set_aside(text: str, draft: Draft) -> str:
    """The text with spaces for what is the same in every language: locked terms, addresses, tags."""
    return _without(_ADDRESS.sub(lambda match: " " * len(match.group()), text), draft.locked_terms)


def needs_no_words(text: str, draft: Draft) -> bool:
    """Whether a line has no words besides locked terms, addresses, tags, numbers and amounts."""
    return not any(letter.isalpha() for letter in _AMOUNT.sub(" ", set_aside(text, draft)))


def _lines(row: ScriptRow, cell: str, draft: Draft, origin: ScriptRow | None) -> list[str]:
    """A cell line by line, without translations if it is one of a draft that has them; a picture is one line."""
    if cell == "visual":
        return [row.visual]
    lines = spoken(row.audio, origin.audio if origin else "", translated=draft.is_translated)
    return [" ".join([said.text, *(() if said.kind == CUE else said.directions)]) for said in lines]


def _lines_of_origin(row: ScriptRow, cell: str) -> list[str]:
    if cell == "visual":
        return [row.visual]
    lines = spoken(row.audio, translated=False)
    return [" ".join([said.text, *(() if said.kind == CUE else said.directions)]) for said in lines]


def _usable(terms: Iterable[str]) -> list[str]:
    """The longest first: of "Maple Gold Rye" more than "Maple Gold" is to be found."""
    known = {term.strip() for term in terms if any(character.isalnum() for character in term)}
    return sorted(known, key=lambda term: (-len(term), term))


def _times(lines: Sequence[str], term: str) -> int:
    """In how many lines it is there."""
    return sum(_holds(line, term) for line in lines)


def _holds(text: str, term: str) -> bool:
    """Whether it is there to the letter, or all in capitals; spaces of any kind are one."""
    plain = " ".join(text.split())
    forms = {" ".join(term.split()), " ".join(term.split()).upper()}
    return any(
        re.search(rf"(?<![a-zA-ZÀ-ɏ]){re.escape(form)}" if form[:1].isascii() else re.escape(form), plain)
        for form in forms
    )


def without_locked(text: str, draft: Draft) -> str:
    """The text with spaces for locked terms."""
    return _without(text, draft.locked_terms)


def _without(text: str, terms: Iterable[str]) -> str:
    """The text with spaces where a term stands, so that all else keeps its place."""
    for term in _usable(terms):
        whole = folded(text)
        for match in _pattern(term, "").finditer(whole.text):
            start, end = whole.span(*match.span())
            text = text[:start] + " " * (end - start) + text[end:]
    return text


def _search(pattern: re.Pattern[str], text: str) -> str:
    whole: Folded = folded(text)
    match = pattern.search(whole.text)
    if match is None:
        return ""
    start, end = whole.span(*match.span())
    return text[start:end]


@lru_cache(maxsize=2048)
def _pattern(term: str, language: str) -> re.Pattern[str]:
    """Finds a term in a folded text: whole words, where its script has spaces; with endings, if a language is given."""
    words = re.split(r"[\s-]+", fold(term).strip(" -"))
    body = r"[\s-]*".join([*(re.escape(word) for word in words[:-1]), _last(words[-1], language)])
    first, last = words[0][:1], words[-1][-1:]
    before = rf"(?<![{_SPACED}])" if re.match(f"[{_SPACED}]", first) else ""
    if "\u0620" <= first <= "\u06ff":
        before += _CLITICS
    after = rf"(?![{_SPACED}])" if re.match(f"[{_SPACED}]", last) else rf"(?![{_MARKS}])"
    return re.compile(before + body + after)


def _is_short(term: str) -> bool:
    letters = [letter for letter in term if letter.isalnum()]
    return len(letters) <= _SHORT and all("a" <= letter <= "\u058f" for letter in fold("".join(letters)))


def _last(word: str, language: str) -> str:
    """The last word of a term with what it may end in."""
    marked = re.escape(word)
    if not language or len(word) < 3 or not re.match(f"[{_SPACED}]", word[-1]):
        return marked
    if "\u0620" <= word[-1] <= "\u06ff":
        return marked + r"\w{0,3}"
    if "\u0900" <= word[-1] <= "\u0963":
        return marked
    endings: Sequence[str] = sorted(
        {fold(ending) for code in {"en", language} for ending in _ENDINGS.get(code, "").split()}, key=len, reverse=True
    )
    own = "" if language in _ENDINGS else r"|\w{1,3}" if len(word) > 4 else ""
    tail = rf"(?:'?(?:{'|'.join(map(re.escape, endings))}{own}))?"
    if len(word) > 4 and word[-1] in _VOWELS:  # indulge: indulging; barato: baratas
        return rf"{re.escape(word[:-1])}(?:{re.escape(word[-1])}{tail}|(?:{'|'.join(map(re.escape, endings))}))"
    return marked + tail


def _rewritten(row: ScriptRow, cell: str, quote: str, term: str) -> Finding:
    return Finding(
        LOCKED,
        MINOR,
        row.shot_number,
        cell,
        quote,
        f"“{term}” is locked, and written otherwise here.",
        f"Write {term}.",
    )


def _lost(row: ScriptRow, cell: str, severity: str, term: str) -> Finding:
    what = "picture" if cell == "visual" else "lines"
    return Finding(
        LOCKED,
        severity,
        row.shot_number,
        cell,
        "",
        f"The origin has “{term}” in the {what} of shot {row.shot_number}; it is missing or translated here.",
        f"Write {term} as it is, in every language.",
    )
