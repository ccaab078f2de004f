"""The people: nine kinds, each with its own outline and marks."""

from __future__ import annotations

from tools.thumbnail.drawings.people.adults import MAN, WOMAN
from tools.thumbnail.drawings.people.businessman import BUSINESSMAN
from tools.thumbnail.drawings.people.chef import CHEF
from tools.thumbnail.drawings.people.children import BOY, GIRL
from tools.thumbnail.drawings.people.grandparents import GRANDFATHER, GRANDMOTHER
from tools.thumbnail.drawings.people.runner import RUNNER
from tools.thumbnail.kinds import Subject

PEOPLE: tuple[Subject, ...] = (MAN, WOMAN, BOY, GIRL, GRANDFATHER, GRANDMOTHER, CHEF, RUNNER, BUSINESSMAN)
