"""The colours of skin and hair."""

from __future__ import annotations

from tools.thumbnail.pen import Colour, darker, mixed

_SKINS: tuple[Colour, ...] = (
    (253, 226, 206),
    (248, 212, 186),
    (240, 196, 162),
    (228, 177, 139),
    (211, 155, 115),
    (190, 131, 93),
    (166, 109, 76),
    (141, 89, 61),
    (116, 72, 50),
    (94, 58, 43),
)
_DARK_HAIR: tuple[Colour, ...] = ((34, 27, 29), (52, 36, 30), (40, 32, 38))
_BROWN_HAIR: tuple[Colour, ...] = ((84, 54, 36), (112, 70, 42))
_FAIR_HAIR: tuple[Colour, ...] = ((150, 66, 34), (206, 158, 88), (226, 188, 122), (150, 104, 62))
GREYS: tuple[Colour, ...] = ((246, 246, 244), (224, 226, 230), (172, 176, 184))


def pick_skin(share: float) -> Colour:
    return _SKINS[int(share * len(_SKINS))]


def pick_hair(skin: Colour, share: float) -> Colour:
    """A colour that goes with the skin."""
    place, colours = _SKINS.index(skin), _DARK_HAIR
    if place < 6:
        colours += _BROWN_HAIR
    if place < 3:
        colours += _FAIR_HAIR + _FAIR_HAIR
    return colours[int(share * len(colours))]


def skin_shade(skin: Colour) -> Colour:
    return mixed(darker(skin, 0.1), (140, 52, 48), 0.2)
