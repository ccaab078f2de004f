from __future__ import annotations

import math

import pytest

from gcl.errors import ConflictError, InputError
from gcl.services import Services
from tests.unchanged import refused


def test_settings_are_read_and_saved_as_a_whole(services: Services) -> None:
    view = services.settings.get()
    assert (view.version, view.global_default_model, view.brand_max_retries) == (1, "auto", 3)
    changed = view.model_copy(update={"brand_max_retries": 0, "concept_default_model": "qwen3-8b", "temperature": 0.2})
    saved = services.settings.save(changed)
    assert saved == changed.model_copy(update={"version": 2})
    assert services.settings.get() == saved


def test_a_model_left_blank_is_asked_of_the_next_in_the_chain(services: Services) -> None:
    view = services.settings.get().model_copy(update={"global_default_model": " "})
    assert services.settings.save(view).global_default_model is None


def test_the_second_of_two_editors_is_told(services: Services) -> None:
    view = services.settings.get()
    services.settings.save(view.model_copy(update={"temperature": 0.1}))
    with refused(services, ConflictError, "Somebody else saved the settings"):
        services.settings.save(view.model_copy(update={"temperature": 0.9}))


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("global_default_model", "qwen3-8", "Global default: There is no language model 'qwen3-8'. Did you mean"),
        ("format_max_retries", 4, "Format gate retries must be from 0 to 3, not 4"),
        ("brand_max_retries", -1, "Brand gate retries"),
        ("max_new_tokens", 10, "Tokens in one answer must be from 256 to 32768"),
        ("temperature", 2.5, "Temperature must be from 0 to 2"),
        ("temperature", math.nan, "Temperature"),
    ],
)
def test_a_wrong_value_is_refused_by_the_name_of_its_field(
    services: Services, field: str, value: object, says: str
) -> None:
    view = services.settings.get().model_copy(update={field: value})
    with refused(services, InputError, says):
        services.settings.save(view)
