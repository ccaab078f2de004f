"""The grandfather and the grandmother."""

from __future__ import annotations

from tools.thumbnail.drawings.people.arms import CANE, CARRY, HANG, HIP, LOOSE, POCKET, WAVE, Sleeve, draw_arm
from tools.thumbnail.drawings.people.build import GRANDFATHER_BUILD, GRANDMOTHER_BUILD, Build
from tools.thumbnail.drawings.people.cast import cast_of, person, stride_of
from tools.thumbnail.drawings.people.chances import pick
from tools.thumbnail.drawings.people.cloth import (
    BROWN,
    CHARCOAL,
    CREAM,
    KHAKI,
    NAVY,
    SHOES,
    WHITE,
    Tones,
    apart,
    is_white,
    tones,
)
from tools.thumbnail.drawings.people.face import Face
from tools.thumbnail.drawings.people.hair import draw_hair_behind
from tools.thumbnail.drawings.people.head import draw_head, head_at
from tools.thumbnail.drawings.people.legs import Legs, draw_legs
from tools.thumbnail.drawings.people.skin import GREYS
from tools.thumbnail.drawings.people.strokes import Points, detail_of, dot, is_below
from tools.thumbnail.drawings.people.trunk import draw_collar, draw_neck, draw_trunk, leaning
from tools.thumbnail.kinds import Look
from tools.thumbnail.pen import Colour, Pen

_SKIRT: Points = ((-0.09, -0.5), (0.09, -0.5), (0.122, -0.32), (0.146, -0.12), (-0.146, -0.12), (-0.122, -0.32))
_SKIRT_SHADE: Points = ((0.04, -0.5), *_SKIRT[1:4], (0.056, -0.12))


def _cardigan(pen: Pen, b: Build, cloth: Tones, shirt: Colour, hem_y: float) -> None:
    """Its open neck and its buttons."""
    y = b.shoulder_y - 0.02
    pen.shape(leaning(b, [(-0.044, y), (0.044, y), (0.014, -0.62), (0.006, -0.62)]), shirt)
    pen.line(leaning(b, [(0.01, -0.625), (0.01, hem_y)]), 0.008, cloth.shade, smooth=False)
    if detail_of(pen):
        for button in (-0.59, -0.52, -0.45):
            dot(pen, *leaning(b, [(-0.002, button)])[0], 0.008, 0.008, cloth.light)


def _grandfather(pen: Pen, look: Look) -> None:
    """Stooped, with a cane; bald or in a flat cap, white moustache, glasses, a cardigan in the colour."""
    cast, b = cast_of(pen, look), GRANDFATHER_BUILD
    d, skin, cloth = cast.d, cast.skin, cast.cloth
    trousers = tones(apart(d.legs, (CHARCOAL, BROWN, KHAKI, NAVY), look.colour))
    sleeve = Sleeve(skin, cloth, prop=d.prop)
    draw_legs(
        pen, b, stride_of(d.walk) * 0.6, Legs(trousers, skin, apart(d.shoes, SHOES[:3], trousers.base), wide=1.12)
    )
    draw_arm(pen, b, 1, CANE, sleeve)
    draw_trunk(pen, b, cloth, -0.41, 0.104, straight=0.7)
    shirt: Colour = (150, 168, 190) if is_white(look.colour) else WHITE
    _cardigan(pen, b, cloth, shirt, -0.42)
    draw_neck(pen, b, skin, 0.031)
    draw_collar(pen, b, shirt, 0.042, 0.036)
    if d.trim > 0.5:
        tie = pen.at(b.lean + 0.005, b.shoulder_y + 0.016, 0.034)
        for side in (-1, 1):
            tie.shape([(0.0, -0.1), (side, -0.5), (side, 0.5), (0.0, 0.15)], (66, 54, 62))
    draw_arm(pen, b, -1, pick(d.near, (HANG, LOOSE, HIP, POCKET)), sleeve)
    hat = "flat" if d.style < 0.45 else ""
    cap = apart(d.outfit, ((112, 104, 98), (84, 78, 76), (134, 112, 88)), look.colour)
    grey = pick(d.hair, GREYS)
    face = Face(skin, grey, "old", "rim", cast.detail, beard="moustache", glasses=True, hat=hat, cloth=cap)
    top = head_at(pen, b, d.tilt)
    draw_hair_behind(top, face)
    draw_head(top, face)


def _grandmother(pen: Pen, look: Look) -> None:
    """White hair in a bun, glasses, a long cardigan in the colour over a long skirt."""
    cast, b, pen = cast_of(pen, look), GRANDMOTHER_BUILD, pen.at(0, 0, 0.965)  # the rest is the bun
    d, skin, cloth = cast.d, cast.skin, cast.cloth
    tweeds = ((104, 98, 112), (128, 104, 88), (78, 84, 104), (176, 164, 148))
    skirt = tones(apart(d.legs, tweeds, look.colour))
    sleeve = Sleeve(skin, cloth, prop=d.prop)
    if not is_below(pen, -0.5):
        stockings = pick(d.outfit, (skin, (112, 98, 92)))
        draw_legs(pen, b, 0.0, Legs(skirt, stockings, pick(d.shoes, SHOES[:3]), 0.0))
        pen.shape(_SKIRT, skirt.base)
        pen.shape(_SKIRT_SHADE, skirt.shade)
    draw_arm(pen, b, 1, CANE if d.far < 0.45 else pick(d.far, (HANG, LOOSE, HIP, WAVE)), sleeve)
    draw_trunk(pen, b, cloth, -0.36, 0.124, straight=0.7)
    blouse: Colour = (164, 150, 176) if sum(look.colour[:3]) > 620 else CREAM
    _cardigan(pen, b, cloth, blouse, -0.37)
    draw_neck(pen, b, skin, 0.026)
    draw_collar(pen, b, blouse, 0.042, 0.04)
    draw_arm(pen, b, -1, pick(d.near, (HANG, LOOSE, CARRY, HIP)), sleeve)
    face = Face(skin, pick(d.hair, GREYS), "old", "bun", cast.detail, mouth=pick(d.mouth, (0, 1, 2)), glasses=True)
    top = head_at(pen, b, d.tilt)
    draw_hair_behind(top, face)
    draw_head(top, face)


GRANDFATHER = person(
    ("grandfather", "elderly man", "old man", "grandpa", "senior man"), _grandfather, 1.68, (0.06, -0.872, 0.31)
)
GRANDMOTHER = person(
    ("grandmother", "elderly woman", "old woman", "grandma", "old lady"), _grandmother, 1.6, (0.055, -0.865, 0.32)
)
