"""Settings: the pipeline's defaults, the prompt templates and the job queue."""

from __future__ import annotations

from typing import Any

import gradio as gr

from gcl.errors import ConflictError, GclError, InputError
from gcl.services import Services
from gcl.services.settings import LABELS, SettingsView
from gcl.stages import AUTOMATIC, REVIEW_MODES, STAGES
from gcl.tabs import queue_part, templates_part
from gcl.tabs.kit import (
    LOOK,
    QUIET,
    Built,
    clears,
    notice,
    number,
    overtaken,
    panel,
    quietly,
    refusal,
    sent,
    told,
    whole,
)
from gcl.tabs.names import AUTO, automatic_label, llm_label

INHERIT = ""
SAVED_FIRST = "Somebody else saved the settings while you edited them."
NODES = [stage for stage in STAGES if stage.key != "writer"]
GATES = [stage for stage in STAGES if stage.is_gate]
PARTS = ("pipeline", "templates", "queue")


def build(services: Services, demo: gr.Blocks, tab: gr.Tab) -> Built:
    with gr.Tabs(elem_id="settings-tabs") as parts:
        with gr.Tab("Pipeline", id="pipeline", elem_id="tab-pipeline"):
            _pipeline(services, demo, tab)
        with gr.Tab("Prompt templates", id="templates", elem_id="tab-templates"):
            templates_part.build(services, demo)
        with gr.Tab("Job queue", id="queue", elem_id="tab-queue") as queue:
            timer, acted = queue_part.build(services, demo, tab, queue)

    @quietly
    def choose(request: gr.Request) -> Any:
        part = str(request.query_params.get("part", ""))
        return gr.Tabs(selected=part if part in PARTS else PARTS[0])

    demo.load(choose, None, parts, **LOOK)
    return Built("settings", timer, (acted,))


def _pipeline(services: Services, demo: gr.Blocks, tab: gr.Tab) -> None:
    keys = [(llm_label(choice), choice.key) for choice in services.adaptations.llms()]
    models = [(automatic_label(services), AUTO), *keys]
    version = gr.State(0)
    fields: dict[str, Any] = {}

    with gr.Column(elem_classes="sheet-column narrow", elem_id="pipeline-form"):
        panel(
            "<h2>Language models</h2><p class='muted'>Which model each node of an adaptation uses, where the script "
            "does not say its own. The writer follows its script, then the language, then the global default.</p>"
        )
        fields["global_default_model"] = gr.Dropdown(
            [*models, ("None: ask the language", INHERIT)], value=AUTO, label="Global default"
        )
        with gr.Row(elem_classes="fields thirds"):
            for stage in NODES:
                fields[f"{stage.key}_default_model"] = gr.Dropdown(
                    [("As the global default", INHERIT), *models], value=INHERIT, label=stage.label, min_width=240
                )
        panel(
            "<h2>Enhancing prompts</h2><p class='muted'>How a prompt is enhanced where nobody chooses, and by which "
            "language model. An API is set up before the studio starts, with GCL_API_URL and GCL_API_MODEL.</p>"
        )
        with gr.Row(elem_classes="fields thirds"):
            ways = [(way.name, way.key) for way in services.enhancements.ways()]
            fields["enhance_by"] = gr.Dropdown(ways, value=ways[0][1], label=LABELS["enhance_by"], min_width=240)
            fields["enhancer_default_model"] = gr.Dropdown(
                [("As the global default", INHERIT), *models],
                value=INHERIT,
                label=LABELS["enhancer_default_model"],
                min_width=240,
            )
        panel(
            "<h2>Retries</h2><p class='muted'>How often each gate may send the script back to the writer, 0 to 3.</p>"
        )
        with gr.Row(elem_classes="fields quarters"):
            for stage in GATES:
                fields[f"{stage.key}_max_retries"] = gr.Number(3, label=stage.label, min_width=140)
        panel(
            "<h2>Reviews</h2><p class='muted'>Where a run stops until a person has decided, unless its start form says "
            "otherwise: nowhere; after each gate's verdict; or after every step.</p>"
        )
        with gr.Row(elem_classes="fields thirds"):
            fields["review_mode"] = gr.Dropdown(
                [(label, key) for key, label in REVIEW_MODES.items()],
                value=AUTOMATIC,
                label=LABELS["review_mode"],
                min_width=240,
            )
        panel("<h2>Limits</h2>")
        with gr.Row(elem_classes="fields quarters"):
            fields["max_new_tokens"] = gr.Number(4096, label="Tokens in one answer, at most", step=256, min_width=140)
            fields["temperature"] = gr.Number(0.7, label="Temperature, 0 to 2", step=0.1, min_width=140)
        problem = panel()
        with gr.Row(elem_classes="fields"):
            save = gr.Button("Save settings", variant="primary", scale=0, min_width=150, elem_classes="submits")
            reload = gr.Button("Reload", scale=0, min_width=100)

    names, components = list(fields), list(fields.values())

    def shown(view: SettingsView) -> list[Any]:
        values = [getattr(view, name) for name in names]
        return [view.version, *[INHERIT if value is None else value for value in values]]

    @quietly
    def load() -> list[Any]:
        return [*shown(services.settings.get()), ""]

    def store(read_version: int, *values: Any) -> list[Any]:
        """Save what is in the form. Where somebody else saved in the meantime it stays there, and a banner asks."""
        try:
            mine = SettingsView(version=read_version, **_checked(dict(zip(names, values, strict=True))))
            saved = services.settings.save(mine)
        except ConflictError:
            saved = services.settings.get()
            if differing := differences(mine, saved):
                banner = overtaken(f"{SAVED_FIRST} {differing}", version=saved.version)
                return [*[gr.skip()] * (1 + len(names)), banner]
        except GclError as error:
            return [*[gr.skip()] * (1 + len(names)), refusal(error)]
        return [*shown(saved), notice("Saved. Runs that start from now on use these settings.", tone="info")]

    @told
    def decide(event: gr.EventData, *values: Any) -> list[Any]:
        data = sent(event)
        if data.get("do") == "theirs":
            return [*shown(services.settings.get()), ""]
        return store(number(data, "version"), *values)

    everything = [version, *components, problem]
    demo.load(load, None, everything, **LOOK)
    reload.click(load, None, everything, **QUIET)
    clears(tab.select, problem)
    clears(save.click, problem)
    save.click(told(store), [version, *components], everything, **QUIET)
    problem.click(decide, components, everything, **QUIET)


def differences(mine: SettingsView, theirs: SettingsView) -> str:
    """Where two sets of settings differ, as a sentence with both values; the empty string if they do not."""
    both = [(LABELS[name], _said(getattr(theirs, name)), _said(mine_)) for name, mine_ in mine if name != "version"]
    told = [f"{label}: theirs {their}, yours {my}" for label, their, my in both if their != my]
    return f"{'; '.join(told)}." if told else ""


def _said(value: object) -> str:
    return "none" if value is None else str(value)


def _checked(given: dict[str, Any]) -> dict[str, Any]:
    """What the form holds as settings. InputError for an empty number and for a fraction where none can be."""
    found: dict[str, Any] = {}
    for name, value in given.items():
        if name.endswith("_model"):
            found[name] = None if value == INHERIT else value
        elif name in ("enhance_by", "review_mode"):
            found[name] = value
        elif name == "temperature":
            if value is None:
                raise InputError(f"{LABELS[name]} is empty. Give a number.")
            found[name] = value
        else:
            found[name] = whole(value, LABELS[name])
    return found
