from __future__ import annotations

from typing import Any

import pytest

from gcl.catalog import Catalog
from gcl.config import Config
from gcl.db import Language, PipelineSettings, VideoAdUnit
from gcl.errors import InputError, NotFound
from gcl.services.resolve import resolve_models
from gcl.stages import NODES

DEMO = "smollm2-135m"


@pytest.fixture
def catalog(config: Config) -> Catalog:
    return Catalog.read(config)


def resolve(
    catalog: Catalog,
    settings: dict[str, Any] | None = None,
    language: dict[str, Any] | None = None,
    llm_model: str | None = None,
    **chosen: str,
) -> tuple[dict[str, str], str | None]:
    return resolve_models(
        VideoAdUnit(language_code="ja", country_code="JP", llm_model=llm_model, pipeline_model_config=chosen),
        PipelineSettings(**settings or {}),
        Language(code="ja", **language or {}),
        catalog,
    )


def test_a_node_takes_the_first_model_of_its_chain(catalog: Catalog) -> None:
    language = {"primary_model": "qwen3-8b"}
    models, _ = resolve(catalog, {}, language)
    assert models["culture"] == "qwen3-8b"
    models, _ = resolve(catalog, {"global_default_model": "gemma-3-4b-it"}, language)
    assert models["culture"] == "gemma-3-4b-it"
    settings = {"global_default_model": "gemma-3-4b-it", "culture_default_model": "qwen3.5-4b"}
    models, _ = resolve(catalog, settings, language)
    assert (models["culture"], models["brand"]) == ("qwen3.5-4b", "gemma-3-4b-it")
    models, _ = resolve(catalog, settings, language, culture="smollm3-3b")
    assert models["culture"] == "smollm3-3b"


def test_the_writer_prefers_its_language_s_model_to_the_global_default(catalog: Catalog) -> None:
    settings = {"global_default_model": "gemma-3-4b-it"}
    language = {"primary_model": "qwen3-8b"}
    assert resolve(catalog, settings)[0]["writer"] == "gemma-3-4b-it"
    assert resolve(catalog, settings, language)[0]["writer"] == "qwen3-8b"
    assert resolve(catalog, settings, language, "qwen3.5-9b")[0]["writer"] == "qwen3.5-9b"
    assert resolve(catalog, settings, language, "qwen3.5-9b", writer="smollm3-3b")[0]["writer"] == "smollm3-3b"


def test_an_ad_unit_s_llm_is_for_the_writer_alone(catalog: Catalog) -> None:
    models, _ = resolve(catalog, {"global_default_model": "gemma-3-4b-it"}, llm_model="qwen3-8b")
    assert [node for node in NODES if models[node] == "qwen3-8b"] == ["writer"]


def test_auto_is_the_best_model_present_at_any_link(catalog: Catalog) -> None:
    models, _ = resolve(catalog, {"global_default_model": "auto"}, {"primary_model": "auto"}, concept="auto")
    assert models == dict.fromkeys(NODES, DEMO)


def test_where_nothing_is_present_auto_asks_the_next_in_the_chain(catalog: Catalog) -> None:
    del catalog.llm_models[DEMO]
    settings = {"global_default_model": "auto"}
    assert resolve(catalog, settings, {"primary_model": "qwen3-8b"})[0]["culture"] == "qwen3-8b"
    with pytest.raises(InputError, match="No language model is set for the concept analyst"):
        resolve(catalog, settings)


def test_none_left_for_one_node_names_that_node(catalog: Catalog) -> None:
    chosen = {node: DEMO for node in NODES if node != "writer"}
    with pytest.raises(InputError, match="for the writer of ja-JP"):
        resolve(catalog, **chosen)


def test_a_model_that_no_preset_describes_is_named(catalog: Catalog) -> None:
    with pytest.raises(NotFound, match="no language model 'gone'"):
        resolve(catalog, {"global_default_model": "gone"})


def test_weights_that_are_neither_here_nor_on_the_hub_are_told_at_once(catalog: Catalog) -> None:
    with pytest.raises(InputError, match="not on this machine"):
        resolve(catalog, {"global_default_model": "qwen2.5-coder-1.5b"})


def test_the_alternative_is_another_model_that_is_present(catalog: Catalog) -> None:
    def alternative(model: str | None) -> str | None:
        return resolve(catalog, {"global_default_model": "qwen3-8b"}, {"alternative_model": model})[1]

    assert alternative(DEMO) == DEMO
    assert alternative("auto") == DEMO
    assert alternative(None) is None
    assert alternative("qwen3-8b") is None  # what the writer uses already
    assert alternative("qwen3.5-9b") is None  # would have to be fetched first
    assert alternative("taken-out-of-presets") is None
