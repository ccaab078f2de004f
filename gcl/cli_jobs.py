"""Which jobs `gcl jobs` lists: what runs and what waits, in the order in which it runs, what waits for a person, and
the newest others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gcl.db.work import JOB_STATES
from gcl.errors import NotFound
from gcl.services.jobs import JobService, JobView

PAGE = 50  # jobs
AHEAD, PARKED = ("running", "queued"), ("parked",)
OTHERS = tuple(state for state in JOB_STATES if state not in (*AHEAD, *PARKED))


@dataclass(frozen=True)
class Listed:
    """One page of the list; `page` is from 1, and has no jobs where it is more than `pages`."""

    jobs: list[JobView]
    page: int
    pages: int


def listed(jobs: JobService, page: int = 1, state: str | None = None) -> Listed:
    """A page of all jobs, or of those in one state. NotFound if there is no such state."""
    if state is not None and state not in JOB_STATES:
        raise NotFound.among("job state", state, list(JOB_STATES))
    wanted = JOB_STATES if state is None else (state,)
    first, end = (page - 1) * PAGE, page * PAGE
    counts = jobs.counts()
    ahead = sum(counts[one] for one in AHEAD if one in wanted)
    found: list[JobView] = []
    if first < ahead:
        live = jobs.live(size=end)
        in_turn = [*live.running, *(job for job, _ in live.waiting)]
        found = [job for job in in_turn if job.state in wanted][first:end]
    total = ahead
    for states in (PARKED, OTHERS):
        if others := [one for one in wanted if one in states]:
            newest, count = _newest(jobs, others, max(0, first - total), PAGE - len(found))
            found += newest
            total += count
    return Listed(found, page, max(1, -(-total // PAGE)))


def _newest(jobs: JobService, states: Sequence[str], skipped: int, size: int) -> tuple[list[JobView], int]:
    """`size` jobs after the `skipped` newest ones, and how many there are in all."""
    number, skipped = divmod(skipped, PAGE)
    part = jobs.page(states, number + 1, PAGE)
    found = part.jobs[skipped:] if part.page == number + 1 else []  # a page beyond the last is given as the last
    if len(found) < size and part.pages > number + 1:
        found += jobs.page(states, number + 2, PAGE).jobs
    return found[:size], part.total
