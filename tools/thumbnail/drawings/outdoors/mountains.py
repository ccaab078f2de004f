"""The mountains."""

from __future__ import annotations

from tools.thumbnail.drawings.backdrop import LEFT, MIDDLE, RIGHT, framed, varied
from tools.thumbnail.drawings.outdoors.fixtures import hut
from tools.thumbnail.drawings.outdoors.ground import SNOW, heaven, puddles, ridge, roof_of, soil
from tools.thumbnail.drawings.outdoors.trees import fir, pines
from tools.thumbnail.kinds import Place, Scene
from tools.thumbnail.pen import Colour, Pen, darker, lighter, mixed


def _mountains(pen: Pen, scene: Scene) -> None:
    chance = scene.random
    pen = framed(pen, scene, 0.87)
    rock, meadow = chance.choice(
        [
            ((112, 128, 158), (120, 168, 84)),
            ((128, 120, 138), (150, 172, 82)),
            ((98, 124, 146), (92, 152, 92)),
            ((140, 124, 122), (172, 166, 88)),
        ]
    )
    heaven(pen, scene, 0.6)
    hill = soil(scene, mixed(meadow, (70, 120, 100), 0.5))
    pen.box(LEFT, 0.6, RIGHT, 0.66, hill)
    far = mixed(rock, (206, 220, 236), 0.62)
    for x in (0.1, 0.62, 1.3, 1.74):
        _peak(pen, scene, x + chance.uniform(-0.1, 0.1), chance.uniform(0.2, 0.3), 0.6, far, 1.0)
    main = MIDDLE + chance.uniform(-0.22, 0.22)
    for x, top in ((main - 0.62, 0.24), (main + 0.6, 0.2), (main, 0.06)):
        _peak(
            pen,
            scene,
            x + chance.uniform(-0.05, 0.05),
            top + chance.uniform(-0.03, 0.05),
            0.66,
            varied(chance, rock, 6),
            0.85,
        )
    ridge(pen, scene, 0.6, 0.018, hill)
    pines(pen, scene, LEFT, RIGHT, 0.66, 0.12, (52, 100, 88))
    if chance.random() < 0.5:
        lake = mixed((84, 160, 200), (140, 156, 170), 0.6 if scene.weather != "clear" else 0.0)
        pen.box(LEFT, 0.655, RIGHT, 0.75, lake)
        for x in (0.2, 0.8, 1.2):
            pen.box(x, 0.68, x + 0.36, 0.692, lighter(lake, 0.4), round_by=0.006)
        pen.shape([(main - 0.2, 0.655), (main + 0.2, 0.655), (main, 0.74)], (*lighter(rock, 0.5)[:3], 110))
    field = soil(scene, meadow)
    ridge(pen, scene, 0.745, 0.012, field)
    if scene.time == "night" or chance.random() < 0.4:
        hut(pen, scene, chance.choice([0.66, 1.14]), 0.775, 0.16)
    ridge(pen, scene, 0.9, 0.02, darker(field, 0.1))
    for x in (0.06, 0.24, 1.58, 1.74) if chance.random() < 0.5 else (0.1, 1.5, 1.64, 1.78):
        fir(
            pen,
            scene,
            x + chance.uniform(-0.04, 0.04),
            0.82 + chance.uniform(-0.03, 0.03),
            chance.uniform(0.3, 0.46),
            (48, 104, 84),
        )
    for x in (0.46, 1.32) if chance.random() < 0.6 else (1.2,):
        pen.shape([(x - 0.09, 0.81), (x - 0.06, 0.75), (x + 0.02, 0.73), (x + 0.1, 0.81)], darker(rock, 0.05))
        pen.shape([(x - 0.06, 0.75), (x + 0.02, 0.73), (x + 0.0, 0.77)], roof_of(scene, lighter(rock, 0.3)))
    puddles(pen, scene, 0.84)


def _peak(pen: Pen, scene: Scene, x: float, top: float, base: float, rock: Colour, steep: float) -> None:
    """A mountain with a bright side, a dark side and snow on its top."""
    chance, high = scene.random, base - top
    half = high * steep
    pen.shape([(x, top), (x + half, base), (x - half, base)], darker(rock, 0.2))
    crest = [
        (x, top),
        (x + high * 0.05, top + high * 0.3),
        (x - high * 0.04, top + high * 0.5),
        (x + high * 0.1, base),
        (x - half, base),
    ]
    pen.shape(crest, lighter(rock, 0.14))
    cap = (0.62 if scene.weather == "snow" else 0.36) + chance.uniform(-0.04, 0.06)
    low = top + high * cap
    left, right = x - half * cap, x + half * cap
    notch = high * 0.1
    pen.shape(
        [
            (x, top),
            (right, low),
            (x + half * cap * 0.55, low - notch),
            (x + half * cap * 0.3, low + notch * 0.5),
            (x, low - notch),
            (x - half * cap * 0.35, low + notch * 0.6),
            (x - half * cap * 0.6, low - notch),
            (left, low),
        ],
        SNOW,
    )
    pen.shape(
        [
            (x, top),
            (right, low),
            (x + half * cap * 0.55, low - notch),
            (x + half * cap * 0.3, low + notch * 0.5),
            (x + high * 0.03, low - notch * 1.4),
        ],
        (200, 214, 234),
    )


MOUNTAINS = Place(
    "mountains",
    (
        "in the mountains",
        "in front of the mountains",
        "high in the mountains",
        "on a mountain meadow",
        "below the peaks",
    ),
    _mountains,
    ground=0.87,
    indoors=False,
)
