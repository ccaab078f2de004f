"""The places indoors."""

from __future__ import annotations

from tools.thumbnail.drawings.rooms.bedroom import BEDROOM
from tools.thumbnail.drawings.rooms.cafe import CAFE
from tools.thumbnail.drawings.rooms.classroom import CLASSROOM
from tools.thumbnail.drawings.rooms.gym import GYM
from tools.thumbnail.drawings.rooms.kitchen import KITCHEN
from tools.thumbnail.drawings.rooms.living_room import LIVING_ROOM
from tools.thumbnail.drawings.rooms.office import OFFICE
from tools.thumbnail.drawings.rooms.shop import SHOP
from tools.thumbnail.kinds import Place

ROOMS: tuple[Place, ...] = (KITCHEN, LIVING_ROOM, BEDROOM, OFFICE, SHOP, CAFE, GYM, CLASSROOM)
