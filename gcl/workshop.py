"""What the worker hands to a runner beside the job: `run(handle: JobHandle, workshop: Workshop)`."""

from __future__ import annotations

from dataclasses import dataclass, field

from gcl.catalog import Catalog
from gcl.config import Config
from gcl.db import Database
from gcl.plans import StepsDown
from gcl.residency import Residency


@dataclass
class Workshop:
    config: Config
    db: Database
    catalog: Catalog
    residency: Residency
    steps_down: StepsDown = field(default_factory=StepsDown)
