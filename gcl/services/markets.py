"""Markets: a language in one of its countries, named by a tag such as ja-JP."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from gcl.db import Country, Insight, Language, Region
from gcl.db.knowledge import country_language, region_country
from gcl.errors import InputError, NotFound
from gcl.payloads import Market, MarketInsight


@dataclass(frozen=True)
class MarketChoice:
    """`label` as in "Japanese, Japan (ja-JP)"."""

    code: str
    label: str


def choices(session: Session) -> list[MarketChoice]:
    """Every market that the studio knows, by its label."""
    pairs = session.execute(
        select(Language.code, Language.name, Country.code, Country.name)
        .join(country_language, country_language.c.language_code == Language.code)
        .join(Country, country_language.c.country_code == Country.code)
        .order_by(Language.name, Country.name)
    )
    return [MarketChoice(f"{lc}-{cc}", f"{language}, {country} ({lc}-{cc})") for lc, language, cc, country in pairs]


@dataclass(frozen=True)
class RegionChoice:
    """A region with the tags of its markets."""

    name: str
    markets: list[str]


def regions(session: Session) -> list[RegionChoice]:
    """Every region that has markets, by name."""
    pairs = session.execute(
        select(Region.name, country_language.c.language_code, country_language.c.country_code)
        .join(region_country, region_country.c.region_code == Region.code)
        .join(country_language, country_language.c.country_code == region_country.c.country_code)
        .order_by(Region.name, country_language.c.language_code, country_language.c.country_code)
    )
    found: dict[str, list[str]] = {}
    for region, language, country in pairs:
        found.setdefault(region, []).append(f"{language}-{country}")
    return [RegionChoice(name, tags) for name, tags in found.items()]


def find(session: Session, tag: str) -> tuple[Language, Country]:
    """The language and the country of a tag; case and "_" for "-" are forgiven.

    Raises NotFound that offers the nearest market, or says that the language is not one of that country's.
    """
    language_code, _, country_code = tag.strip().replace("_", "-").partition("-")
    language = session.get(Language, language_code.lower())
    country = session.get(
        Country, country_code.upper(), options=[selectinload(Country.languages), selectinload(Country.regions)]
    )
    if language is None or country is None:
        if not tag.strip():
            raise InputError("Choose a market, such as ja-JP.")
        raise NotFound.among("market", tag, [choice.code for choice in choices(session)])
    if language not in country.languages:
        spoken = ", ".join(sorted(f"{other.code}-{country.code}" for other in country.languages)) or "none yet"
        raise NotFound(f"{language.name} is not set up as a language of {country.name}. Markets there: {spoken}.")
    return language, country


def compose(session: Session, language: Language, country: Country) -> Market:
    """What is known about a market, from the general to the particular: its regions, its country, its language."""
    regions = sorted(country.regions, key=lambda region: region.name)
    levels = (
        ("region", Insight.region_code.in_([region.code for region in regions])),
        ("country", Insight.country_code == country.code),
        ("language", Insight.language_code == language.code),
    )
    insights = [
        MarketInsight(level=level, category=row.category, text=row.text, source=row.source)
        for level, here in levels
        for row in session.scalars(select(Insight).where(here).order_by(Insight.id))
    ]
    return Market(
        code=f"{language.code}-{country.code}",
        language=language.name,
        language_code=language.code,
        native_name=language.native_name,
        country=country.name,
        regions=[region.name for region in regions],
        insights=insights,
    )
