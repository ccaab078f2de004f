"""A download's job, run in this process."""

from __future__ import annotations

from gcl import jobs
from gcl.catalog import Catalog
from gcl.config import Config
from gcl.db import Database
from gcl.job_handle import JobHandle
from gcl.residency import Residency
from gcl.services import Services
from gcl.workshop import Workshop


def workshop(config: Config, db: Database) -> Workshop:
    return Workshop(config, db, Catalog.read(config), Residency())


def claimed(services: Services, job_id: int) -> JobHandle:
    """A handle of the job, as the worker claims it."""
    assert jobs.claim(services.db, None, 0, beside=True) == job_id
    with services.db.read() as session:
        job = jobs.get(session, job_id)
        return JobHandle(services.db, job.id, job.payload, job.title, job.attempts, job.created_at)
