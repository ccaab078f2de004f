"""Vehicles, seen from the side, their noses to the right."""

from __future__ import annotations

from tools.thumbnail.drawings.vehicles.bicycle import BICYCLE
from tools.thumbnail.drawings.vehicles.boat import BOAT
from tools.thumbnail.drawings.vehicles.bus import BUS
from tools.thumbnail.drawings.vehicles.car import CAR
from tools.thumbnail.drawings.vehicles.motorbike import MOTORBIKE
from tools.thumbnail.kinds import Subject

VEHICLES: tuple[Subject, ...] = (CAR, BICYCLE, BUS, MOTORBIKE, BOAT)
