from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from gcl import jobs
from gcl.db import Database, Job, utcnow
from gcl.errors import Cancelled, ConflictError, GenerationError, NotFound
from gcl.job_handle import JobHandle


def add(db: Database, *models: str, priority: int = 0) -> list[int]:
    with db.write() as session:
        return [jobs.submit(session, "frame", "t", {}, model_key=model, priority=priority).id for model in models]


def state(db: Database, job_id: int) -> Job:
    with db.read() as session:
        return jobs.get(session, job_id)


def test_the_oldest_job_is_claimed_first(db: Database) -> None:
    first, second = add(db, "a", "b")
    assert jobs.claim(db, None, 5) == first
    assert jobs.claim(db, None, 5) == second
    assert jobs.claim(db, None, 5) is None
    assert state(db, first).state == "running"
    assert state(db, first).attempts == 1
    assert state(db, first).claimed_at is not None


def test_a_higher_priority_goes_before_a_warm_model(db: Database) -> None:
    add(db, "warm")
    (urgent,) = add(db, "cold", priority=5)
    assert jobs.claim(db, "warm", 5) == urgent


def test_a_warm_model_goes_first_until_the_bound(db: Database) -> None:
    (waiting,) = add(db, "cold")
    warm = add(db, *["warm"] * 5)
    order = [jobs.claim(db, "warm", 3) for _ in range(6)]
    assert order == [*warm[:3], waiting, *warm[3:]]


