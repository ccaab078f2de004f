"""The businessman."""

from __future__ import annotations

from tools.thumbnail.drawings.people.arms import CASE, HANG, HIP, POCKET, RAISE, REACH, WAVE, Sleeve, draw_arm
from tools.thumbnail.drawings.people.build import MAN_BUILD
from tools.thumbnail.drawings.people.cast import cast_of, person, stride_of
from tools.thumbnail.drawings.people.chances import pick
from tools.thumbnail.drawings.people.cloth import WHITE, Tones, apart, is_white
from tools.thumbnail.drawings.people.face import Face
from tools.thumbnail.drawings.people.head import draw_head, head_at
from tools.thumbnail.drawings.people.legs import Legs, draw_legs
from tools.thumbnail.drawings.people.strokes import Points, dot
from tools.thumbnail.drawings.people.trunk import draw_collar, draw_neck, draw_trunk
from tools.thumbnail.kinds import Look
from tools.thumbnail.pen import Colour, Pen, darker, mixed

_TIE: Points = (
    (-0.013, -0.8), (0.019, -0.8), (0.013, -0.775), (0.023, -0.67), (0.006, -0.635), (-0.011, -0.67), (-0.006, -0.775),
)  # fmt: skip
_LAPEL: Points = (
    (0.042, -0.832), (0.074, -0.804), (0.082, -0.752), (0.06, -0.742), (0.066, -0.728), (0.0, -0.61), (0.03, -0.72),
)  # fmt: skip


def _businessman(pen: Pen, look: Look) -> None:
    """A suit in the colour, white shirt, tie, briefcase."""
    cast, b = cast_of(pen, look), MAN_BUILD
    d, skin, cloth = cast.d, cast.skin, cast.cloth
    shirt: Colour = (164, 190, 222) if is_white(look.colour) else WHITE
    trousers = Tones(mixed(cloth.base, cloth.shade, 0.45), darker(cloth.shade, 0.1), cloth.base)
    sleeve = Sleeve(skin, cloth, prop=d.prop, cuff=shirt)
    draw_legs(pen, b, stride_of(d.walk), Legs(trousers, skin, pick(d.shoes, ((44, 38, 40), (84, 54, 40))), wide=0.95))
    draw_arm(pen, b, 1, pick(d.far, (HANG, POCKET, RAISE, REACH, WAVE)), sleeve)
    draw_trunk(pen, b, cloth, -0.43, 0.098, straight=0.2)
    pen.shape([(-0.046, -0.824), (0.048, -0.824), (0.006, -0.625)], shirt)
    draw_neck(pen, b, skin, 0.031)
    draw_collar(pen, b, shirt, 0.036, 0.036)
    tie = apart(d.trim, ((168, 44, 52), (40, 52, 92), (56, 56, 62)), look.colour)
    pen.shape(_TIE, tie)
    for side in (-1, 1):
        pen.shape([(side * x, y) for x, y in _LAPEL], cloth.light if side < 0 else mixed(cloth.base, cloth.light, 0.5))
    pen.line([(0.004, -0.62), (0.012, -0.44)], 0.008, cloth.shade)
    if cast.detail:
        pen.shape([(0.05, -0.715), (0.084, -0.72), (0.08, -0.7), (0.052, -0.695)], shirt)
        dot(pen, -0.004, -0.585, 0.008, 0.008, cloth.light)
    draw_arm(pen, b, -1, pick(d.near, (CASE, CASE, CASE, HIP)), sleeve)
    beard = pick(d.beard, ("", "", "", "stubble"))
    style = pick(d.style, ("short", "quiff"))
    face = Face(
        skin, cast.hair, "man", style, cast.detail, mouth=pick(d.mouth, (0, 1, 2)), beard=beard, glasses=d.outfit < 0.3
    )
    draw_head(head_at(pen, b, d.tilt), face)


BUSINESSMAN = person(("businessman", "manager", "executive", "salesman", "lawyer"), _businessman, 1.8)
