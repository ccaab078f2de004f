"""PipelineModelLoader: the model that the nodes use, loaded when first asked, and answers that keep to a schema."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Generic, TypeVar

import structlog
from pydantic import BaseModel, ValidationError

from gcl.catalog import Catalog
from gcl.config import Config
from gcl.errors import GenerationError, InputError
from gcl.pipeline.llm import Draw, EngineError, LanguageModel, NumericalError, load_language_model
from gcl.pipeline.schemas import end_sentences, json_schema
from gcl.presets.llm import LLMPreset
from gcl.residency import GB, Residency, llm_key

log = structlog.get_logger(__name__)

ATTEMPTS = 4
KEPT = 4  # generators of one model: one a schema, with a writer's, which is another for each script
SHORTEST_ANSWER = 256  # tokens; with less room than this no node can answer

Load = Callable[[str, LLMPreset, Catalog, Config], LanguageModel]
T = TypeVar("T", bound=BaseModel)


class GrammarError(Exception):
    """An answer that is not what the schema asks for; the message says why."""

    def __init__(self, reason: str, cut: bool = False) -> None:
        super().__init__(reason)
        self.cut = cut


class StructuredGenerator(Generic[T]):
    """A model bound to a schema: prompt in, checked object out."""

    def __init__(self, model: LanguageModel, schema: type[T]) -> None:
        self.model, self._type = model, schema
        self._schema = json_schema(schema)
        self.grammar = model.compile(self._schema)

    def __call__(
        self,
        prompt: str,
        *,
        max_new_tokens: int,
        temperature: float = 0.7,
        seed: int = 0,
        shortest: str = "",
        check: Callable[[], None] = lambda: None,
    ) -> T:
        """Ask until an answer holds, `ATTEMPTS` times at most, each with a seed of its own.

        After a grammar failure the token limit is halved: a model that rambles is stopped sooner. If an answer then
        needs more than the half, it gets the whole again. `shortest` is a text that no good answer is much shorter
        than: the limit is at least twice its tokens. `check` is called about twice a second and may raise.

        Raises InputError if the prompt does not fit into the model's context, GenerationError if no attempt holds.
        """
        least = self.model.count_tokens(shortest) if shortest else min(SHORTEST_ANSWER, max_new_tokens)
        whole = limit = self._room(prompt, max(max_new_tokens, 2 * least), least)
        reason = ""
        for attempt in range(ATTEMPTS):
            try:
                # A greedy model would make the same mistake again.
                warmth = temperature if attempt == 0 else max(temperature, 0.3)
                sample = self.model.sample(prompt, self.grammar, Draw(limit, warmth, seed + attempt), check)
                return self._parsed(sample.text, was_cut=sample.tokens >= limit)
            except NumericalError:
                reason = "its probabilities were not numbers"
            except EngineError as failure:
                reason = f"the grammar's engine gave up ({failure})"
                limit = whole // 2  # among other things it gives up on what grows with an answer
            except GrammarError as failure:
                reason = str(failure)
                limit = whole if failure.cut and limit < whole else whole // 2
            log.warning("generation failed", schema=self._type.__name__, attempt=attempt + 1, reason=reason)
        raise GenerationError(
            f"{self.model.name} gave no usable answer in {ATTEMPTS} attempts; at last, {reason}. "
            "Retry the job, or start a new run with a larger model, "
            f"or with a higher token limit in Settings (this run has {max_new_tokens})."
        )

    def _room(self, prompt: str, wanted: int, least: int) -> int:
        used = self.model.count_tokens(prompt)
        room = self.model.context - used
        if room < least:
            raise InputError(
                f"The script with its briefs takes {used} tokens, and {self.model.name} has room for "
                f"{self.model.context} with its answer. Shorten the script, or choose a model with a longer context."
            )
        return min(wanted, room)

    def _parsed(self, text: str, *, was_cut: bool) -> T:
        try:
            raw: Any = json.loads(text)
        except ValueError as error:
            reason = "its answer was cut by the token limit" if was_cut else "its answer was not JSON"
            raise GrammarError(reason, cut=was_cut) from error
        answer = self._validated(raw)
        # What a text that ran into its cap says in whole sentences stands; without one, it says nothing.
        before = json.dumps(raw)
        for path in end_sentences(self._schema, raw):
            raise GrammarError(f"its text for {path} was cut at the longest that is allowed")
        return answer if json.dumps(raw) == before else self._validated(raw)

    def _validated(self, raw: Any) -> T:
        try:
            return self._type.model_validate_json(json.dumps(raw))
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"])
            raise GrammarError(f"its answer broke the schema at {where}: {first['msg']}") from error


class _Occupant:
    """What lies in the residency's slot: a model and the generators made for it."""

    def __init__(self, model: LanguageModel) -> None:
        self.model = model
        self.generators: dict[str, StructuredGenerator[Any]] = {}

    def unload(self) -> None:
        self.generators.clear()
        self.model.unload()

    # One on a card is not set aside: its weights of 4 bits are soon read again.
    def footprint(self) -> int:
        return self.model.footprint()

    def is_on_card(self) -> bool:
        return False

    def set_aside(self) -> None: ...

    def bring_back(self) -> None: ...


class PipelineModelLoader:
    """Gives generators for schemas, from one model at a time; nothing is loaded before the first is asked for.

    The model and its generators lie in the worker's one residency, so a loader is a view of it: a new one for the
    next job finds the warm model again. `leaving` is told the key of the model that is to take the present one's place,
    and may raise; `loading` is told a model's name before it is loaded, `loaded` comes after.
    """

    def __init__(
        self,
        config: Config,
        catalog: Catalog,
        residency: Residency,
        *,
        load: Load = load_language_model,
        leaving: Callable[[str], None] = lambda _: None,
        loading: Callable[[str], None] = lambda _: None,
        loaded: Callable[[], None] = lambda: None,
    ) -> None:
        self._config, self._catalog, self._residency = config, catalog, residency
        self._load, self._leaving, self._loading, self._loaded = load, leaving, loading, loaded
        self._key: str | None = None

    def switch_model(self, key: str) -> None:
        """Make `key` the model of the next generator. The present one leaves memory when that one is loaded."""
        self._catalog.llm(key)
        self._key = key

    def get_generator(self, schema: type[T]) -> StructuredGenerator[T]:
        """The generator for `schema`, made once per model and schema. Raises ModelError, OutOfMemory or DiskFull."""
        if self._key is None:
            raise RuntimeError("switch_model must come first")
        wanted = llm_key(self._key)
        if self._residency.key not in (None, wanted):
            self._leaving(wanted)
        loads = self._residency.loads
        occupant = self._residency.hold(wanted, self._occupy, self._size())
        if self._residency.loads > loads:
            # Told only now that the model is kept: whoever is told may raise, since a person asked the job to stop.
            self._loaded()
        # By content: a schema made for a script is a new class each time.
        name = json.dumps(json_schema(schema), sort_keys=True)
        generator = occupant.generators.pop(name, None) or StructuredGenerator(occupant.model, schema)
        occupant.generators[name] = generator
        if len(occupant.generators) > KEPT:
            del occupant.generators[next(iter(occupant.generators))]  # the one that was not asked for the longest
        return generator

    def _size(self) -> int:
        """Bytes that the model takes while it is loaded, as presets.json says."""
        return int((self._catalog.llm(str(self._key)).memory_gb or 0) * GB)

    def _occupy(self) -> _Occupant:
        key = str(self._key)
        preset = self._catalog.llm(key)
        self._loading(preset.name)
        return _Occupant(self._load(key, preset, self._catalog, self._config))
