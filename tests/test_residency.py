from __future__ import annotations

import pytest

from gcl.residency import Residency


class Model:
    """Counts how many of its kind are in memory."""

    alive = 0

    def __init__(self) -> None:
        Model.alive += 1

    def unload(self) -> None:
        Model.alive -= 1


@pytest.fixture(autouse=True)
def _none_alive() -> None:
    Model.alive = 0


def test_a_model_stays_warm_between_jobs() -> None:
    residency = Residency()
    first = residency.hold("diffusion:a", Model)
    assert residency.hold("diffusion:a", Model) is first
    assert residency.loads == 1


def test_two_models_are_never_in_memory_together() -> None:
    seen: list[int] = []

    def load() -> Model:
        seen.append(Model.alive)
        return Model()

    residency = Residency()
    residency.hold("diffusion:a", load)
    residency.hold("llm:b", load)
    residency.hold("diffusion:a", load)
    assert seen == [0, 0, 0]
    assert Model.alive == 1


def test_a_load_that_fails_leaves_the_slot_empty_and_usable() -> None:
    residency = Residency()
    residency.hold("diffusion:a", Model)

    def broken() -> Model:
        raise RuntimeError("no weights")

    with pytest.raises(RuntimeError):
        residency.hold("diffusion:b", broken)
    assert residency.key is None
    assert Model.alive == 0
    residency.hold("diffusion:a", Model)
    assert residency.key == "diffusion:a"


def test_changes_are_told() -> None:
    told: list[str | None] = []
    residency = Residency(on_change=told.append)
    residency.hold("diffusion:a", Model)
    residency.release()
    residency.release()
    assert told == ["diffusion:a", None]
