"""Things: dishes, small goods and presents, each in one plain colour."""

from __future__ import annotations

from tools.thumbnail.drawings.things.devices import LAPTOP, PHONE
from tools.thumbnail.drawings.things.dishes import BOTTLE, BOWL, CAKE, CUP, PIZZA
from tools.thumbnail.drawings.things.presents import BALL, FLOWERS, GIFT
from tools.thumbnail.drawings.things.wear import BAG, SHOE, WATCH
from tools.thumbnail.kinds import Subject

THINGS: tuple[Subject, ...] = (BOTTLE, CUP, CAKE, PIZZA, BOWL, PHONE, LAPTOP, SHOE, FLOWERS, BALL, GIFT, WATCH, BAG)
