"""Sizes in pixels: what is on offer for an aspect ratio, and what is near to a wish."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gcl.sizes import ASPECT_RATIOS, MAX_SIDE, MIN_SIDE, aspect_sizes, nearest_size

MULTIPLES = st.sampled_from([8, 16, 32, 64])
SIDES = st.integers(min_value=4, max_value=32).map(lambda number: number * 64)


def test_the_sizes_for_sdxl_are_the_ones_that_it_was_trained_on() -> None:
    assert aspect_sizes(1344, 768, 64) == {
        "21:9": (1536, 640),
        "16:9": (1344, 768),
        "4:3": (1152, 896),
        "1:1": (1024, 1024),
        "3:4": (896, 1152),
        "9:16": (768, 1344),
    }


def test_the_model_s_own_size_is_kept_even_if_it_is_no_multiple() -> None:
    assert aspect_sizes(1280, 720, 64)["16:9"] == (1280, 720)
    assert aspect_sizes(500, 500, 64)["1:1"] == (500, 500)


@given(SIDES, SIDES, MULTIPLES)
def test_every_size_is_a_multiple_within_bounds(width: int, height: int, multiple: int) -> None:
    sizes = aspect_sizes(width, height, multiple)
    assert list(sizes) == list(ASPECT_RATIOS)
    for sides in sizes.values():
        assert all(side % multiple == 0 and MIN_SIDE <= side <= MAX_SIDE for side in sides)


@given(st.integers(min_value=8, max_value=16).map(lambda number: number * 128), MULTIPLES)
def test_every_size_has_about_as_many_pixels_as_the_model_s_own(side: int, multiple: int) -> None:
    for width, height in aspect_sizes(side, side, multiple).values():
        assert 0.85 < width * height / side**2 < 1.15


@given(st.integers(-10_000, 10_000), st.integers(-10_000, 10_000), MULTIPLES)
def test_the_nearest_size_can_be_drawn_whatever_was_wished(width: int, height: int, multiple: int) -> None:
    near = nearest_size(width, height, multiple)
    assert all(side % multiple == 0 and MIN_SIDE <= side <= MAX_SIDE for side in near)


def test_a_size_that_can_be_drawn_is_nearest_to_itself() -> None:
    assert nearest_size(512, 288, 8) == (512, 288)
