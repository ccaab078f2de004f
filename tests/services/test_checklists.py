"""What the gates ask, for a brand and a market."""

from __future__ import annotations

from sqlalchemy import select

from gcl.db import Brand, ChecklistItem, Country, Language
from gcl.payloads import AdaptationJob, ChecklistQuestion
from gcl.services import Services
from gcl.services.checklists import checklist
from gcl.stages import GATES
from tests.services.runs import submit


def asked(services: Services, brand: str | None, market: str) -> dict[str, list[ChecklistQuestion]]:
    language, _, country = market.partition("-")
    with services.db.read() as session:
        book = session.scalar(select(Brand).where(Brand.key == brand))
        return checklist(session, book, session.get_one(Language, language), session.get_one(Country, country))


def keys(services: Services, brand: str | None, market: str) -> set[str]:
    return {one.key for questions in asked(services, brand, market).values() for one in questions}


def test_a_script_is_asked_what_all_are_and_what_its_brand_and_market_are(services: Services) -> None:
    found = keys(services, "maple-gold", "de-DE")
    assert {"brand-voice", "concept-turn", "maple-gold-last-line", "de-address"} <= found
    assert not {"ja-politeness", "fr-address", "gb-spelling"} & found


def test_without_the_brand_its_questions_are_not_asked(services: Services) -> None:
    assert "maple-gold-last-line" not in keys(services, None, "de-DE")


def test_a_question_of_a_language_and_a_country_needs_both(services: Services) -> None:
    assert "gb-spelling" in keys(services, None, "en-GB")
    assert "gb-spelling" not in keys(services, None, "en-AU")


def test_questions_come_in_their_order_and_those_put_aside_not_at_all(services: Services) -> None:
    with services.db.write() as session:
        items = {item.key: item for item in session.scalars(select(ChecklistItem))}
        items["brand-messaging"].position = 0
        items["brand-voice"].active = False
    general = [one.key for one in asked(services, None, "en-GB")["brand"]]
    assert general == ["brand-messaging", "brand-values", "brand-visual"]


def test_a_run_keeps_the_questions_that_it_was_submitted_with(services: Services) -> None:
    payload = AdaptationJob.model_validate(services.jobs.get(submit(services).job_id).payload)
    assert set(payload.checklist) == set(GATES)
    assert payload.checklist == asked(services, "maple-gold", "ja-JP")
