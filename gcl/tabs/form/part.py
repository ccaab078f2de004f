"""What a part of the form is, and the models as all parts need them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gradio.blocks import Block
from gradio.components import Component

from gcl.errors import NotFound
from gcl.services import Services
from gcl.services.frame_request import FrameRequest
from gcl.services.frames import ModelChoice

Values = Mapping[Component, Any]  # what the browser has in each field
Updates = dict[Block, Any]  # what the browser is to show in some of them


class Part:
    """Some fields of the form, built where the part is made. They are told apart by themselves, never by a place in a
    list, so that a part can come and go without the others. Each says only what it has to say."""

    fields: Sequence[Component] = ()
    around: Sequence[Block] = ()  # what `follow` and `fill` may change besides, such as a fold

    def read(self, _values: Values, _choice: ModelChoice, /) -> dict[str, Any]:
        """Arguments of a FrameRequest. InputError, with the field's name, for what cannot be asked for."""
        return {}

    def follow(self, _choice: ModelChoice, /) -> Updates:
        """What changes when a person chooses this model."""
        return {}

    def fill(self, _request: FrameRequest, _choice: ModelChoice, /) -> Updates:
        """What shows this request."""
        return {}


class Choices:
    """The models that can be chosen."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self.default = services.frames.default_model()
        self.read()

    def read(self) -> None:
        """Look again which weights are here: the first frame of a model may have fetched them."""
        self.models = {choice.key: choice for choice in self.services.frames.models()}

    def get(self, key: str | None) -> ModelChoice:
        if key not in self.models:
            raise NotFound.among("model", str(key), list(self.models))
        return self.models[key]

    def named(self) -> list[tuple[str, str]]:
        return [(self._name(choice), choice.key) for choice in self.models.values()]

    @staticmethod
    def _name(choice: ModelChoice) -> str:
        return choice.name if choice.present else f"{choice.name} (weights not here)"
