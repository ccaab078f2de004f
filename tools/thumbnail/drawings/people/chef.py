"""The chef."""

from __future__ import annotations

from tools.thumbnail.drawings.people.arms import HANG, HIP, LADLE, LOOSE, WAVE, Sleeve, draw_arm
from tools.thumbnail.drawings.people.build import MAN_BUILD
from tools.thumbnail.drawings.people.cast import cast_of, person, stride_of
from tools.thumbnail.drawings.people.chances import pick
from tools.thumbnail.drawings.people.cloth import CHARCOAL, NAVY, WHITE, apart, is_white, tones
from tools.thumbnail.drawings.people.face import Face
from tools.thumbnail.drawings.people.head import draw_head, head_at
from tools.thumbnail.drawings.people.legs import Legs, draw_legs
from tools.thumbnail.drawings.people.strokes import Points, dot, rounded
from tools.thumbnail.drawings.people.trunk import draw_neck, draw_trunk
from tools.thumbnail.kinds import Look
from tools.thumbnail.pen import Pen, darker

_APRON: Points = (
    (-0.07, -0.745), (0.07, -0.745), (0.08, -0.62), (0.1, -0.58), (0.112, -0.24), (-0.112, -0.24), (-0.1, -0.58),
    (-0.08, -0.62),
)  # fmt: skip
_NECKERCHIEF: Points = (
    (-0.056, -0.845), (0.0, -0.825), (0.06, -0.845), (0.062, -0.81), (0.03, -0.785), (0.0, -0.772), (-0.03, -0.785),
    (-0.06, -0.81),
)  # fmt: skip


def _chef(pen: Pen, look: Look) -> None:
    """A tall white hat, a white jacket, neckerchief and apron in the colour."""
    cast, b, pen = cast_of(pen, look), MAN_BUILD, pen.at(0, 0, 0.905)  # the rest is hat
    d, skin, cloth = cast.d, cast.skin, cast.cloth
    trousers = tones(apart(d.legs, (CHARCOAL, NAVY, (120, 118, 122)), look.colour))
    sleeve = Sleeve(skin, tones(WHITE), prop=d.prop)
    draw_legs(pen, b, stride_of(d.walk) * 0.7, Legs(trousers, skin, (52, 48, 52)))
    draw_arm(pen, b, 1, pick(d.far, (HIP, LOOSE, LADLE, LADLE, LADLE, WAVE)), sleeve)
    draw_trunk(pen, b, sleeve.cloth, -0.44, 0.096, straight=0.45)
    pen.shape(_APRON, darker(cloth.base, 0.08) if is_white(look.colour) else cloth.base)
    pen.shape([(0.035, -0.745), *_APRON[1:5], (0.05, -0.24)], cloth.shade)
    pen.box(-0.101, -0.595, 0.101, -0.575, cloth.shade)
    if cast.detail:
        pen.line([(-0.045, -0.47), (0.04, -0.47)], 0.008, cloth.shade)
        for side in (-1, 1):
            pen.line([(side * 0.066, -0.74), (side * 0.05, -0.82)], 0.012, cloth.shade)
    draw_neck(pen, b, skin, 0.031)
    pen.shape([(0.002, -0.79), (0.04, -0.722), (0.004, -0.738), (-0.03, -0.722)], cloth.shade)
    rounded(pen, _NECKERCHIEF, cloth.base)
    dot(pen, 0.003, -0.782, 0.014, 0.012, cloth.light)
    draw_arm(pen, b, -1, pick(d.near, (HIP, HANG, LOOSE)), sleeve)
    beard = pick(d.beard, ("moustache", "", "", "stubble"))
    face = Face(skin, cast.hair, "man", "short", cast.detail, mouth=pick(d.mouth, (0, 1, 2)), beard=beard, hat="toque")
    draw_head(head_at(pen, b, d.tilt), face)


CHEF = person(("chef", "cook", "head chef", "baker", "pastry chef"), _chef, 1.95, (0.01, -0.835, 0.345))
