"""A guess at the next tokens of an answer: that it goes on as the text did where its last three tokens stood before.

Much of what the pipeline asks for is copied: a writer's pictures from the form in the prompt, a gate's quotes from the
script, and a small model repeats itself. Known as prompt lookup (Saxena 2023; transformers has it for free answers).
"""

from __future__ import annotations

import torch

SAME = 3  # tokens that must agree; with two, one guess in four more is wrong, and no pass is saved
LONGEST = 12  # tokens; a pass of 16 takes a processor three times as long as one of a single token, one of 8 twice
# What a guess must bring, in tokens, to be worth a pass of its own: two tokens take a processor up to twice as long
# as one. In a pass that takes several anyway, a guess costs next to nothing.
WORTH = 1.0


class Copies:
    """Makes such guesses, longer while they hold and none while they do not."""

    def __init__(self) -> None:
        self._brings = 2.0  # tokens that the last guesses brought, on average

    def after(self, tokens: torch.Tensor, *, pays: bool) -> list[int]:
        """What may follow `tokens` [T], or nothing. `pays`: whether it goes into a pass that is made in any case."""
        if not pays and self._brings < WORTH:
            return []
        before = len(tokens) - SAME
        if before <= 0:
            return []
        same = torch.stack([tokens[place : before + place] == tokens[before + place] for place in range(SAME)]).all(0)
        places = same.nonzero()
        if not len(places):
            return []
        start = int(places[-1]) + SAME
        longest = min(LONGEST, int(1 + 2 * self._brings))
        following: list[int] = tokens[start : start + longest].tolist()
        return following

    def learn(self, taken: int) -> None:
        """`taken` tokens of a guess were right."""
        self._brings = 0.8 * self._brings + 0.2 * taken
