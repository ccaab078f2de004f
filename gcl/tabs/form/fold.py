"""A fold of the form: closed until a person wants it, or until it holds what they have to see."""

from __future__ import annotations

import secrets
from typing import Any

import gradio as gr

from gcl.tabs.kit import panel
from gcl.tabs.render import render


class Fold:
    """`with fold.body:` builds what is in it. Unlike Gradio's accordion, a closed one has its fields on the page all
    the same, so that what was typed there can be restored."""

    def __init__(self, key: str, label: str) -> None:
        self.key, self.label = key, label
        self.head = panel(render("fold", key=key, label=label, open=""))
        self.body: Any = gr.Column(elem_id=f"fold-{key}", elem_classes="fold-body")

    def opened(self) -> str:
        """A value of `head` that opens it, even if it is what it had before."""
        return render("fold", key=self.key, label=self.label, open=secrets.token_hex(4))
