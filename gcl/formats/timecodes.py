"""Timecodes as people write them, in seconds: 00:00-00:05, 0–3, 0:05 to 0:08, 00:00:01:12, 4", and more."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

_UNIT = r"(?:seconds?|secs?|sek|seg|sn|s|''|[\"”]|秒|초|ث|с(?:ек)?)?\.?"
_TIME = r"\d{1,3}(?:[:;.,]\d{1,3}){0,3}|\d{1,2}\s?['’m]\s?\d{1,2}"
_BETWEEN = r"\s*(?:[-‐‑‒–—−~〜～→>/]|->|to|until|till|bis|à|al?)\s*"
_BEFORE = r"(?:tc|time|timecode|from|von|de)?\s*[:@]?\s*"
_AFTER = r"\s*(?:[(\[][^()\[\]]*[)\]])?"  # "(5 sec)"
_RANGE = re.compile(
    rf"{_BEFORE}(?P<start>{_TIME})\s?{_UNIT}{_BETWEEN}(?P<end>{_TIME})\s?{_UNIT}{_AFTER}", re.IGNORECASE
)
_ONE = re.compile(rf"{_BEFORE}(?P<start>{_TIME})\s?(?P<unit>{_UNIT}){_AFTER}", re.IGNORECASE)
# A spot is longer than the one and shorter than the other, in seconds: this tells minutes from frames.
_SHORTEST, _LONGEST = 1.0, 240.0


@dataclass(frozen=True)
class Span:
    """From `start` to `end`, in seconds. A timecode that says only when its shot begins has no `end`; one that says
    only how long it is, such as 4", has no `start`, and its length as `end`."""

    start: float | None
    end: float | None

    @property
    def length(self) -> float | None:
        if self.end is None:
            return None
        return self.end - (self.start or 0.0)


@dataclass(frozen=True)
class Notation:
    """How a script writes its timecodes: 05:12 are minutes and seconds or, with `frames`, seconds and frames, and
    0.05 are hundredths or, with `dots`, five seconds."""

    frames: bool = False
    dots: bool = False
    rate: int = 25

    @classmethod
    def of(cls, timecodes: Iterable[str]) -> Notation:
        """The notation that makes these timecodes a spot of a likely length."""
        texts = list(timecodes)
        last = [
            int(time.replace(";", ":").rpartition(":")[2])
            for text in texts
            for time in re.findall(r"(?:\d+[:;])+\d+", text)
        ]
        rate = 25 if max(last, default=0) < 25 else 30
        for frames, dots in ((False, False), (False, True), (True, False)):
            notation = cls(frames, dots, rate)
            spans = [span for span in map(notation.read, texts) if span]
            total = length(spans)
            if total is not None and _SHORTEST <= total <= _LONGEST:
                return notation
        return cls()

    def read(self, timecode: str) -> Span | None:
        """The span that a timecode says, or None if it is none that is known."""
        match = _match(timecode)
        if match is None:
            return None
        parts = match.groupdict()
        if parts.get("end") is None:
            is_length = bool(parts.get("unit", "").strip(".")) and not re.search(r"[:;]", parts["start"])
            start = self._seconds(parts["start"])
            return Span(None, start) if is_length else Span(start, None)
        start, end = self._seconds(parts["start"]), self._seconds(parts["end"])
        begun, ended = re.findall(r"\d+\D*", parts["start"]), re.findall(r"\d+\D*", parts["end"])
        if end < start and len(ended) < len(begun):  # 00:05-08
            end = self._seconds("".join([*begun[: len(begun) - len(ended)], *ended]))
        return Span(start, end)

    def _seconds(self, time: str) -> float:
        if match := re.fullmatch(r"(\d+)\s?['’m]\s?(\d+)", time):
            return int(match[1]) * 60.0 + int(match[2])
        cut = re.fullmatch(r"(.+)[.,](\d+)", time)  # 0.05; in 0.05:12 the dot parts as the colon does
        whole, fraction = (cut[1], cut[2]) if cut else (time, "")
        if self.dots and fraction:
            whole, fraction = f"{whole}:{fraction}", ""
        numbers = [int(number) for number in re.split(r"\D", whole) if number]
        part = float(f"0.{fraction}") if fraction else 0.0
        if len(numbers) == 4 or (self.frames and len(numbers) > 1):
            part, numbers = numbers[-1] / self.rate, numbers[:-1]
        seconds = 0
        for number in numbers:
            seconds = seconds * 60 + number
        return seconds + part


def length(spans: Iterable[Span]) -> float | None:
    """The length of a spot in seconds: from its first start to its last end, or the sum of its lengths; None if
    unknown."""
    known = list(spans)
    lengths = [span.end for span in known if span.start is None and span.end is not None]
    if lengths and len(lengths) == len(known):
        return sum(lengths)
    times = [time for span in known if span.start is not None for time in (span.start, span.end) if time is not None]
    return max(times) - min(times) if times else None


def _match(timecode: str) -> re.Match[str] | None:
    text = unicodedata.normalize("NFKC", timecode.replace("″", '"').replace("′", "'")).strip()
    if len(text) > 64 or not text.isprintable():
        return None
    return _RANGE.fullmatch(text) or _ONE.fullmatch(text)
