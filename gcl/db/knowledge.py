"""What the studio knows about markets and brands. Insights hang on a region, a country or a language."""

from __future__ import annotations

from typing import Any

from sqlalchemy import CheckConstraint, Column, ForeignKey, String, Table
from sqlalchemy.orm import Mapped, mapped_column, relationship

from gcl.db.base import Base

region_country = Table(
    "region_country",
    Base.metadata,
    Column("region_code", ForeignKey("region.code"), primary_key=True),
    Column("country_code", ForeignKey("country.code"), primary_key=True),
)
country_language = Table(
    "country_language",
    Base.metadata,
    Column("country_code", ForeignKey("country.code"), primary_key=True),
    Column("language_code", ForeignKey("language.code"), primary_key=True),
)


class Region(Base):
    __tablename__ = "region"

    code: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    countries: Mapped[list[Country]] = relationship(secondary=region_country, back_populates="regions")


class Country(Base):
    """`code` is ISO 3166-1 alpha-2, such as JP."""

    __tablename__ = "country"

    code: Mapped[str] = mapped_column(String(2), primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    regions: Mapped[list[Region]] = relationship(secondary=region_country, back_populates="countries")
    languages: Mapped[list[Language]] = relationship(secondary=country_language, back_populates="countries")


class Language(Base):
    """`code` is ISO 639-1 or -3, such as ja. The models are keys of presets.json; the writer prefers the primary."""

    __tablename__ = "language"
    __table_args__ = (CheckConstraint("direction IN ('ltr', 'rtl')", name="direction"),)

    code: Mapped[str] = mapped_column(String(8), primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    native_name: Mapped[str] = mapped_column(String(80))
    direction: Mapped[str] = mapped_column(String(3), default="ltr")
    primary_model: Mapped[str | None] = mapped_column(String(120))
    alternative_model: Mapped[str | None] = mapped_column(String(120))
    countries: Mapped[list[Country]] = relationship(secondary=country_language, back_populates="languages")


class Insight(Base):
    """A fact about a market, true at exactly one level. `source` is a link, or "editorial" where there is none."""

    __tablename__ = "insight"
    __table_args__ = (
        CheckConstraint(
            "(region_code IS NOT NULL) + (country_code IS NOT NULL) + (language_code IS NOT NULL) = 1",
            name="one_level",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(80), unique=True)
    region_code: Mapped[str | None] = mapped_column(ForeignKey("region.code"), index=True)
    country_code: Mapped[str | None] = mapped_column(ForeignKey("country.code"), index=True)
    language_code: Mapped[str | None] = mapped_column(ForeignKey("language.code"), index=True)
    category: Mapped[str] = mapped_column(String(40))
    text: Mapped[str]
    source: Mapped[str] = mapped_column(String(300), default="editorial")


class Brand(Base):
    __tablename__ = "brand"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    voice: Mapped[str] = mapped_column(default="")
    # "values" and "messaging" are lists of short statements.
    values: Mapped[list[Any]] = mapped_column(default=list)
    visual_identity: Mapped[str] = mapped_column(default="")
    messaging: Mapped[list[Any]] = mapped_column(default=list)
    # Terms that stay as they are in every language, and such as no script of the brand may have.
    locked_terms: Mapped[list[Any]] = mapped_column(default=list)
    forbidden_terms: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")


class ChecklistItem(Base):
    """One yes/no question of a gate; "yes" means that the script is right. It is asked of every script, or only of
    those of its brand, language or country."""

    __tablename__ = "checklist_item"
    __table_args__ = (
        CheckConstraint("gate IN ('format', 'cultural', 'concept_eval', 'brand')", name="gate"),
        CheckConstraint("severity IN ('critical', 'major', 'minor')", name="severity"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(60), unique=True)
    gate: Mapped[str] = mapped_column(String(32), index=True)
    question: Mapped[str]
    severity: Mapped[str] = mapped_column(String(16))
    brand_id: Mapped[int | None] = mapped_column(ForeignKey("brand.id"))
    language_code: Mapped[str | None] = mapped_column(ForeignKey("language.code"))
    country_code: Mapped[str | None] = mapped_column(ForeignKey("country.code"))
    # Where in its gate's list it is asked.
    position: Mapped[int] = mapped_column(default=0)
    active: Mapped[bool] = mapped_column(default=True)
