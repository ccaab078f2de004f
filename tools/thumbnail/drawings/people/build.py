"""The measures of bodies."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Build:
    """The measures of a body; one unit is its height. Widths are halves."""

    head: float
    shoulder: float
    waist: float
    hips: float
    shoulder_y: float
    waist_y: float
    hip_y: float
    arm: float  # length of the upper arm
    sleeve: float
    leg: float
    lean: float = 0.0  # how far the shoulders are before the hips


MAN_BUILD = Build(0.158, 0.116, 0.09, 0.082, -0.805, -0.62, -0.49, 0.158, 0.034, 0.048)
WOMAN_BUILD = Build(0.156, 0.088, 0.062, 0.09, -0.805, -0.635, -0.5, 0.15, 0.026, 0.036)
BOY_BUILD = Build(0.222, 0.1, 0.092, 0.092, -0.75, -0.53, -0.385, 0.125, 0.034, 0.046)
GIRL_BUILD = Build(0.222, 0.088, 0.074, 0.09, -0.75, -0.56, -0.385, 0.125, 0.028, 0.034)
GRANDFATHER_BUILD = Build(0.166, 0.108, 0.104, 0.09, -0.797, -0.6, -0.475, 0.152, 0.036, 0.046, lean=0.045)
GRANDMOTHER_BUILD = Build(0.166, 0.096, 0.09, 0.106, -0.795, -0.6, -0.475, 0.145, 0.034, 0.04, lean=0.045)
