"""How a model gets on a card: in which numbers its weights are kept, and which of them are there at once.

    full          everything on the card, in the numbers that the preset names
    fp8           everything on the card, weights kept in 8 bits and widened layer by layer as they are used
    nf4           everything on the card, the transformer's and the text encoders' weights in 4 bits
    offload       full, but each part is on the card only while it works, and else in main memory
    nf4-offload   both
    sequential    full, each single layer on the card only while it works: by far the slowest

From top to bottom each makes do with less; the first that fits into the free memory of the card is taken. Arithmetic
alone, so that a screen can tell before anything is loaded. What a model needs:

    all at once     weights + working memory
    part by part    the larger of: its largest part + half of the working memory, and the working memory
    layer by layer  LAYER + working memory

The weights are what presets.json says: `memory_gb`, `memory_nf4_gb`; in 8 bits FP8_SHARE of `memory_gb`. The working
memory is what decoding takes, which is the most:

    width × height × bytes a number × 2200

InvokeAI measured the constant over sizes and models, allocated and reserved memory together, and found the four- and
the sixteen-channel VAE alike (invokeai/backend/util/vae_working_memory.py, its issue 8414). Denoising takes less than
half of it. It is reserved for the largest size that a form offers for the model, or the job's own if that is larger.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import Literal

from gcl.machine import Place
from gcl.presets.diffusion import DiffusionPreset, PlanName

GB = 10**9
DECODE = 2200
FP8_SHARE = 0.55  # half, and what is not narrowed: norms, embeddings, the VAE
LARGEST_PART = 0.8  # of the weights; of the families here between a half (FLUX.2 klein) and four fifths (SD 1.5)
LAYER = GB
CONTEXT = 600_000_000  # bytes that CUDA takes for itself before anything is loaded

HALF, SINGLE = 2, 4  # bytes a number


@dataclass(frozen=True)
class Plan:
    """`how` completes "Loading X …" and `does` "It …"."""

    name: PlanName
    weights: Literal["full", "fp8", "nf4"]
    on_card: Literal["all", "part", "layer"]
    how: str
    does: str


FULL = Plan("full", "full", "all", "at full precision", "is loaded at full precision")
FP8 = Plan("fp8", "fp8", "all", "with its weights in 8 bits", "is loaded with its weights in 8 bits")
NF4 = Plan("nf4", "nf4", "all", "with its weights in 4 bits", "is loaded with its weights in 4 bits")
OFFLOAD = Plan(
    *("offload", "full", "part", "part by part"),
    "keeps its parts in main memory and brings each to the card when its turn comes, which takes longer",
)
NF4_OFFLOAD = Plan(
    *("nf4-offload", "nf4", "part", "with its weights in 4 bits, part by part"),
    "is loaded with its weights in 4 bits and brings each part to the card when its turn comes, which takes longer",
)
SEQUENTIAL = Plan(
    *("sequential", "full", "layer", "layer by layer"),
    "brings its weights to the card layer by layer, which takes many times longer",
)
LADDER = (FULL, FP8, NF4, OFFLOAD, NF4_OFFLOAD, SEQUENTIAL)


def ladder(preset: DiffusionPreset, device: str) -> list[Plan]:
    """What can be done for this model on a device of the type cuda, mps or cpu, what needs the most first.

    4 bits need bitsandbytes and an NVIDIA card, and weights in the form of diffusers. A processor has only main memory,
    where narrow weights save some, at the price of time.
    """
    if preset.builtin:
        return [FULL] if device == "cpu" else [FULL, OFFLOAD]
    if device == "cpu":
        return [FULL, FP8]
    if device != "cuda":
        return [FULL, OFFLOAD]
    narrow = find_spec("bitsandbytes") is not None and not (preset.path and preset.path.suffix == ".safetensors")
    return [plan for plan in LADDER if plan.weights != "nf4" or narrow]


def weights(preset: DiffusionPreset, plan: Plan, device: str) -> float | None:
    """Bytes of all weights under a plan; None if presets.json does not say. A processor computes in float32."""
    if preset.memory_gb is None:
        return None
    full = preset.memory_gb * GB * (SINGLE / HALF if device == "cpu" and preset.dtype != "float32" else 1)
    if plan.weights == "fp8":
        return full * FP8_SHARE / (2 if device == "cpu" else 1)
    if plan.weights == "nf4":
        return None if preset.memory_nf4_gb is None else preset.memory_nf4_gb * GB
    return full


def working_memory(preset: DiffusionPreset, width: int, height: int, device: str) -> int:
    """Bytes that decoding an image of this size takes beside the weights."""
    return width * height * DECODE * (SINGLE if device == "cpu" or preset.dtype == "float32" else HALF)


def need(preset: DiffusionPreset, plan: Plan, device: str, size: tuple[int, int]) -> float | None:
    """Bytes that must be free on the card; None if presets.json does not say what the weights take."""
    kept = weights(preset, plan, device)
    if kept is None:
        return None
    work = working_memory(preset, *size, device)
    if plan.on_card == "all":
        return kept + work
    return LAYER + work if plan.on_card == "layer" else max(kept * LARGEST_PART + work / 2, work)


def reserved_size(preset: DiffusionPreset, size: tuple[int, int] = (0, 0)) -> tuple[int, int]:
    """The size to reserve working memory for: the largest on offer, or `size` if that is larger."""
    return max([*preset.sizes().values(), size], key=_pixels)


def choose(preset: DiffusionPreset, device: str, free: float, size: tuple[int, int] = (0, 0)) -> Plan:
    """The plan for a model where `free` bytes of the card are free: the one that presets.json names if this device can
    do it, else the first that fits, else the last."""
    rungs = ladder(preset, device)
    for plan in rungs:
        if plan.name == preset.plan:
            return plan
    if device == "cpu" or preset.memory_gb is None:
        return rungs[0]
    reserved = reserved_size(preset, size)
    fitting = (plan for plan in rungs if (needed := need(preset, plan, device, reserved)) and needed <= free)
    return next(fitting, rungs[-1])


def step_down(preset: DiffusionPreset, plan: Plan, device: str) -> Plan | None:
    """The next plan that makes do with less; None if there is none."""
    rungs = ladder(preset, device)
    here = need(preset, plan, device, reserved_size(preset))
    for lower in rungs[rungs.index(plan) + 1 :] if plan in rungs else []:
        there = need(preset, lower, device, reserved_size(preset))
        if here is None or there is None or there < here:
            return lower
    return None


def lower(one: Plan, other: Plan | None) -> Plan:
    """Whichever of two plans makes do with less."""
    return one if other is None or LADDER.index(one) >= LADDER.index(other) else other


def main_memory(preset: DiffusionPreset, device: str) -> int:
    """Bytes of main memory that loading takes, as far as presets.json says."""
    return int(weights(preset, FULL, device) or 0)


def sentence(preset: DiffusionPreset, place: Place) -> str:
    """What this model does on this machine with nothing else on its card; "" if presets.json does not say enough."""
    full = weights(preset, FULL, place.kind)
    if full is None:
        return ""
    if place.kind == "cpu":
        short = f", more than the {_gb(place.memory)} of this machine" if full > place.memory else ""
        return f"It draws on the processor and takes {_gb(full)} of main memory{short}."
    plan = choose(preset, place.kind, place.memory - CONTEXT)
    if plan is FULL or plan.name == preset.plan:
        return f"On this machine ({place.name}, {_gb(place.memory)}) it {plan.does}."
    whole = need(preset, FULL, place.kind, reserved_size(preset)) or 0
    return (
        f"On this machine ({place.name}, {_gb(place.memory)}) it {plan.does}: "
        f"with all of it at full precision on the card it would need {_gb(whole + CONTEXT)}."
    )


def what_would_fit(
    preset: DiffusionPreset,
    plan: Plan,
    device: str,
    free: float,
    size: tuple[int, int],
    others: Iterable[DiffusionPreset] = (),
) -> str:
    """A sentence on what to do after memory ran out under `plan`, with `free` bytes free: a plan that needs less, a
    smaller size, or the first of `others` that is smaller and would fit at once."""
    ways = []
    if (next_plan := step_down(preset, plan, device)) is not None:
        ways.append(f"retry the job, and it {next_plan.does}")
    if smaller := _largest_fitting(preset, plan, device, free, size):
        ways.append(f"choose a size of at most {smaller[0]}×{smaller[1]}")
    elif not preset.fixed_size:
        ways.append("choose a smaller size")
    model = next((other for other in others if _is_smaller_and_fits(other, preset, device, free)), None)
    ways.append(f"choose a smaller model such as {model.name}" if model else "choose a smaller model")
    *most, last = ways
    said = f"{', '.join(most)}, or {last}" if most else last
    return said[0].upper() + said[1:] + "."


def _is_smaller_and_fits(other: DiffusionPreset, preset: DiffusionPreset, device: str, free: float) -> bool:
    needed = need(other, FULL, device, reserved_size(other))
    return needed is not None and needed <= free and (other.memory_gb or 0) < (preset.memory_gb or 0)


def _largest_fitting(
    preset: DiffusionPreset, plan: Plan, device: str, free: float, size: tuple[int, int]
) -> tuple[int, int] | None:
    """The largest size of the same shape that the arithmetic finds room for, if it is smaller than `size`."""
    step = preset.divisor
    for part in range(9, 2, -1):
        smaller = tuple(length * part // 10 // step * step for length in size)
        needed = need(preset, plan, device, (smaller[0], smaller[1]))
        if needed is not None and needed <= free and not preset.fixed_size:
            return smaller[0], smaller[1]
    return None


@dataclass
class StepsDown:
    """What ran out of memory while the worker lives, so that the next job of its kind does not fail first.

    A model that ran out at one size starts lower at that size and at every larger one.
    """

    _seen: dict[str, dict[int, Plan]] = field(default_factory=dict)

    def remember(self, key: str, size: tuple[int, int], plan: Plan) -> None:
        """From now on `key` at `size` begins with `plan` or a lower one."""
        self._seen.setdefault(key, {})[_pixels(size)] = plan

    def floor(self, key: str, size: tuple[int, int]) -> Plan | None:
        found: Plan | None = None
        for pixels, plan in self._seen.get(key, {}).items():
            if pixels <= _pixels(size):
                found = lower(plan, found)
        return found


def _pixels(size: tuple[int, int]) -> int:
    return size[0] * size[1]


def _gb(amount: float) -> str:
    return f"{amount / GB:.1f} GB" if amount < 100 * GB else f"{amount / GB:.0f} GB"
