"""One model in the slot, those before it in main memory, and who goes first."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from gcl.residency import GB, Residency, memory_budget


@dataclass
class Machine:
    """A card, a main memory of 100 GB, and a clock that stands still until it is told."""

    on_card: list[str] = field(default_factory=list)
    in_memory: list[str] = field(default_factory=list)
    most_on_card: int = 0
    taken: int = 0  # GB of main memory, by others
    now: float = 0.0

    def memory(self) -> tuple[int, int]:
        return (100 - self.taken - 10 * len(self.in_memory)) * GB, 100 * GB

    def model(self, name: str) -> Model:
        self.on_card.append(name)
        self.most_on_card = max(self.most_on_card, len(self.on_card))
        return Model(name, self)

    def residency(self, budget: int = 0, told: list[str | None] | None = None) -> Residency:
        return Residency(
            (lambda key: None) if told is None else told.append,
            budget=budget * GB,
            memory=self.memory,
            clock=lambda: self.now,
        )


@dataclass
class Model:
    """Takes 10 GB wherever it is."""

    name: str
    machine: Machine
    fits: bool = True

    def unload(self) -> None:
        for place in (self.machine.on_card, self.machine.in_memory):
            if self.name in place:
                place.remove(self.name)

    def footprint(self) -> int:
        return 10 * GB

    def is_on_card(self) -> bool:
        return self.name in self.machine.on_card

    def set_aside(self) -> None:
        self.machine.on_card.remove(self.name)
        self.machine.in_memory.append(self.name)

    def bring_back(self) -> None:
        if not self.fits:
            raise MemoryError
        self.machine.in_memory.remove(self.name)
        self.machine.on_card.append(self.name)
        self.machine.most_on_card = max(self.machine.most_on_card, len(self.machine.on_card))


@pytest.fixture
def machine() -> Machine:
    return Machine()


def use(residency: Residency, machine: Machine, *names: str) -> None:
    for name in names:
        machine.now += 1
        residency.hold(name, lambda name=name: machine.model(name))


def test_a_model_stays_warm_between_jobs(machine: Machine) -> None:
    residency = machine.residency()
    first = residency.hold("diffusion:a", lambda: machine.model("a"))
    assert residency.hold("diffusion:a", lambda: machine.model("a")) is first
    assert residency.loads == 1


def test_without_a_budget_the_one_before_leaves_memory(machine: Machine) -> None:
    residency = machine.residency()
    use(residency, machine, "a", "b", "a")
    assert (residency.loads, residency.returns) == (3, 0)
    assert (machine.on_card, machine.in_memory) == (["a"], [])


def test_two_models_are_never_on_the_card_together(machine: Machine) -> None:
    for budget in (0, 15, 50):
        residency = machine.residency(budget)
        use(residency, machine, "a", "b", "a", "c", "b", "a")
        residency.release_all()
    assert machine.most_on_card == 1
    assert machine.on_card == machine.in_memory == []


def test_going_back_to_a_model_loads_nothing(machine: Machine) -> None:
    residency = machine.residency(budget=50)
    first = residency.hold("a", lambda: machine.model("a"))
    use(residency, machine, "b")
    assert residency.aside == ["a"]
    assert residency.hold("a", lambda: machine.model("a")) is first
    assert (residency.loads, residency.returns) == (2, 1)
    assert residency.aside == ["b"]


def test_a_model_waits_through_a_change_of_kind(machine: Machine) -> None:
    residency = machine.residency(budget=50)
    use(residency, machine, "diffusion:a", "llm:b")
    assert machine.on_card == ["llm:b"]
    use(residency, machine, "diffusion:a")
    assert (residency.loads, residency.returns) == (2, 1)


def test_where_the_budget_ends_the_one_unused_for_the_longest_goes(machine: Machine) -> None:
    residency = machine.residency(budget=25)
    use(residency, machine, "a", "b", "c", "d")
    assert residency.aside == ["b", "c"]
    use(residency, machine, "b", "e")
    assert residency.aside == ["d", "b"]


def test_a_model_that_is_about_to_return_leaves_its_place_to_the_present_one(machine: Machine) -> None:
    residency = machine.residency(budget=10)
    use(residency, machine, "a", "b", "a", "b", "a")
    assert (residency.loads, residency.returns) == (2, 3)


def test_a_model_larger_than_the_budget_is_not_set_aside(machine: Machine) -> None:
    residency = machine.residency(budget=9)
    use(residency, machine, "a", "b")
    assert residency.aside == []
    assert machine.in_memory == []


def test_a_model_that_cannot_wait_is_unloaded(machine: Machine) -> None:
    residency = machine.residency(budget=50)
    model = machine.model("a")
    model.footprint = lambda: 0  # type: ignore[method-assign]
    residency.hold("a", lambda: model)
    use(residency, machine, "b")
    assert residency.aside == []
    assert machine.on_card == ["b"]


def test_nothing_is_set_aside_where_memory_is_short(machine: Machine) -> None:
    residency = machine.residency(budget=50)
    machine.taken = 88  # with 5 GB that stay free, 10 more are too many
    use(residency, machine, "a", "b")
    assert residency.aside == []


def test_a_load_that_needs_room_takes_it_from_those_that_wait(machine: Machine) -> None:
    residency = machine.residency(budget=50)
    use(residency, machine, "a", "b", "c")
    assert residency.aside == ["a", "b"]
    residency.hold("d", lambda: machine.model("d"), size=70 * GB)
    assert residency.aside == ["b", "c"]  # 80 GB are free, 5 of them for good
    assert machine.on_card == ["d"]


def test_those_that_wait_go_when_others_take_the_memory(machine: Machine) -> None:
    told: list[str | None] = []
    residency = machine.residency(budget=50, told=told)
    use(residency, machine, "a", "b", "c")
    machine.taken = 80
    residency.tidy(0)
    assert residency.aside == ["b"]
    assert residency.key == "c"
    assert told[-1] == "c"


def test_after_the_idle_time_nothing_is_in_memory(machine: Machine) -> None:
    told: list[str | None] = []
    residency = machine.residency(budget=50, told=told)
    use(residency, machine, "a", "b")
    machine.now = 601
    residency.tidy(600)
    assert (residency.key, residency.aside) == ("b", [])
    machine.now = 602
    residency.tidy(600)
    assert residency.key is None
    assert told[-1] is None
    assert machine.on_card == machine.in_memory == []


def test_the_idle_time_counts_from_the_end_of_the_last_use(machine: Machine) -> None:
    residency = machine.residency()
    use(residency, machine, "a")
    machine.now = 1000
    residency.touch()
    residency.tidy(600)
    assert residency.key == "a"


def test_an_idle_time_of_nought_keeps_the_model_for_good(machine: Machine) -> None:
    residency = machine.residency(budget=50)
    use(residency, machine, "a", "b")
    machine.now = 10**9
    residency.tidy(0)
    assert (residency.key, residency.aside) == ("b", ["a"])


def test_a_load_that_fails_leaves_the_slot_empty_and_usable(machine: Machine) -> None:
    residency = machine.residency(budget=50)
    use(residency, machine, "a")

    def broken() -> Model:
        raise RuntimeError("no weights")

    with pytest.raises(RuntimeError):
        residency.hold("b", broken)
    assert residency.key is None
    assert machine.on_card == []
    use(residency, machine, "a")
    assert (residency.key, residency.returns) == ("a", 1)


def test_a_model_that_cannot_come_back_is_let_go_of(machine: Machine) -> None:
    residency = machine.residency(budget=50)
    model = residency.hold("a", lambda: machine.model("a"))
    use(residency, machine, "b")
    model.fits = False
    with pytest.raises(MemoryError):
        use(residency, machine, "a")
    assert (residency.key, residency.aside) == (None, ["b"])
    assert machine.on_card == []
    use(residency, machine, "a")
    assert residency.key == "a"


def test_changes_are_told(machine: Machine) -> None:
    told: list[str | None] = []
    residency = machine.residency(told=told)
    residency.hold("diffusion:a", lambda: machine.model("a"))
    residency.release()
    residency.release()
    assert told == ["diffusion:a", None]


def test_the_budget_is_the_setting_or_half_of_what_is_free() -> None:
    assert memory_budget(0) == 0
    assert memory_budget(1.5) == 1_500_000_000
    assert memory_budget(None) > 0
