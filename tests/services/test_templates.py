from __future__ import annotations

import pytest

from gcl.errors import ConflictError, InputError, NotFound, TemplateError
from gcl.services import Services
from gcl.stages import SLUGS
from tests.unchanged import refused


def test_every_template_is_listed_in_the_order_of_the_pipeline(services: Services) -> None:
    listed = services.templates.list()
    assert tuple(one.slug for one in listed)[: len(SLUGS)] == SLUGS
    assert all((one.active_version, one.versions, one.use_count) == (1, 1, 0) for one in listed)


def test_a_save_is_a_new_version_and_the_active_one(services: Services) -> None:
    saved = services.templates.save("adaptation", "Write.\r\nNow.", author="Ana", note="shorter", based_on=1)
    assert (saved.version, saved.active, saved.body, saved.author) == (2, True, "Write.\nNow.", "Ana")
    assert services.templates.get("adaptation") == saved
    assert [(one.version, one.active) for one in services.templates.versions("adaptation")] == [(2, True), (1, False)]


def test_an_older_version_can_be_activated_again(services: Services) -> None:
    services.templates.save("adaptation", "Write.", based_on=1)
    assert services.templates.activate("adaptation", 1).active
    assert services.templates.get("adaptation").version == 1
    assert services.templates.get("adaptation", 2).body == "Write."
    assert next(one for one in services.templates.list() if one.slug == "adaptation").versions == 2


def test_activating_the_active_version_changes_nothing(services: Services) -> None:
    assert services.templates.activate("adaptation", 1).active
    assert services.templates.get("adaptation").version == 1


def test_the_second_of_two_editors_is_told_even_after_an_older_version_was_activated(services: Services) -> None:
    services.templates.save("adaptation", "Write.", based_on=1)
    services.templates.activate("adaptation", 1)
    with refused(services, ConflictError, "Version 2 of adaptation was saved while you edited version 1"):
        services.templates.save("adaptation", "Write differently.", based_on=1)


def test_a_syntax_error_is_refused_with_its_line(services: Services) -> None:
    with refused(services, TemplateError, "line 2"):
        services.templates.save("adaptation", "Write.\n{% if %}", based_on=1)
    with pytest.raises(TemplateError) as caught:
        services.templates.save("adaptation", "Write.\n{{ origin.title", based_on=1)
    assert caught.value.line == 2


@pytest.mark.parametrize(
    ("body", "says"),
    [(" \n", "cannot be empty"), ("x" * 100_001, "at most 100000 characters"), ("{{ nope }}", "'nope'")],
)
def test_a_body_that_cannot_work_is_refused(services: Services, body: str, says: str) -> None:
    with refused(services, TemplateError, says):
        services.templates.save("adaptation", body, based_on=1)


def test_an_unknown_template_or_version_is_named(services: Services) -> None:
    with refused(services, NotFound, "Did you mean 'adaptation'"):
        services.templates.save("adaption", "Write.", based_on=1)
    with refused(services, NotFound, "Did you mean 'adaptation'"):
        services.templates.versions("adaption")
    with refused(services, NotFound, "no version 7 of adaptation. The newest is 1"):
        services.templates.activate("adaptation", 7)
    with refused(services, NotFound, "prompt template 'x'"):
        services.templates.get("x")


def test_a_slug_or_a_body_that_is_not_text_is_refused(services: Services) -> None:
    with refused(services, InputError, "is not text"):
        services.templates.versions("\ud800")
    with refused(services, InputError, "is not text"):
        services.templates.save("adaptation", "Write.\ud800", based_on=1)
