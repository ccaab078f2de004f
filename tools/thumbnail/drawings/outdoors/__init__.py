"""The places outdoors."""

from __future__ import annotations

from tools.thumbnail.drawings.outdoors.beach import BEACH
from tools.thumbnail.drawings.outdoors.desert import DESERT
from tools.thumbnail.drawings.outdoors.field import FIELD
from tools.thumbnail.drawings.outdoors.forest import FOREST
from tools.thumbnail.drawings.outdoors.garden import GARDEN
from tools.thumbnail.drawings.outdoors.mountains import MOUNTAINS
from tools.thumbnail.drawings.outdoors.park import PARK
from tools.thumbnail.drawings.outdoors.road import ROAD
from tools.thumbnail.drawings.outdoors.stadium import STADIUM
from tools.thumbnail.drawings.outdoors.street import STREET
from tools.thumbnail.kinds import Place

OUTDOORS: tuple[Place, ...] = (STREET, BEACH, FOREST, MOUNTAINS, DESERT, PARK, FIELD, STADIUM, ROAD, GARDEN)
