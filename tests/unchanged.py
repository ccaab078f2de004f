"""That something which was refused left nothing behind."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import select

from gcl.db import Base
from gcl.errors import GclError
from gcl.services import Services


def contents(services: Services) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, and how many tokens wait in the queue."""
    with services.db.read() as session:
        rows = {
            table.name: [tuple(row) for row in session.execute(select(table).order_by(*table.primary_key))]
            for table in Base.metadata.sorted_tables
        }
    return rows | {"tokens": [(services.queue.pending(),)]}


@contextmanager
def refused(services: Services, error: type[GclError], says: str) -> Iterator[None]:
    """The block raises `error` with a sentence that matches `says`, and the database is as it was."""
    before = contents(services)
    with pytest.raises(error, match=says) as caught:
        yield
    sentence = caught.value.sentence
    assert "\n" not in sentence
    assert sentence.endswith((".", "?"))
    assert contents(services) == before
