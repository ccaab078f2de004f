"""Which language model each node of a run uses, decided when the run is submitted."""

from __future__ import annotations

from collections.abc import Iterable

from gcl.catalog import Catalog
from gcl.db import Language, PipelineSettings, VideoAdUnit
from gcl.db.settings import AUTO
from gcl.errors import InputError
from gcl.stages import BY_KEY, NODES


def resolve_models(
    unit: VideoAdUnit, settings: PipelineSettings, language: Language, catalog: Catalog
) -> tuple[dict[str, str], str | None]:
    """({node: preset key}, the writer's alternative), by the two chains of the pipeline's specification.

    A node:     the ad unit's model for it > the settings' default for it > the global default > the language's primary.
    The writer: the ad unit's model for it > the ad unit's LLM > the language's primary > the global default.

    "auto" anywhere stands for the best model that is present. Raises InputError, before any work, if a chain ends
    without a model, names one that presets.json does not have, or one that is neither here nor to be had from the hub.
    """
    chosen = unit.pipeline_model_config
    models = {}
    for node in NODES:
        if node == "writer":
            chain = [chosen.get(node), unit.llm_model, language.primary_model, settings.global_default_model]
        else:
            default = getattr(settings, f"{node}_default_model")
            chain = [chosen.get(node), default, settings.global_default_model, language.primary_model]
        model = _first(chain, catalog)
        if model is None:
            raise InputError(
                f"No language model is set for the {BY_KEY[node].label.lower()} of {unit.market}, and none is present "
                "on this machine. Choose one in Settings, or fetch one with: make demo-llm."
            )
        check_obtainable(model, catalog)
        models[node] = model
    return models, _alternative(language, models["writer"], catalog)


def resolve_enhancer(settings: PipelineSettings, catalog: Catalog) -> str:
    """The LLM that enhances prompts: the settings' own for it > the global default > the best one that is present.

    Raises InputError if there is none, or if it is neither here nor to be had from the hub.
    """
    model = _first([settings.enhancer_default_model, settings.global_default_model, AUTO], catalog)
    if model is None:
        raise InputError(
            "No language model is present on this machine to enhance a prompt. "
            "Enhance it by rules, or fetch a model with: make demo-llm."
        )
    check_obtainable(model, catalog)
    return model


def check_obtainable(key: str, catalog: Catalog) -> None:
    """Raise InputError unless this LLM is present or can be fetched from the hub when it is first loaded."""
    preset = catalog.llm(key)
    if preset.repo is None and not catalog.is_present(preset):
        raise InputError(f"The weights of {preset.name} are not on this machine. Choose another language model.")


def _first(chain: Iterable[str | None], catalog: Catalog) -> str | None:
    for link in chain:
        model = catalog.default_llm() if link == AUTO else link
        if model:
            return model
    return None


def _alternative(language: Language, writer: str, catalog: Catalog) -> str | None:
    """The language's alternative, if it is another model and present: a switch in mid-run must not start a download.

    One that presets.json does not list is none either: people shorten that file.
    """
    model = _first([language.alternative_model], catalog)
    if model is None or model == writer or model not in catalog.llm_models:
        return None
    return model if catalog.is_present(catalog.llm(model)) else None
