"""Settings, prompt templates: edit, save as a new version, activate an older one."""

from __future__ import annotations

import time
from typing import Any

import gradio as gr

from gcl.errors import InputError
from gcl.services import Services
from gcl.services.templates import TemplateView
from gcl.tabs.kit import CLICK, QUIET, asked, attempt, clears, notice, number, panel, quietly, sent, told
from gcl.tabs.render import render


def build(services: Services, demo: gr.Blocks) -> None:
    # The version in the editor, and the newest one when it was opened: a save is refused if there is a newer by then.
    slug, version, newest = gr.State(""), gr.State(0), gr.State(0)

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

    editor = [slug, version, newest, slugs, title, body, versions]

    def screen(view: TemplateView) -> tuple[Any, ...]:
        known = services.templates.versions(view.slug)
        return (
            view.slug,
            view.version,
            known[0].version,
            render("slugs", templates=services.templates.list(), current=view.slug),
            # The page takes a new mark as: what is in the editor now is what is stored.
            render("template_title", view=view, opened=time.monotonic_ns()),
            view.body,
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

    @told
    def store(current: str, shown: int, based_on: int, text: str | None, what: str, who: str) -> tuple[Any, ...]:
        def save_it() -> TemplateView:
            if _same(text or "", services.templates.get(current, shown).body):
                raise InputError(f"Nothing was changed: this is version {shown} as it is. Edit its text, then save it.")
            return services.templates.save(current, text or "", author=who, note=what, based_on=based_on)

        view, sentence = attempt(save_it)
        if view is None:
            return (*[gr.skip()] * len(editor), sentence, gr.skip())
        return (*screen(view), notice(f"Saved as version {view.version}, which is active now.", tone="info"), "")

    demo.load(load, None, editor, **QUIET)
    slugs.click(choose, None, [*editor, problem, note], **CLICK)
    versions.click(act, slug, [*editor, problem, note], **CLICK)
    clears(save.click, problem)
    body.input(None, None, None, js="() => window.studio.edited()", **QUIET)
    save.click(store, [slug, version, newest, body, note, author], [*editor, problem, note], **QUIET)


def _same(text: str, other: str) -> bool:
    return text.replace("\r\n", "\n").rstrip() == other.rstrip()
