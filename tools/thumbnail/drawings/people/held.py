"""What a hand may hold."""

from __future__ import annotations

from tools.thumbnail.drawings.people.chances import pick
from tools.thumbnail.drawings.people.cloth import BROWN
from tools.thumbnail.drawings.people.strokes import rounded
from tools.thumbnail.pen import Colour, Pen, Point, darker, lighter


def _thing(pen: Pen, palm: Point, r: float, prop: float) -> None:
    """A phone, a cup or a book."""
    held = pen.at(palm[0], palm[1], r, turn=8)
    if prop < 0.4:
        held.box(-0.5, -1.9, 0.6, 0.5, (44, 46, 56), round_by=0.2)
        held.box(-0.36, -1.7, 0.46, 0.3, (140, 190, 214))
    elif prop < 0.75:
        held.shape([(-0.65, -1.5), (0.75, -1.5), (0.55, 0.9), (-0.45, 0.9)], (240, 234, 222))
        held.shape([(-0.6, -0.9), (0.7, -0.9), (0.62, 0.0), (-0.52, 0.0)], (150, 112, 82))
        held.box(-0.75, -1.75, 0.85, -1.4, BROWN, round_by=0.12)
    else:
        held.box(-1.0, -2.4, 1.0, 0.5, (86, 104, 116), round_by=0.1)
        held.box(0.8, -2.3, 1.05, 0.4, (238, 234, 224))


def _cane(pen: Pen, palm: Point, r: float, prop: float) -> None:
    wood: Colour = pick(prop, ((122, 78, 46), (88, 58, 44)))
    x, y = palm
    pen.line([(x + r * 0.35, y), (x + r * 0.85, -0.004)], r * 0.46, wood, smooth=False)
    hook = [(x + r * 0.35, y), (x + r * 0.2, y - r * 0.6), (x - r * 0.6, y - r * 0.85), (x - r * 1.2, y - r * 0.35)]
    pen.line(hook, r * 0.5, wood)


def _bag(pen: Pen, palm: Point, r: float, prop: float) -> None:
    bag = pen.at(palm[0], palm[1], r)
    leather: Colour = pick(prop, ((122, 84, 56), (70, 62, 66), (190, 160, 122)))
    strap = [(-1.2, 2.6), (-0.6, 0.1), (0.7, 0.1), (1.2, 2.6)]
    bag.line(strap, 0.42, darker(leather, 0.2), smooth=False)
    bag.shape([(-1.85, 2.3), (1.85, 2.3), (2.3, 5.6), (-2.3, 5.6)], leather)
    bag.shape([(-1.9, 2.3), (1.9, 2.3), (2.05, 3.5), (-2.05, 3.5)], darker(leather, 0.18))


def _briefcase(pen: Pen, palm: Point, r: float, prop: float) -> None:
    case = pen.at(palm[0], palm[1], r)
    leather: Colour = pick(prop, ((126, 80, 48), (96, 62, 44), (70, 62, 62)))
    case.box(-0.75, -0.1, 0.75, 1.3, darker(leather, 0.3), round_by=0.35)
    case.box(-2.5, 0.75, 2.5, 4.3, leather, round_by=0.4)
    case.box(-2.5, 0.75, 2.5, 2.2, lighter(leather, 0.1), round_by=0.4)
    case.box(-0.35, 1.8, 0.35, 2.5, (226, 190, 96))


def _ladle(pen: Pen, palm: Point, r: float, prop: float) -> None:
    held = pen.at(palm[0], palm[1], r, turn=14)
    if prop < 0.5:  # a wooden spoon
        held.line([(0.0, 1.2), (0.0, -2.6)], 0.32, (170, 120, 74))
        held.oval(0.0, -3.2, 0.6, 0.9, (170, 120, 74))
        return
    held.line([(0.0, 1.2), (0.0, -3.0)], 0.3, (150, 156, 164))
    rounded(held, ((-0.9, -3.7), (1.0, -3.7), (0.8, -2.9), (0.05, -2.6), (-0.7, -2.9)), (176, 182, 190))


HELD = {"thing": _thing, "cane": _cane, "bag": _bag, "case": _briefcase, "ladle": _ladle}
