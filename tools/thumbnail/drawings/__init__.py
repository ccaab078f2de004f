"""Everything that a scene may show: who or what, and where."""

from __future__ import annotations

from tools.thumbnail.drawings.animals import ANIMALS
from tools.thumbnail.drawings.outdoors import OUTDOORS
from tools.thumbnail.drawings.people import PEOPLE
from tools.thumbnail.drawings.rooms import ROOMS
from tools.thumbnail.drawings.things import THINGS
from tools.thumbnail.drawings.vehicles import VEHICLES
from tools.thumbnail.kinds import Place, Subject

SUBJECTS: dict[str, Subject] = {subject.key: subject for subject in (*PEOPLE, *ANIMALS, *VEHICLES, *THINGS)}
PLACES: dict[str, Place] = {place.key: place for place in (*ROOMS, *OUTDOORS)}
