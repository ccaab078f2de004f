"""What animals have in common: furs, eyes, legs with paws, a scarf."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tools.thumbnail.drawings.shapes import Joint, Tones, limb, soft
from tools.thumbnail.kinds import Look
from tools.thumbnail.pen import Colour, Pen, darker

EYE: Colour = (34, 30, 34)
TONGUE: Colour = (232, 120, 128)


class Fur(NamedTuple):
    """The colours of one coat."""

    base: Colour
    mark: Colour  # ears, patches, stripes
    pale: Colour  # muzzle, chest, paws

    @property
    def far(self) -> Colour:
        """Of the legs on the other side."""
        return darker(self.base, 0.2)


def fur_apart(look: Look, furs: Sequence[Fur]) -> Fur:
    """A fur on which the look's colour shows."""
    apart = [fur for fur in furs if sum(abs(a - b) for a, b in zip(fur.base[:3], look.colour[:3], strict=True)) > 130]
    return look.random.choice(apart)


def draw_leg(pen: Pen, joints: Sequence[Joint], colour: Colour, paw: Colour) -> None:
    """A leg through the joints, on a paw that stands on the ground."""
    x, _, width = joints[-1]
    limb(pen, joints, colour)
    pen.box(x - width * 0.6, -0.07, x + width * 0.95, 0.0, paw, round_by=0.035)


def draw_scarf(pen: Pen, cloth: Tones) -> None:
    """Around a neck, with an end that hangs down."""
    soft(pen, ((-0.1, 0.02, 0.03), (0.02, 0.02, 0.02), (0.0, 0.27, 0.02), (-0.12, 0.25, 0.02)), cloth.shade)
    pen.shape([(-0.105, 0.15), (0.01, 0.165), (0.007, 0.2), (-0.11, 0.185)], cloth.light)
    limb(pen, [(-0.14, -0.06, 0.13), (-0.01, 0.03, 0.15), (0.13, -0.01, 0.13)], cloth.base)
    pen.line([(-0.12, -0.02), (-0.01, 0.07), (0.12, 0.04)], 0.02, cloth.shade)
