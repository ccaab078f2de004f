"""A contact sheet: the images of a grid on one page, with what each row, column and block has in common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

MAX_SIDE = 4096  # pixels: what every viewer opens, and 64 frames can still be told apart on
GAP, MARGIN, BETWEEN = 6, 18, 26  # pixels between cells, around the sheet, between blocks
SHAPE = 1.5  # width / height that the blocks are laid out for
PAPER, EMPTY, INK, FAINT = "#ffffff", "#ececef", "#1c1c20", "#6b6b74"
SMALLEST, LARGEST = 13, 44  # letters, in pixels
# Tried in this order until one has all letters. The first comes with Pillow and has those of western Europe.
FONTS = (None, "DejaVuSans.ttf", "NotoSans-Regular.ttf", "NotoSansCJK-Regular.ttc", "Arial Unicode.ttf", "msgothic.ttc")


@dataclass(frozen=True)
class SheetCell:
    """An image and its place, an index for each axis; or in its stead a sentence why there is none."""

    place: Sequence[int]
    image: Path | None
    said: str = ""


@dataclass(frozen=True)
class Sheet:
    """`boxes` has where each cell lies, in pixels: left, top, width, height."""

    picture: Image.Image
    boxes: list[tuple[int, int, int, int]]


def contact_sheet(axes: Sequence[Sequence[str]], cells: Sequence[SheetCell]) -> Sheet:
    """Lay out cells whose place is on one to three axes: columns, rows, blocks. A single axis is all blocks.

    `axes` has the names of each axis' values. No side is longer than MAX_SIDE; images keep their shape and are never
    made larger.
    """
    if len(axes) == 1:
        axes, cells = [[""], [""], axes[0]], [SheetCell((0, 0, *c.place), c.image, c.said) for c in cells]
    columns, rows, blocks = (list(axes[n]) if n < len(axes) else [""] for n in range(3))
    layout = _Layout(columns, rows, blocks, [_size(cell.image) for cell in cells if cell.image])
    picture = Image.new("RGB", layout.size, PAPER)
    pen = ImageDraw.Draw(picture)
    layout.write_names(pen)
    boxes = [_place(picture, pen, layout, cell) for cell in cells]
    return Sheet(picture, boxes)


class _Layout:
    """Where everything goes. Lengths in pixels."""

    def __init__(self, columns: list[str], rows: list[str], blocks: list[str], sizes: list[tuple[int, int]]) -> None:
        self.columns, self.rows, self.blocks = columns, rows, blocks
        largest = max((w for w, _ in sizes), default=256), max((h for _, h in sizes), default=256)
        letters, scale = _font("".join([*columns, *rows, *blocks]), SMALLEST), 1.0
        while True:
            self.cell = max(1, int(largest[0] * scale)), max(1, int(largest[1] * scale))
            self.font = letters.font_variant(size=max(SMALLEST, min(LARGEST, self.cell[0] // 16)))
            self._arrange()
            if max(self.size) <= MAX_SIDE or min(self.cell) == 1:
                return
            scale *= 0.97

    def _arrange(self) -> None:
        line = round(self.font.size * 4 / 3)
        width = self.cell[0]
        self.column_names = [_wrapped(name, self.font, width, 3) for name in self.columns]
        self.head = max(map(len, self.column_names)) * line + (GAP if any(self.columns) else 0)
        room = max(round(8 * self.font.size), width // 2)
        self.row_names = [_wrapped(name, self.font, room, 4) for name in self.rows]
        longest = max((self.font.getlength(text) for name in self.row_names for text in name), default=0)
        self.left = ceil(longest) + 2 * GAP if any(self.rows) else 0
        block_width = self.left + len(self.columns) * (width + GAP) - GAP
        self.block_names = [_wrapped(name, self.font, block_width, 2) for name in self.blocks]
        self.title = max(map(len, self.block_names)) * line + (GAP if any(self.blocks) else 0)
        block_height = self.title + self.head + len(self.rows) * (self.cell[1] + GAP) - GAP
        self.block = block_width, block_height
        count = len(self.blocks)
        self.across = min(range(1, count + 1), key=lambda across: abs(self._shape(across) - SHAPE))
        self.line = line
        self.size = self._page(self.across)

    def _page(self, across: int) -> tuple[int, int]:
        counts = across, ceil(len(self.blocks) / across)
        width, height = (
            count * (side + BETWEEN) - BETWEEN + 2 * MARGIN for count, side in zip(counts, self.block, strict=True)
        )
        return width, height

    def _shape(self, across: int) -> float:
        width, height = self._page(across)
        return width / height

    def corner(self, block: int) -> tuple[int, int]:
        down, across = divmod(block, self.across)
        return MARGIN + across * (self.block[0] + BETWEEN), MARGIN + down * (self.block[1] + BETWEEN)

    def box(self, place: Sequence[int]) -> tuple[int, int, int, int]:
        column, row, block = (*place, 0, 0)[:3]
        left, top = self.corner(block)
        return (
            left + self.left + column * (self.cell[0] + GAP),
            top + self.title + self.head + row * (self.cell[1] + GAP),
            *self.cell,
        )

    def write_names(self, pen: ImageDraw.ImageDraw) -> None:
        for block, title in enumerate(self.block_names):
            left, top = self.corner(block)
            _write(pen, title, (left, top), self, INK)
            for column, name in enumerate(self.column_names):
                x, _, width, _ = self.box((column, 0, block))
                y = top + self.title + self.head - GAP - len(name) * self.line
                _write(pen, name, (x + width // 2, y), self, INK, anchor="ma")
            for row, name in enumerate(self.row_names):
                x, y, _, height = self.box((0, row, block))
                _write(pen, name, (x - 2 * GAP, y + (height - len(name) * self.line) // 2), self, INK, anchor="ra")


def _place(
    picture: Image.Image, pen: ImageDraw.ImageDraw, layout: _Layout, cell: SheetCell
) -> tuple[int, int, int, int]:
    left, top, width, height = layout.box(cell.place)
    if cell.image is None:
        pen.rectangle((left, top, left + width - 1, top + height - 1), fill=EMPTY)
        lines = _wrapped(cell.said, layout.font, width - 2 * GAP, max(1, (height - 2 * GAP) // layout.line))
        _write(pen, lines, (left + GAP, top + GAP), layout, FAINT)
        return left, top, width, height
    with Image.open(cell.image) as opened:
        image = opened.convert("RGB")
    image.thumbnail((width, height), Image.Resampling.LANCZOS)
    left, top = left + (width - image.width) // 2, top + (height - image.height) // 2
    picture.paste(image, (left, top))
    return left, top, image.width, image.height


def _write(
    pen: ImageDraw.ImageDraw, lines: list[str], at: tuple[int, int], layout: _Layout, colour: str, anchor: str = "la"
) -> None:
    for number, text in enumerate(lines):
        pen.text((at[0], at[1] + number * layout.line), text, fill=colour, font=layout.font, anchor=anchor)


def _wrapped(text: str, font: ImageFont.FreeTypeFont, width: int, most: int) -> list[str]:
    """The lines of a text that is `width` pixels wide at most; what is beyond `most` lines ends in an ellipsis."""
    lines: list[str] = []
    for word in text.split():
        while word:
            before = f"{lines[-1]} " if lines and lines[-1] else ""
            if font.getlength(before + word) <= width:
                lines[-1:] = [before + word]
                break
            if before:
                lines.append("")
                continue
            fits = max((n for n in range(1, len(word)) if font.getlength(word[:n]) <= width), default=1)
            lines[-1:] = [word[:fits]]
            lines.append("")
            word = word[fits:]
            if len(lines) > most:
                break
        if len(lines) > most:
            break
    lines = [line for line in lines if line] or ([] if not text.strip() else lines[:1])
    if len(lines) <= most:
        return lines
    last = lines[most - 1]
    while last and font.getlength(last + "…") > width:
        last = last[:-1]
    return [*lines[: most - 1], last.rstrip() + "…"]


def _font(letters: str, size: int) -> ImageFont.FreeTypeFont:
    """The first of FONTS that is on this machine and has all letters; else the first."""
    found: list[ImageFont.FreeTypeFont] = []
    for name in FONTS:
        try:
            font = ImageFont.load_default(size) if name is None else ImageFont.truetype(name, size)
        except OSError:
            continue
        if not isinstance(font, ImageFont.FreeTypeFont):
            continue
        found.append(font)
        nothing = _drawn(font, "\U0010ffff")
        if not any(_drawn(font, letter) == nothing for letter in set(letters) if not letter.isspace()):
            return font
    return found[0]


def _drawn(font: ImageFont.FreeTypeFont, letter: str) -> bytes:
    return bytes(font.getmask(letter))


def _size(image: Path) -> tuple[int, int]:
    with Image.open(image) as opened:
        return opened.size
