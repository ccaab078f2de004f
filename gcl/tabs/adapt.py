"""Adapt: an origin script, its rows and its run for a market, with the adapted rows beside the origin's."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import gradio as gr
from pydantic import ValidationError

from gcl.errors import ConflictError, GclError, InputError
from gcl.payloads import ScriptRow
from gcl.services import Services
from gcl.services.adaptations import AdaptationRequest
from gcl.services.campaigns import AdUnitView
from gcl.stages import BY_KEY
from gcl.tabs import run_part, tree_part
from gcl.tabs.kit import (
    CALM,
    CLICK,
    LIVELY,
    QUIET,
    TICK,
    Built,
    asked,
    attempt,
    clears,
    news,
    notice,
    number,
    overtaken,
    panel,
    quietly,
    refusal,
    row_id,
    sent,
    showing,
    shows,
    told,
)
from gcl.tabs.names import AUTO, automatic_label, llm_label, model_names
from gcl.tabs.render import render

NO_MARKET = ("Choose a market", "")


def build(services: Services, demo: gr.Blocks, tab: gr.Tab) -> Built:
    names = model_names(services)
    brand_names = {brand.key: brand.name for brand in services.adaptations.brands()}
    selected, node, unfolded = gr.State(0), gr.State(""), gr.State(0)
    timer, shown_now = gr.Timer(CALM, active=False), showing()
    markets = [(choice.label, choice.code) for choice in services.adaptations.markets()]
    brands = [(brand.name, brand.key) for brand in services.adaptations.brands()]

    with gr.Row(elem_classes="sheet", equal_height=False):
        with gr.Column(scale=0, min_width=264, elem_classes="side-column"):
            tree = panel(elem_id="tree")
            with gr.Accordion("Import a script", open=False, elem_id="import"):
                into = gr.Dropdown([("Imported scripts", "")], value="", label="Campaign")
                origin_market = gr.Dropdown(
                    [("As the file says, else en-US", ""), *markets], value="", label="Market of the origin"
                )
                origin_brand = gr.Dropdown([("As the file or campaign says", ""), *brands], value="", label="Brand")
                upload = gr.UploadButton(
                    "Choose a JSON or CSV file", file_types=[".json", ".csv"], type="filepath", size="sm"
                )
                import_problem = panel()
        with gr.Column(scale=1, min_width=480):
            heading = panel(elem_id="unit-head")
            with gr.Group(visible=False, elem_id="start-form") as start_form, gr.Row(elem_classes="fields start"):
                market = gr.Dropdown([NO_MARKET, *markets], value="", label="Adapt for the market", scale=3)
                brand = gr.Dropdown([("No brand", "")], value="", label="Brand", scale=2)
                llm = gr.Dropdown([("Automatic", AUTO)], value=AUTO, label="Language model", scale=3)
                start = gr.Button("Start adaptation", variant="primary", elem_classes="submits", scale=0, min_width=150)
            llm_note = panel(elem_id="llm-note")
            problem = panel()
            track = panel(elem_id="track")
            refused = panel(elem_id="refused")
            script = panel(elem_id="script")

    screens = [tree, heading, track, script, timer]

    def screen(ad_id: int, opened: str, campaign: int, *, keep_script: bool = False) -> tuple[Any, ...]:
        """The panels for a script, and how soon to look again. A tick must not redraw a script that is being edited.

        `campaign` is the one whose scripts are listed.
        """
        unit = services.campaigns.ad_unit(ad_id) if ad_id else None
        view = tree_part.tree(services, campaign, unit)
        counts = services.jobs.counts()
        pace = LIVELY if counts["running"] + counts["queued"] else CALM
        if unit is None:
            return view, render("unit_head", unit=None), "", "", pace
        if unit.kind == "origin":
            head = render(
                "unit_head", unit=unit, origin=None, brand=brand_names.get(unit.brand_key or ""), job=None, ending=""
            )
            rows = gr.skip() if keep_script else render("script_edit", unit=unit)
            return view, head, "", rows, pace
        run = services.adaptations.track(ad_id)
        return (
            view,
            run_part.head(services, run, brand_names),
            run_part.track(run, opened, names),
            run_part.pairs(run),
            pace,
        )

    def select(ad_id: int, opened: str = "") -> tuple[Any, ...]:
        """What is selected, and the panels for it, with the campaign of the script unfolded."""
        campaign = services.outline.campaign_of(ad_id)
        return (ad_id, opened, campaign, *news(screen(ad_id, opened, campaign)))

    def start_fields(ad_id: int) -> tuple[Any, ...]:
        """The form that starts a run, filled for an origin, hidden for anything else."""
        unit = services.campaigns.ad_unit(ad_id) if ad_id else None
        if unit is None or unit.kind != "origin":
            return gr.Group(visible=False), gr.skip(), gr.skip(), gr.skip(), "", "", ""
        models = [(automatic_label(services), AUTO)]
        models += [(llm_label(choice), choice.key) for choice in services.adaptations.llms()]
        others = [NO_MARKET, *((label, code) for label, code in markets if code != unit.market)]
        return (
            gr.Group(visible=True),
            gr.Dropdown(choices=others, value=""),
            gr.Dropdown(
                choices=[("No brand", ""), *brands] if not unit.brand_key else brands, value=unit.brand_key or ""
            ),
            gr.Dropdown(choices=models, value=AUTO),
            _llm_note(services, AUTO),
            "",
            "",
        )

    start_parts = [start_form, market, brand, llm, llm_note, refused, problem]
    no_form = [gr.skip()] * (len(start_parts) - 2)

    @quietly
    def load(request: gr.Request) -> tuple[Any, ...]:
        ad_id, opened, campaign = row_id(asked(request, "ad")), asked(request, "node"), row_id(asked(request, "tree"))
        if not services.outline.campaign_of(ad_id):
            ad_id = services.outline.first_script()
        if campaign not in [one.id for one in services.outline.campaigns()]:
            campaign = services.outline.campaign_of(ad_id)
        opened = opened if opened in BY_KEY else ""
        shown = news(screen(ad_id, opened, campaign))
        return (ad_id, opened, campaign, *shown, *start_fields(ad_id), _campaign_choices(services))

    @quietly
    def tick(ad_id: int, opened: str, campaign: int, pace: float, shown: str) -> tuple[Any, ...]:
        return news(screen(ad_id, opened, campaign, keep_script=True), pace, shown)

    def look(ad_id: int, opened: str, campaign: int) -> tuple[Any, ...]:
        """The same script with another node or campaign open; what is being typed in it stays."""
        shown = news(screen(ad_id, opened, campaign, keep_script=True))
        return (ad_id, opened, campaign, *shown, *[gr.skip()] * len(start_parts))

    @told
    def act(ad_id: int, opened: str, campaign: int, event: gr.EventData) -> tuple[Any, ...]:
        data = sent(event)
        action = data.get("do")
        same = (ad_id, opened, campaign)
        if action == "node":
            wanted = str(data.get("node", ""))
            return look(ad_id, wanted if wanted in BY_KEY and wanted != opened else "", campaign)
        if action == "unfold":
            return look(ad_id, opened, number(data, "id"))
        if action == "save-rows":
            said = save(data)
            rest = [gr.skip()] * len(screens) if said else [*news(screen(number(data, "id"), "", campaign))]
            return (*same, *rest, *no_form, said, gr.skip())
        if action == "theirs":
            return (*same, *news(screen(number(data, "id"), "", campaign)), *no_form, "", gr.skip())
        if action == "stale":
            unit = services.campaigns.ad_unit(number(data, "id"))
            said = saved_first("Somebody saved this script in the meantime.", unit)
            return (*same, *[gr.skip()] * len(screens), *no_form, said, gr.skip())
        if action == "open":
            ad_id = number(data, "id")
            return (*select(ad_id), *start_fields(ad_id))
        if action == "cancel":
            services.jobs.cancel(number(data, "id"))
        elif action == "retry":
            services.jobs.retry(number(data, "id"))
        return (*same, *news(screen(*same)), *start_fields(ad_id))

    def save(data: dict[str, Any]) -> str:
        """Save the rows of the editor; the banner that says why they were refused, or the empty string."""
        ad_id, revision = number(data, "id"), number(data, "revision")
        try:
            services.campaigns.save_rows(ad_id, _rows(data.get("rows")), revision)
        except GclError as error:
            newest = services.campaigns.ad_unit(ad_id)
            if isinstance(error, ConflictError) and newest.revision != revision:
                return saved_first(f"Somebody else saved {newest.title} while you edited it.", newest)
            return refusal(error)
        gr.Info("The script is saved.", duration=3)
        return ""

    @told
    def begin(ad_id: int, code: str | None, brand_key: str, llm_key: str) -> tuple[Any, ...]:
        def submit() -> int:
            if not code:
                raise InputError("Choose the market that this script is to be adapted for.")
            request = AdaptationRequest(
                origin_id=ad_id, market=code, brand=brand_key or None, llm=None if llm_key == AUTO else llm_key
            )
            return services.adaptations.submit(request).ad_unit_id

        made, sentence = attempt(submit)
        if sentence:
            return (*[gr.skip()] * (len(everything) - 1), sentence)
        return (*select(made), *start_fields(made))

    @told
    def bring_in(path: str, campaign: str, code: str, brand_key: str) -> tuple[Any, ...]:
        file = Path(path)
        made, sentence = attempt(
            lambda: services.campaigns.import_script(
                file.name,
                file.read_bytes(),
                market=code or None,
                campaign_id=int(campaign) if campaign else None,
                brand_key=brand_key or None,
            )
        )
        if sentence:
            return (*[gr.skip()] * (len(everything) + 1), sentence)
        done = notice("Imported. Its rows are on the right.", tone="info")
        return (*select(made), *start_fields(made), _campaign_choices(services), done)

    state = [selected, node, unfolded]
    everything = [*state, *screens, *start_parts]
    looks, shown_by_page = [*state, timer, shown_now], shows(tree, heading, track, script)
    demo.load(load, None, [*everything, into], **QUIET)
    timer.tick(tick, looks, screens, js=shown_by_page, **TICK)
    tab.select(tick, looks, screens, js=shown_by_page, **QUIET)
    clears(script.click, refused)
    acted = {part: part.click(act, state, everything, **CLICK) for part in (tree, heading, track, refused, script)}
    llm.input(told(lambda key: _llm_note(services, key)), llm, llm_note, **QUIET)
    clears(start.click, problem)
    clears(upload.upload, import_problem)
    submitted = start.click(begin, [selected, market, brand, llm], everything, **QUIET)
    upload.upload(bring_in, [upload, into, origin_market, origin_brand], [*everything, into, import_problem], **QUIET)
    return Built("adapt", timer, (submitted, acted[heading]))


def saved_first(sentence: str, newest: AdUnitView) -> str:
    """The banner that offers to take `newest`, or to save the rows in the editor over it."""
    return overtaken(sentence, act="save-rows", id=newest.id, revision=newest.revision)


def _llm_note(services: Services, key: str) -> str:
    """Who may use the chosen language model for what, and whether it is here."""
    default = services.adaptations.default_llm()
    chosen = default if key == AUTO else next((one for one in services.adaptations.llms() if one.key == key), None)
    return render("llm_note", choice=chosen)


def _campaign_choices(services: Services) -> Any:
    found = [(campaign.name, str(campaign.id)) for campaign in services.outline.campaigns()]
    named = [] if any(name == "Imported scripts" for name, _ in found) else [("Imported scripts", "")]
    return gr.Dropdown(choices=[*named, *found], value=named[0][1] if named else found[-1][1])


def _rows(sent_rows: object) -> list[ScriptRow]:
    try:
        return [ScriptRow.model_validate(row) for row in sent_rows] if isinstance(sent_rows, list) else []
    except ValidationError as error:
        raise InputError("The page sent rows that the studio does not know. Reload the page.") from error
