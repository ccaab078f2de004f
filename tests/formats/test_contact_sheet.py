"""The contact sheet as a picture: everything on it, nothing over anything else, never too large."""

from __future__ import annotations

from itertools import combinations, product
from pathlib import Path

import pytest
from PIL import Image, ImageColor

from gcl.formats.contact_sheet import EMPTY, MAX_SIDE, Sheet, SheetCell, contact_sheet


def sheet_of(folder: Path, axes: list[list[str]], size: tuple[int, int] = (96, 54), gone: int | None = None) -> Sheet:
    cells = []
    for number, place in enumerate(product(*[range(len(axis)) for axis in axes])):
        file = folder / f"{number}.png"
        Image.new("RGB", size, (number * 9 % 256, 40, 90)).save(file)
        cells.append(SheetCell(place, file) if number != gone else SheetCell(place, None, "Held back."))
    return contact_sheet(axes, cells)


def apart(one: tuple[int, int, int, int], other: tuple[int, int, int, int]) -> bool:
    left, top, width, height = one
    x, y, w, h = other
    return left + width <= x or x + w <= left or top + height <= y or y + h <= top


@pytest.mark.parametrize(
    "axes",
    [
        [["Steps 1", "Steps 2"]],
        [["Steps 1", "Steps 2", "Steps 4"], ["Seed 1", "Seed 2"]],
        [["Steps 1", "Steps 2"], ["Seed 1", "Seed 2"], ["Tiny", "A model of a long name", "Other"]],
        [["“夕暮れ”", "“заря”", "“" + "long " * 60 + "”"], ["x" * 300, "Seed 2"]],
        [[f"Seed {number}" for number in range(64)], ["Steps 1"]],
    ],
)
def test_each_image_lies_whole_on_the_sheet_and_beside_the_others(tmp_path: Path, axes: list[list[str]]) -> None:
    sheet = sheet_of(tmp_path, axes)
    width, height = sheet.picture.size
    assert max(width, height) <= MAX_SIDE
    for number, (left, top, w, h) in enumerate(sheet.boxes):
        assert 0 <= left < left + w <= width
        assert 0 <= top < top + h <= height
        assert sheet.picture.getpixel((left + w // 2, top + h // 2)) == (number * 9 % 256, 40, 90)
    assert all(apart(one, other) for one, other in combinations(sheet.boxes, 2))


def test_columns_are_the_first_axis_and_rows_the_second(tmp_path: Path) -> None:
    boxes = sheet_of(tmp_path, [["a", "b"], ["1", "2"]]).boxes  # places (0, 0), (0, 1), (1, 0), (1, 1)
    assert boxes[0][0] == boxes[1][0] < boxes[2][0]
    assert boxes[0][1] == boxes[2][1] < boxes[1][1]


def test_images_are_never_made_larger_and_keep_their_shape(tmp_path: Path) -> None:
    assert sheet_of(tmp_path, [["a"], ["b"]]).boxes[0][2:] == (96, 54)
    large = sheet_of(tmp_path, [[str(n) for n in range(8)], [str(n) for n in range(8)]], (1344, 768))
    _, _, width, height = large.boxes[0]
    assert max(large.picture.size) <= MAX_SIDE
    assert abs(width / height - 1344 / 768) < 0.02
    assert max(large.picture.size) > 0.9 * MAX_SIDE


def test_images_of_several_shapes_stand_in_the_middle_of_their_cells(tmp_path: Path) -> None:
    wide, tall = tmp_path / "wide.png", tmp_path / "tall.png"
    Image.new("RGB", (90, 30)).save(wide)
    Image.new("RGB", (30, 90)).save(tall)
    first, second = contact_sheet([["a", "b"], [""]], [SheetCell((0, 0), wide), SheetCell((1, 0), tall)]).boxes
    assert (first[2:], second[2:]) == ((90, 30), (30, 90))
    assert first[1] - second[1] == 30
    assert second[0] - first[0] - 90 > 30


def test_names_are_written_beside_the_images(tmp_path: Path) -> None:
    sheet = sheet_of(tmp_path, [["Steps 1"], ["Seed 1"]])
    left, top, _, height = sheet.boxes[0]
    assert len(sheet.picture.crop((0, 0, sheet.picture.width, top)).getcolors()) > 2
    assert len(sheet.picture.crop((0, top, left, top + height)).getcolors()) > 2
    bare = sheet_of(tmp_path, [[""], [""]])
    assert bare.picture.crop((0, 0, bare.picture.width, bare.boxes[0][1])).getcolors(2) is not None


def test_a_frame_that_was_not_drawn_leaves_its_reason_in_its_place(tmp_path: Path) -> None:
    sheet = sheet_of(tmp_path, [["a", "b"], ["1"]], (200, 120), gone=1)
    left, top, width, height = sheet.boxes[1]
    colours = sheet.picture.crop((left, top, left + width, top + height)).getcolors(1000)
    assert colours is not None
    assert len(colours) > 3
    assert max(colours)[1] == ImageColor.getrgb(EMPTY)
