"""Settings, prompt templates: edit, save as a new version, activate an older one."""

from __future__ import annotations

import time
from typing import Any

import gradio as gr

from gcl.errors import ConflictError, GclError, InputError
from gcl.services import Services
from gcl.services.templates import TemplateView
from gcl.tabs.kit import (
    CLICK,
    LOOK,
    QUIET,
    asked,
    clears,
    notice,
    number,
    overtaken,
    panel,
    quietly,
    refusal,
    sent,
    told,
)
from gcl.tabs.render import render


def build(services: Services, demo: gr.Blocks) -> None:
    # The version in the editor, and the newest one when it was opened: a save is refused if there is a newer by then.
    slug, version, newest = gr.State(""), gr.State(0), gr.State(0)
    # When it was opened. The page takes a new mark as: what is in the editor now is what is stored.
    opened = gr.State(0)

    with gr.Row(elem_classes="sheet", equal_height=False):
        with gr.Column(scale=0, min_width=264, elem_classes="side-column"):
            slugs = panel(elem_id="slugs")
        with gr.Column(scale=1, min_width=420, elem_id="template-form"):
            title = panel()
            body = gr.Code(
                language="jinja2", lines=20, max_lines=20, wrap_lines=True, show_label=False, elem_id="template-body"
            )
            problem = panel(elem_id="template-problem")
            with gr.Row(elem_classes="fields"):
                note = gr.Textbox(
                    label="What changed", placeholder="Shown in the list of versions", scale=3, max_length=300
                )
                author = gr.Textbox(label="Your name", scale=1, min_width=120, max_length=80)
                save = gr.Button(
                    "Save as a new version", variant="primary", elem_classes="submits", scale=0, min_width=210
                )
        with gr.Column(scale=0, min_width=220, elem_classes="versions-column"):
            versions = panel(elem_id="versions")

    editor = [slug, version, newest, opened, body, slugs, title, versions]

    def screen(view: TemplateView) -> tuple[Any, ...]:
        mark, known = time.monotonic_ns(), services.templates.versions(view.slug)
        return (view.slug, view.version, known[0].version, mark, view.body, *around(view, known, mark))

    def around(view: TemplateView, known: list[TemplateView], mark: int) -> tuple[str, str, str]:
        """The panels beside and above the editor."""
        return (
            render("slugs", templates=services.templates.list(), current=view.slug),
            render("template_title", view=view, opened=mark),
            render("versions", slug=view.slug, versions=known, shown=view.version),
        )

    @quietly
    def load(request: gr.Request) -> tuple[Any, ...]:
        known = [one.slug for one in services.templates.list()]
        wanted = asked(request, "template")
        if not known:
            return (gr.skip(),) * len(editor)
        return screen(services.templates.get(wanted if wanted in known else known[0]))

    @told
    def choose(event: gr.EventData) -> tuple[Any, ...]:
        return (*screen(services.templates.get(str(sent(event).get("slug", "")))), "", "")

    @told
    def act(current: str, event: gr.EventData) -> tuple[Any, ...]:
        data = sent(event)
        wanted = number(data, "version")
        if data.get("do") == "activate":
            view = services.templates.activate(current, wanted)
            return (
                *screen(view),
                notice(f"Version {wanted} is active: runs that start now use it.", tone="info"),
                gr.skip(),
            )
        return (*screen(services.templates.get(current, wanted)), "", gr.skip())

    def save_text(
        current: str, shown: int, based_on: int, mark: int, text: str | None, what: str, who: str
    ) -> tuple[Any, ...]:
        """Save what is in the editor. Where somebody else saved in the meantime it stays there, and a banner asks."""
        try:
            if _same(text or "", services.templates.get(current, shown).body):
                raise InputError(f"Nothing was changed: this is version {shown} as it is. Edit its text, then save it.")
            view = services.templates.save(current, text or "", author=who, note=what, based_on=based_on)
        except ConflictError:
            known = services.templates.versions(current)
            beside = around(services.templates.get(current, shown), known, mark)
            return (*[gr.skip()] * (len(editor) - len(beside)), *beside, saved_first(known[0], shown), gr.skip())
        except GclError as error:
            return (*[gr.skip()] * len(editor), refusal(error), gr.skip())
        return (*screen(view), notice(f"Saved as version {view.version}, which is active now.", tone="info"), "")

    @told
    def decide(event: gr.EventData, current: str, shown: int, mark: int, *written: str) -> tuple[Any, ...]:
        data = sent(event)
        if data.get("do") == "theirs":
            return (*screen(services.templates.versions(current)[0]), "", "")
        return save_text(current, shown, number(data, "version"), mark, *written)

    demo.load(load, None, editor, **LOOK)
    slugs.click(choose, None, [*editor, problem, note], **CLICK)
    versions.click(act, slug, [*editor, problem, note], **CLICK)
    clears(save.click, problem)
    body.input(None, None, None, js="() => window.studio.edited()", **QUIET)
    written = [body, note, author]
    save.click(told(save_text), [slug, version, newest, opened, *written], [*editor, problem, note], **QUIET)
    problem.click(decide, [slug, version, opened, *written], [*editor, problem, note], **QUIET)


def saved_first(theirs: TemplateView, shown: int) -> str:
    """The banner that says whose version came first, and offers to save the text in the editor as the next one."""
    who, why = theirs.author or "Somebody", f" (“{theirs.note}”)" if theirs.note else ""
    return overtaken(
        f"{who} saved version {theirs.version} of {theirs.slug}{why} while you edited version {shown}.",
        mine=f"Save mine as version {theirs.version + 1}",
        effect="makes your text the active version, and keeps theirs in the list",
        version=theirs.version,
    )


def _same(text: str, other: str) -> bool:
    return text.replace("\r\n", "\n").rstrip() == other.rstrip()
