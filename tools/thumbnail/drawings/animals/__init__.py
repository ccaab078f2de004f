"""Animals: what the caption names is the colour of what they wear, but for the bird's, which is its own."""

from __future__ import annotations

from tools.thumbnail.drawings.animals.bird import BIRD
from tools.thumbnail.drawings.animals.cat import CAT
from tools.thumbnail.drawings.animals.dog import DOG
from tools.thumbnail.drawings.animals.horse import HORSE
from tools.thumbnail.kinds import Subject

ANIMALS: tuple[Subject, ...] = (DOG, CAT, HORSE, BIRD)
