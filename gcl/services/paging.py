"""Which part of a long list a page is."""

from __future__ import annotations

from dataclasses import dataclass

MAX_SIZE = 200


@dataclass(frozen=True)
class Window:
    """`number` counts from 1 and lies within `pages`: a page that emptied in the meantime gives the last one."""

    number: int
    pages: int
    offset: int
    size: int


def window(page: int, size: int, total: int) -> Window:
    size = min(max(size, 1), MAX_SIZE)
    pages = max(1, -(-total // size))
    number = min(max(page, 1), pages)
    return Window(number, pages, (number - 1) * size, size)
