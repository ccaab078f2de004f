"""What the gates ask: the questions for a brand and a market, as they are when a run is submitted."""

from __future__ import annotations

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from gcl.db import Brand, ChecklistItem, Country, Language
from gcl.payloads import ChecklistQuestion
from gcl.stages import GATES


def checklist(
    session: Session, brand: Brand | None, language: Language, country: Country
) -> dict[str, list[ChecklistQuestion]]:
    """{gate: its active questions, in order}: those for every script, and those for this brand, language or country.

    A question that names several of them is asked where all are met.
    """
    query = (
        select(ChecklistItem)
        .where(
            ChecklistItem.active,
            or_(ChecklistItem.brand_id.is_(None), ChecklistItem.brand_id == (brand.id if brand else None)),
            or_(ChecklistItem.language_code.is_(None), ChecklistItem.language_code == language.code),
            or_(ChecklistItem.country_code.is_(None), ChecklistItem.country_code == country.code),
        )
        .order_by(ChecklistItem.position, ChecklistItem.id)
    )
    asked: dict[str, list[ChecklistQuestion]] = {gate: [] for gate in GATES}
    for item in session.scalars(query):
        asked[item.gate].append(ChecklistQuestion(key=item.key, question=item.question, severity=item.severity))
    return asked
