"""Adapt: an origin script, its rows and its run for a market, with the adapted rows beside the origin's."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import gradio as gr

from gcl.services import Services
from gcl.services.adaptations import AdaptationRequest
from gcl.services.batches import SubmittedBatch
from gcl.services.campaigns import IMPORTS_NAME
from gcl.stages import BY_KEY
from gcl.tabs import batch_part, review_part, script_part, tree_part
from gcl.tabs.kit import (
    CALM,
    CLICK,
    LIVELY,
    LOOK,
    QUIET,
    Built,
    asked,
    attempt,
    clears,
    news,
    notice,
    number,
    panel,
    quietly,
    row_id,
    say,
    sent,
    showing,
    shows,
    told,
)
from gcl.tabs.names import AUTO, automatic_label, llm_label, model_names
from gcl.tabs.render import render
from gcl.tabs.run_part import RunViews
from gcl.tabs.tree_part import Filed, Side


def build(services: Services, demo: gr.Blocks, tab: gr.Tab) -> Built:
    names = model_names(services)
    brand_names = {brand.key: brand.name for brand in services.adaptations.brands()}
    selected, node, left = gr.State(0), gr.State(""), gr.State(Side())
    timer, shown_now = gr.Timer(CALM, active=False), showing()
    run_views = RunViews(services, brand_names, names)
    markets = [(choice.label, choice.code) for choice in services.adaptations.markets()]
    brands = [(brand.name, brand.key) for brand in services.adaptations.brands()]

    with gr.Row(elem_classes="sheet", equal_height=False):
        with gr.Column(scale=0, min_width=264, elem_classes="side-column"):
            finder = gr.Textbox(
                label="Find campaigns and scripts",
                show_label=False,
                placeholder="Find a campaign or script",
                max_lines=1,
                max_length=tree_part.LONGEST_SEARCH,
                interactive=True,
                elem_id="tree-find",
            )
            tools, tree = panel(elem_id="tree-tools"), panel(elem_id="tree")
            with gr.Accordion("Import a script", open=False, elem_id="import"):
                into = gr.Dropdown([(IMPORTS_NAME, "")], value="", label="Campaign")
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
                chosen = gr.Dropdown(markets, value=[], multiselect=True, label="Adapt for the markets", scale=4)
                brand = gr.Dropdown([("No brand", "")], value="", label="Brand", scale=2)
                llm = gr.Dropdown([("Automatic", AUTO)], value=AUTO, label="Language model", scale=3)
                mode = review_part.mode_field(services, selected)
                start = gr.Button("Start adaptation", variant="primary", elem_classes="submits", scale=0, min_width=150)
            llm_note = panel(elem_id="llm-note")
            problem = panel()
            batch = panel(elem_id="batch")
            with gr.Column(elem_id="track"):  # apart, since the track shows the time, and what a node gave stands still
                track, output = panel(elem_id="track-nodes"), panel(elem_id="track-output")
            decided = review_part.build(services, tab, selected, timer)
            changed = script_part.build(services, demo, tab, selected, timer, heading, names)

    screens = [tree, tools, batch, heading, track, output, timer]

    def screen(ad_id: int, opened: str, side: Side, *, keep_tools: bool = False) -> tuple[Any, ...]:
        """The panels for a script, and how soon to look again. A tick must not redraw what is being typed in."""
        unit = services.campaigns.ad_unit(ad_id) if ad_id else None
        beside = gr.skip() if keep_tools else tree_part.tools(services, side, unit, markets)
        view = (tree_part.tree(services, side, unit), beside, batch_part.view(services, unit, side.batch))
        counts = services.jobs.counts()
        pace = LIVELY if counts["running"] + counts["queued"] else CALM
        if unit is None:
            return *view, render("unit_head", unit=None), "", "", pace
        if unit.kind == "origin":
            head = render(
                "unit_head", unit=unit, origin=None, brand=brand_names.get(unit.brand_key or ""), job=None, ending=""
            )
            return *view, head, "", "", pace
        return *view, *run_views.of(ad_id, opened), pace

    def select(ad_id: int, side: Side, opened: str = "") -> tuple[Any, ...]:
        """What is selected, and the panels for it, with the campaign of the script unfolded."""
        campaign = services.outline.campaign_of(ad_id)
        side = side if side.campaign == campaign else side.at(campaign)
        return (ad_id, opened, side, *news(screen(ad_id, opened, side)))

    def start_fields(ad_id: int) -> tuple[Any, ...]:
        """The form that starts a run, filled for an origin, hidden for anything else."""
        unit = services.campaigns.ad_unit(ad_id) if ad_id else None
        if unit is None or unit.kind != "origin":
            return gr.Group(visible=False), gr.skip(), gr.skip(), gr.skip(), "", ""
        models = [(automatic_label(services), AUTO)]
        models += [(llm_label(choice), choice.key) for choice in services.adaptations.llms()]
        return (
            gr.Group(visible=True),
            gr.Dropdown(choices=batch_part.market_choices(services, unit.market), value=[]),
            gr.Dropdown(
                choices=[("No brand", ""), *brands] if not unit.brand_key else brands, value=unit.brand_key or ""
            ),
            gr.Dropdown(choices=models, value=AUTO),
            _llm_note(services, AUTO),
            "",
        )

    start_parts = [start_form, chosen, brand, llm, llm_note, problem]

    @quietly
    def load(request: gr.Request) -> tuple[Any, ...]:
        ad_id, opened = row_id(asked(request, "ad")), asked(request, "node")
        if not services.outline.campaign_of(ad_id):
            ad_id = services.outline.first_script()
        side = tree_part.as_asked(services, request, ad_id)
        opened = opened if opened in BY_KEY else ""
        shown = news(screen(ad_id, opened, side))
        return (ad_id, opened, side, *shown, *start_fields(ad_id), campaign_choices(services), side.find)

    @quietly
    def tick(ad_id: int, opened: str, side: Side, pace: float, shown: str) -> tuple[Any, ...]:
        return news(screen(ad_id, opened, side, keep_tools=True), pace, shown)

    def look(ad_id: int, opened: str, side: Side, *, keep_tools: bool = False) -> tuple[Any, ...]:
        """The same script with another node or campaign open; what is being typed in it stays."""
        shown = news(screen(ad_id, opened, side, keep_tools=keep_tools))
        return (ad_id, opened, side, *shown, *[gr.skip()] * len(start_parts))

    def file(ad_id: int, opened: str, filed: Filed) -> tuple[Any, ...]:
        """What the list of campaigns did, told and shown."""
        if filed.said:
            gr.Info(filed.said, duration=4)
        if filed.warns:
            say(filed.warns)
        if filed.opens:
            return (*select(filed.opens, replace(filed.side, batch=0)), *start_fields(filed.opens))
        return look(ad_id, opened, filed.side)

    @quietly
    def expand(ad_id: int, codes: list[str]) -> Any:
        wanted = batch_part.expanded(services, codes or [], services.campaigns.ad_unit(ad_id).market)
        return gr.skip() if wanted == codes else wanted

    @told
    def act(ad_id: int, opened: str, side: Side, event: gr.EventData) -> tuple[Any, ...]:
        data = sent(event)
        action = data.get("do")
        same = (ad_id, opened, side)
        if action == "node":
            wanted = str(data.get("node", ""))
            return look(ad_id, wanted if wanted in BY_KEY and wanted != opened else "", side, keep_tools=True)
        if (filed := tree_part.act(services, data, side)) is not None:
            return file(ad_id, opened, filed)
        if batch_part.act(services, data):
            return look(*same, keep_tools=True)
        if action == "open":
            ad_id = number(data, "id")
            return (*select(ad_id, replace(side, batch=0)), *start_fields(ad_id))
        if action == "batch":
            side = replace(side, batch=number(data, "id"))
            if (origin := number(data, "origin")) == ad_id:
                return look(ad_id, opened, side, keep_tools=True)
            return (*select(origin, side), *start_fields(origin))
        if action == "cancel":
            services.jobs.cancel(number(data, "id"), who=str(data.get("who") or ""))
        elif action == "retry":
            services.jobs.retry(number(data, "id"))
        else:  # of the script, which answers by itself
            return gr.skip()
        return (*same, *news(screen(*same)), *start_fields(ad_id))

    @told
    def begin(
        ad_id: int, side: Side, codes: list[str], brand_key: str, llm_key: str, review_mode: str
    ) -> tuple[Any, ...]:
        def submit() -> SubmittedBatch:
            request = AdaptationRequest(
                origin_id=ad_id,
                market="",
                brand=brand_key or None,
                llm=None if llm_key == AUTO else llm_key,
                review_mode=review_mode or None,
            )
            own = services.campaigns.ad_unit(ad_id).market
            return services.batches.submit(request, batch_part.expanded(services, codes or [], own))

        made, sentence = attempt(submit)
        if sentence:
            return (*[gr.skip()] * (len(everything) - 1), sentence)
        opens = made.runs[0].ad_unit_id if made.batch_id is None else ad_id
        return (*select(opens, replace(side, batch=0)), *start_fields(opens))

    @told
    def bring_in(side: Side, path: str, campaign: str, code: str, brand_key: str) -> tuple[Any, ...]:
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
        return (*select(made, replace(side, find="")), *start_fields(made), campaign_choices(services), done)

    state = [selected, node, left]
    everything = [*state, *screens, *start_parts]
    looks, shown_by_page = [*state, timer, shown_now], shows(*screens[:-1])
    demo.load(load, None, [*everything, into, finder], **QUIET)  # `selected` has listeners: see LOOK
    timer.tick(tick, looks, screens, js=shown_by_page, **LOOK)
    tab.select(tick, looks, screens, js=shown_by_page, **LOOK)
    acted = {part: part.click(act, state, everything, **CLICK) for part in screens[:-1]}
    for event in changed:  # what was done with the script shows in the rest at once
        event.then(tick, looks, screens, js=shown_by_page, **LOOK)
    chosen.input(expand, [selected, chosen], chosen, **QUIET)
    llm.input(told(lambda key: _llm_note(services, key)), llm, llm_note, **QUIET)
    clears(start.click, problem)
    clears(upload.upload, import_problem)
    submitted = start.click(begin, [selected, left, chosen, brand, llm, mode], everything, **QUIET)
    upload.upload(
        bring_in, [left, upload, into, origin_market, origin_brand], [*everything, into, import_problem], **QUIET
    )
    return Built("adapt", timer, (submitted, acted[heading], acted[batch], decided))


def _llm_note(services: Services, key: str) -> str:
    """Who may use the chosen language model for what, and whether it is here."""
    default = services.adaptations.default_llm()
    chosen = default if key == AUTO else next((one for one in services.adaptations.llms() if one.key == key), None)
    return render("llm_note", choice=chosen)


def campaign_choices(services: Services) -> Any:
    """The campaigns that a script may be imported into; without a choice it goes to that of imported scripts."""
    imports = services.outline.imports()
    own = imports.id if imports is not None else 0
    others = [(campaign.name, str(campaign.id)) for campaign in services.outline.campaigns() if campaign.id != own]
    return gr.Dropdown(choices=[(imports.name if imports is not None else IMPORTS_NAME, ""), *others], value="")
