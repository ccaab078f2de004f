"""Prompt templates: every save is a new version, exactly one version of a slug is active."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from gcl.db import Database, PromptTemplate
from gcl.errors import ConflictError, NotFound, TemplateError
from gcl.prompts import check_template
from gcl.stages import SLUGS

MAX_CHARS = 100_000


@dataclass(frozen=True)
class TemplateSummary:
    """`versions` is how many there are; uses are counted over all of them."""

    slug: str
    active_version: int
    versions: int
    use_count: int
    last_used_at: datetime | None


@dataclass(frozen=True)
class TemplateView:
    slug: str
    version: int
    active: bool
    body: str
    author: str
    note: str
    created_at: datetime
    use_count: int


class TemplateService:
    def __init__(self, db: Database) -> None:
        self.db = db

    def versions(self, slug: str) -> list[TemplateView]:
        """All versions of a template, newest first."""
        query = select(PromptTemplate).where(PromptTemplate.slug == slug).order_by(PromptTemplate.version.desc())
        with self.db.read() as session:
            found = [_view(row) for row in session.scalars(query)]
            if not found:
                raise _unknown(session, slug)
        return found

    def get(self, slug: str, version: int | None = None) -> TemplateView:
        """One version of a template; the active one if none is named."""
        with self.db.read() as session:
            return _view(_find(session, slug, version))

    def save(self, slug: str, body: str, *, author: str = "", note: str = "", based_on: int) -> TemplateView:
        """Add `body` as a new version and make it the active one.

        Raises TemplateError, with its line, if the template cannot be parsed; ConflictError if a newer version than
        `based_on`, the one that was edited, exists by now.
        """
        body = body.replace("\r\n", "\n")
        if not body.strip():
            raise TemplateError("A prompt template cannot be empty. Write its text, or activate an older version.")
        if len(body) > MAX_CHARS:
            raise TemplateError(f"A prompt template has at most {MAX_CHARS} characters, this one has {len(body)}.")
        check_template(body, slug)
        with self.db.write() as session:
            newest = session.scalar(select(func.max(PromptTemplate.version)).where(PromptTemplate.slug == slug))
            if newest is None:
                raise _unknown(session, slug)
            if newest != based_on:
                raise ConflictError(f"Version {newest} of {slug} was saved while you edited version {based_on}.")
            _deactivate(session, slug)
            row = PromptTemplate(
                slug=slug, version=newest + 1, active=True, body=body, author=author[:80], note=note[:300]
            )
            session.add(row)
            session.flush()
            return _view(row)

    def activate(self, slug: str, version: int) -> TemplateView:
        """Make a version the one that new runs use; runs already submitted keep theirs."""
        with self.db.write() as session:
            row = _find(session, slug, version)
            _deactivate(session, slug)
            session.refresh(row)
            row.active = True
            session.flush()
            return _view(row)

    def list(self) -> list[TemplateSummary]:
        """Every template, in the order in which the pipeline uses them, then the others by name."""
        grouped = select(
            PromptTemplate.slug,
            func.max(PromptTemplate.version).filter(PromptTemplate.active),
            func.count(),
            func.sum(PromptTemplate.use_count),
            func.max(PromptTemplate.last_used_at),
        ).group_by(PromptTemplate.slug)
        with self.db.read() as session:
            found = [TemplateSummary(*row) for row in session.execute(grouped)]
        return sorted(found, key=lambda one: (SLUGS.index(one.slug) if one.slug in SLUGS else len(SLUGS), one.slug))


def _find(session: Session, slug: str, version: int | None) -> PromptTemplate:
    which = PromptTemplate.active if version is None else PromptTemplate.version == version
    row = session.scalar(select(PromptTemplate).where(PromptTemplate.slug == slug, which))
    if row is not None:
        return row
    known = session.scalar(select(func.max(PromptTemplate.version)).where(PromptTemplate.slug == slug))
    if known is None:
        raise _unknown(session, slug)
    raise NotFound(f"There is no version {version} of {slug}. The newest is {known}.")


def _unknown(session: Session, slug: str) -> NotFound:
    known = session.scalars(select(PromptTemplate.slug).distinct().order_by(PromptTemplate.slug))
    return NotFound.among("prompt template", slug, list(known))


def _deactivate(session: Session, slug: str) -> None:
    session.execute(
        update(PromptTemplate).where(PromptTemplate.slug == slug, PromptTemplate.active).values(active=False)
    )


def _view(row: PromptTemplate) -> TemplateView:
    return TemplateView(
        slug=row.slug,
        version=row.version,
        active=row.active,
        body=row.body,
        author=row.author,
        note=row.note,
        created_at=row.created_at,
        use_count=row.use_count,
    )
