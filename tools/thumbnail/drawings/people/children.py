"""The boy and the girl."""

from __future__ import annotations

from tools.thumbnail.drawings.people.arms import HANG, HIP, LOOSE, POCKET, RAISE, REACH, WAVE, Sleeve, draw_arm
from tools.thumbnail.drawings.people.build import BOY_BUILD, GIRL_BUILD
from tools.thumbnail.drawings.people.cast import cast_of, person, stride_of
from tools.thumbnail.drawings.people.chances import pick
from tools.thumbnail.drawings.people.cloth import CHARCOAL, CREAM, DENIM, KHAKI, NAVY, WHITE, apart, is_white, tones
from tools.thumbnail.drawings.people.face import Face
from tools.thumbnail.drawings.people.hair import draw_hair_behind
from tools.thumbnail.drawings.people.head import draw_head, head_at
from tools.thumbnail.drawings.people.legs import Legs, draw_legs
from tools.thumbnail.drawings.people.trunk import draw_collar, draw_neck, draw_trunk
from tools.thumbnail.kinds import Look
from tools.thumbnail.pen import Colour, Pen, darker

_CLOSE = (0.0, -0.855, 0.42)


def _boy(pen: Pen, look: Look) -> None:
    """A large head with a cap or tousled hair; a T-shirt in the colour, shorts."""
    cast, b = cast_of(pen, look), BOY_BUILD
    d, skin, cloth = cast.d, cast.skin, cast.cloth
    shorts = tones(apart(d.legs, (DENIM, KHAKI, CHARCOAL, NAVY), look.colour))
    shoe = pick(d.shoes, ((228, 226, 220), (66, 72, 88), (70, 54, 48)))
    sleeve = Sleeve(skin, cloth, 0.62, d.prop)
    draw_legs(pen, b, stride_of(d.walk) * 0.9, Legs(shorts, skin, shoe, 0.86, sock=WHITE))
    pen.box(-0.088, -0.42, 0.088, -0.36, shorts.base, round_by=0.02)
    draw_arm(pen, b, 1, pick(d.far, (LOOSE, HIP, WAVE, WAVE, RAISE, REACH)), sleeve)
    draw_trunk(pen, b, cloth, -0.38, 0.098, straight=0.6)
    if d.outfit < 0.4:
        stripe: Colour = (84, 108, 140) if is_white(look.colour) else WHITE
        pen.shape([(-0.094, -0.6), (0.094, -0.6), (0.092, -0.56), (-0.092, -0.56)], stripe)
        pen.shape([(0.05, -0.6), (0.094, -0.6), (0.092, -0.56), (0.046, -0.56)], darker(stripe, 0.16))
    elif d.outfit < 0.7:  # a rucksack's straps
        for x in (-0.058, 0.064):
            pen.line([(x, -0.74), (x * 1.1, -0.58)], 0.022, (92, 76, 66))
    draw_neck(pen, b, skin, 0.034, low=0.024)
    draw_arm(pen, b, -1, pick(d.near, (LOOSE, HANG, HIP, POCKET)), sleeve)
    capped = d.style < 0.45
    style = "short" if capped else pick((d.style - 0.45) / 0.55, ("tousled", "curls", "tousled"))
    cap = look.colour if d.trim < 0.5 else apart(d.trim, (NAVY, CREAM), look.colour)
    face = Face(
        skin, cast.hair, "child", style, cast.detail, mouth=pick(d.mouth, (0, 1, 1)), hat="cap" if capped else "",
        cloth=cap,
    )  # fmt: skip
    draw_head(head_at(pen, b, d.tilt), face)


def _girl(pen: Pen, look: Look) -> None:
    """A large head with pigtails; a short flared dress in the colour."""
    cast, b = cast_of(pen, look), GIRL_BUILD
    d, skin, cloth = cast.d, cast.skin, cast.cloth
    sleeve = Sleeve(skin, cloth, pick(d.outfit, (0.5, 0.5, 2.0)), d.prop)
    shoe = pick(d.shoes, ((70, 54, 58), (150, 92, 74), (60, 66, 86)))
    draw_legs(pen, b, stride_of(d.walk) * 0.8, Legs(cloth, skin, shoe, 0.0, sock=WHITE))
    draw_arm(pen, b, 1, pick(d.far, (LOOSE, HIP, WAVE, RAISE, REACH)), sleeve)
    draw_trunk(pen, b, cloth, -0.26, 0.165)
    pen.shape([(-0.075, -0.57), (0.075, -0.57), (0.078, -0.54), (-0.078, -0.54)], cloth.light)
    if d.trim < 0.35:
        pen.shape([(-0.157, -0.29), (0.157, -0.29), (0.161, -0.272), (-0.161, -0.272)], cloth.light)
    draw_neck(pen, b, skin, 0.03)
    draw_collar(pen, b, (156, 176, 204) if is_white(look.colour) else WHITE, 0.052, 0.045)
    draw_arm(pen, b, -1, pick(d.near, (LOOSE, HANG, HIP)), sleeve)
    style = pick(d.style, ("pigtails", "braids", "pigtails", "puffs" if sum(skin[:3]) < 400 else "pigtails"))
    face = Face(skin, cast.hair, "child", style, cast.detail, mouth=pick(d.mouth, (0, 1, 1)), cloth=look.colour)
    top = head_at(pen, b, d.tilt)
    draw_hair_behind(top, face)
    draw_head(top, face)


BOY = person(("boy", "little boy", "schoolboy", "young boy", "son"), _boy, 1.25, _CLOSE)
GIRL = person(("girl", "little girl", "schoolgirl", "young girl", "daughter"), _girl, 1.22, _CLOSE)