@settings(max_examples=25, deadline=None, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(models=st.lists(st.sampled_from("abc"), min_size=1, max_size=25), bound=st.integers(0, 5))
def test_nothing_starves_whatever_is_queued(db: Database, models: list[str], bound: int) -> None:
    with db.write() as session:
        session.execute(delete(Job))
    ids = add(db, *models)
    order: list[int] = []
    warm = None
    while (job_id := jobs.claim(db, warm, bound)) is not None:
        order.append(job_id)
        warm = state(db, job_id).model_key
    assert sorted(order) == ids
    # A job is passed over at most `bound` times once it is the oldest; each jump is over one that waits.
    for place, job_id in enumerate(ids):
        assert order.index(job_id) <= place + bound * (place + 1)


def test_two_workers_never_claim_the_same_job(db: Database) -> None:
    ids = add(db, *["a"] * 20)
    claimed: list[int] = []

    def work() -> None:
        while (job_id := jobs.claim(db, None, 5)) is not None:
            claimed.append(job_id)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(claimed) == ids


def test_a_waiting_job_is_cancelled_at_once_and_never_runs(db: Database) -> None:
    (job_id,) = add(db, "a")
    with db.write() as session:
        jobs.cancel(session, job_id)
    assert state(db, job_id).state == "cancelled"
    assert jobs.claim(db, None, 5) is None


def test_a_running_job_learns_of_its_cancel_at_the_next_report(db: Database) -> None:
    (job_id,) = add(db, "a")
    jobs.claim(db, None, 5)
    handle = JobHandle(db, job_id, {}, "t")
    handle.progress(1, 8, "Step 1 of 8")
    with db.write() as session:
        jobs.cancel(session, job_id)
    assert state(db, job_id).state == "running"
    with pytest.raises(Cancelled):
        handle.progress(2, 8, "Step 2 of 8")
    with pytest.raises(Cancelled) as caught:
        handle.check_cancelled()
    jobs.fail(db, job_id, caught.value)
    assert state(db, job_id).state == "cancelled"


def test_the_clock_for_the_time_left_starts_after_loading(db: Database) -> None:
    (job_id,) = add(db, "a")
    jobs.claim(db, None, 5)
    handle = JobHandle(db, job_id, {}, "t")
    handle.progress(0, 0, "Loading")
    assert state(db, job_id).progress_since is None
    handle.progress(0, 8, "Step 0 of 8")
    since = state(db, job_id).progress_since
    assert since is not None
    handle.progress(3, 8, "Step 3 of 8")
    assert (state(db, job_id).progress_since, state(db, job_id).progress_from) == (since, 0)


def test_the_clock_of_another_attempt_starts_where_that_one_does(db: Database) -> None:
    (job_id,) = add(db, "a")
    jobs.claim(db, None, 5)
    JobHandle(db, job_id, {}, "t").progress(5, 8, "Step 5 of 8")
    jobs.release(db, job_id)
    jobs.claim(db, None, 5)
    handle = JobHandle(db, job_id, {}, "t")
    handle.progress(5, 8, "Step 5 of 8")
    handle.progress(6, 8, "Step 6 of 8")
    assert (state(db, job_id).progress_from, state(db, job_id).progress_done) == (5, 6)


def test_what_a_job_waits_after_it_made_way_is_not_counted_as_work(db: Database) -> None:
    (job_id,) = add(db, "a")
    jobs.claim(db, None, 5)
    JobHandle(db, job_id, {}, "t").progress(2, 8, "Step 2 of 8")
    jobs.make_way(db, job_id, "b")
    waited = timedelta(hours=3)
    with db.write() as session:
        job = jobs.get(session, job_id)
        assert job.paused_at is not None
        assert job.claimed_at is not None
        assert job.progress_since is not None
        for clock in ("claimed_at", "progress_since", "paused_at"):
            setattr(job, clock, getattr(job, clock) - waited)
        before = (job.paused_at - job.claimed_at, job.paused_at - job.progress_since, job.progress_from)
    jobs.claim(db, "b", 5)
    after = state(db, job_id)
    assert after.claimed_at is not None
    assert after.progress_since is not None
    now = after.claimed_at + before[0]
    assert now > utcnow() - timedelta(minutes=1)
    assert (now - after.progress_since, after.progress_from) == before[1:]
    assert (after.progress_done, after.progress_total) == (2, 8)


def test_a_failed_job_keeps_its_sentence_and_can_be_retried(db: Database) -> None:
    (job_id,) = add(db, "a")
    jobs.claim(db, None, 5)
    jobs.fail(db, job_id, GenerationError("The model gave nothing usable. Retry the job."))
    failed = state(db, job_id)
    assert (failed.state, failed.error_code) == ("failed", "generation")
    assert failed.error == "The model gave nothing usable. Retry the job."
    with db.write() as session:
        jobs.retry(session, job_id)
    again = state(db, job_id)
    assert (again.state, again.error, again.attempts, again.finished_at) == ("queued", None, 0, None)


def test_changes_that_a_state_forbids_are_refused(db: Database) -> None:
    (job_id,) = add(db, "a")
    with pytest.raises(ConflictError, match="only a failed or cancelled job"), db.write() as session:
        jobs.retry(session, job_id)
    jobs.claim(db, None, 5)
    jobs.finish(db, job_id)
    with pytest.raises(ConflictError, match="already done"), db.write() as session:
        jobs.cancel(session, job_id)
    with pytest.raises(ConflictError):
        jobs.finish(db, job_id)
    with pytest.raises(NotFound, match="no job 999"), db.write() as session:
        jobs.cancel(session, 999)


def test_recovery_decides_every_job_that_a_dead_worker_left(db: Database) -> None:
    again, stopped, hopeless, waiting = add(db, "a", "a", "a", "a")
    for _ in range(3):
        jobs.claim(db, None, 5)
    with db.write() as session:
        jobs.cancel(session, stopped)
        jobs.get(session, hopeless).attempts = 3
    assert jobs.recover(db, max_attempts=3) == {again: "queued", stopped: "cancelled", hopeless: "failed"}
    assert state(db, waiting).state == "queued"
    assert "stopped 3 times" in str(state(db, hopeless).error)
    assert jobs.recover(db, max_attempts=3) == {}


def test_an_orderly_stop_does_not_count_as_an_attempt(db: Database) -> None:
    (job_id,) = add(db, "a")
    jobs.claim(db, None, 5)
    JobHandle(db, job_id, {}, "a").progress(3, 8, "Step 3 of 8")
    jobs.release(db, job_id)
    job = state(db, job_id)
    assert (job.state, job.attempts, job.progress_note) == ("queued", 0, "Waiting to go on after a restart")


def test_an_orderly_stop_does_not_forget_that_a_person_asked_the_job_to_stop(db: Database) -> None:
    (job_id,) = add(db, "a")
    jobs.claim(db, None, 5)
    with db.write() as session:
        jobs.cancel(session, job_id)
    jobs.release(db, job_id)
    assert (state(db, job_id).state, state(db, job_id).error) == ("cancelled", "Cancelled.")


def test_counts_tell_what_is_not_over(db: Database) -> None:
    add(db, "a", "a", "a")
    jobs.claim(db, None, 5)
    with db.read() as session:
        assert jobs.counts(session) == {"running": 1, "queued": 2, "parked": 0}


def test_a_parked_job_is_queued_again_by_a_decision_and_only_then(db: Database) -> None:
    [job_id] = add(db, "a")
    assert jobs.claim(db, None, 0) == job_id
    jobs.park(db, job_id, "Waits for a decision")
    assert jobs.claim(db, None, 0) is None
    with db.write() as session:
        jobs.resume(session, job_id)
    assert state(db, job_id).state == "queued"
    with pytest.raises(ConflictError, match="does not wait for a decision"), db.write() as session:
        jobs.resume(session, job_id)


def test_a_job_whose_cancel_came_before_it_could_park_is_over(db: Database) -> None:
    [job_id] = add(db, "a")
    jobs.claim(db, None, 0)
    with db.write() as session:
        jobs.cancel(session, job_id)
    jobs.park(db, job_id, "Waits for a decision")
    assert state(db, job_id).state == "cancelled"
