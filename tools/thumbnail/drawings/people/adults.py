"""The man and the woman."""

from __future__ import annotations

from tools.thumbnail.drawings.people.arms import CARRY, HANG, HIP, LOOSE, POCKET, RAISE, REACH, WAVE, Sleeve, draw_arm
from tools.thumbnail.drawings.people.build import MAN_BUILD, WOMAN_BUILD, Build
from tools.thumbnail.drawings.people.cast import cast_of, person, stride_of
from tools.thumbnail.drawings.people.chances import pick
from tools.thumbnail.drawings.people.cloth import (
    BROWN,
    CHARCOAL,
    CREAM,
    DENIM,
    KHAKI,
    NAVY,
    SCARVES,
    SHOES,
    WHITE,
    Tones,
    apart,
    tones,
)
from tools.thumbnail.drawings.people.face import Face
from tools.thumbnail.drawings.people.hair import draw_hair_behind
from tools.thumbnail.drawings.people.head import draw_head, head_at
from tools.thumbnail.drawings.people.legs import Legs, draw_legs
from tools.thumbnail.drawings.people.strokes import Points, bow, detail_of, rounded
from tools.thumbnail.drawings.people.trunk import draw_collar, draw_neck, draw_scarf, draw_trunk
from tools.thumbnail.kinds import Look
from tools.thumbnail.pen import Colour, Pen, darker

_ROLL: Points = ((-0.052, -0.834), (0.0, -0.815), (0.055, -0.834), (0.056, -0.79), (0.0, -0.768), (-0.054, -0.79))


def _man(pen: Pen, look: Look) -> None:
    """Short hair, a jacket or sweater in the colour, trousers."""
    cast, b = cast_of(pen, look), MAN_BUILD
    d, skin, cloth = cast.d, cast.skin, cast.cloth
    trousers = tones(apart(d.legs, (DENIM, CHARCOAL, KHAKI, NAVY, BROWN), look.colour))
    sleeve = Sleeve(skin, cloth, prop=d.prop)
    draw_legs(pen, b, stride_of(d.walk), Legs(trousers, skin, apart(d.shoes, SHOES, trousers.base)))
    draw_arm(pen, b, 1, pick(d.far, (HANG, LOOSE, HIP, POCKET, WAVE, RAISE, REACH)), sleeve)
    long, scarf = d.outfit > 0.66, d.trim > 0.8
    draw_trunk(pen, b, cloth, -0.36 if long else -0.45, 0.108 if long else 0.092, straight=0.35)
    if d.outfit > 0.33:
        _open_front(pen, b, cloth, apart(d.trim, (WHITE, (206, 206, 206), (70, 76, 90), CREAM), look.colour), long)
        draw_neck(pen, b, skin, 0.031, low=0.02)
        if not scarf:
            draw_collar(pen, b, cloth.light, 0.05, 0.062)
    else:
        draw_neck(pen, b, skin, 0.031)
        rounded(pen, _ROLL, cloth.light)
        bow(pen, (-0.046, -0.822), (0.0, -0.806), (0.048, -0.822), 0.012, cloth.shade)
    if scarf:
        draw_scarf(pen, b, apart(d.prop, SCARVES, look.colour), 0.056)
    draw_arm(pen, b, -1, pick(d.near, (HANG, HANG, LOOSE, HIP, POCKET)), sleeve)
    style = pick(d.style, ("short", "quiff", "curls", "short"))
    beard = pick(d.beard, ("full", "", "", "stubble"))
    face = Face(skin, cast.hair, "man", style, cast.detail, mouth=pick(d.mouth, (0, 1, 2)), beard=beard)
    draw_head(head_at(pen, b, d.tilt), face)


def _open_front(pen: Pen, b: Build, cloth: Tones, shirt: Colour, long: bool) -> None:
    y, down = b.shoulder_y, b.hip_y + 0.04
    left, right = (0.008, 0.018) if long else (-0.008, 0.034)
    pen.shape([(-0.05, y - 0.018), (0.056, y - 0.018), (right, down), (left, down)], shirt)
    pen.shape([(0.026, y - 0.018), (0.056, y - 0.018), (right, down), (right - 0.012, down)], darker(shirt, 0.12))
    if long:
        pen.line([(0.014, down - 0.002), (0.018, -0.362)], 0.01, cloth.shade)
        if detail_of(pen):
            for x in (-0.07, 0.06):
                pen.line([(x, b.hip_y - 0.01), (x + 0.014, b.hip_y + 0.04)], 0.008, cloth.light)


def _woman(pen: Pen, look: Look) -> None:
    """Long hair or a bob; a flared coat or a dress in the colour."""
    cast, b = cast_of(pen, look), WOMAN_BUILD
    d, skin, cloth = cast.d, cast.skin, cast.cloth
    coat = d.outfit < 0.55
    sleeve = Sleeve(skin, cloth, 2.0 if coat else pick(d.trim, (2.0, 0.45, 0.3)), d.prop)
    tights = skin if d.legs < 0.5 else apart(d.legs, ((58, 52, 62), (96, 76, 70)), look.colour)
    shoe = apart(d.shoes, ((74, 48, 44), (46, 42, 52), (176, 128, 92)), tights)
    draw_legs(pen, b, stride_of(d.walk) * 0.85, Legs(cloth, tights, shoe, 0.0, heel=True))
    draw_arm(pen, b, 1, pick(d.far, (HANG, LOOSE, HIP, WAVE, RAISE, REACH)), sleeve)
    if coat:
        skirt = apart(d.legs, (NAVY, CHARCOAL, (150, 122, 100)), look.colour)
        pen.shape([(-0.1, -0.4), (0.1, -0.4), (0.118, -0.25), (-0.118, -0.25)], skirt)
    draw_trunk(pen, b, cloth, -0.3 if coat else -0.26, 0.132 if coat else 0.15)
    if coat:
        pen.line([(0.012, -0.76), (0.012, -0.64), (0.026, -0.31)], 0.009, cloth.shade, smooth=False)
        pen.box(-0.067, -0.652, 0.067, -0.622, darker(cloth.shade, 0.12))
    else:
        pen.box(-0.064, -0.648, 0.064, -0.628, cloth.light)
    draw_arm(pen, b, -1, pick(d.near, (HANG, LOOSE, HIP, CARRY)), sleeve)
    curly = "afro" if sum(skin[:3]) < 340 else "bob"
    style = pick(d.style, ("long", "straight", "bob", "page", "tail", "long", curly))
    face = Face(skin, cast.hair, "woman", style, cast.detail, mouth=pick(d.mouth, (0, 1, 2)), cloth=look.colour)
    top = head_at(pen, b, d.tilt)
    draw_hair_behind(top, face)
    draw_neck(pen, b, skin, 0.024, low=0.036)
    if coat:
        draw_collar(pen, b, cloth.light, 0.046, 0.075)
        if d.trim > 0.6:
            draw_scarf(pen, b, apart(d.prop, SCARVES, look.colour), 0.046)
    draw_head(top, face)


MAN = person(("man", "young man", "gentleman", "guy", "father"), _man, 1.78)
WOMAN = person(("woman", "young woman", "lady", "mother", "female customer"), _woman, 1.68)
