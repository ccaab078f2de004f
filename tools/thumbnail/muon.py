"""Muon (Jordan et al. 2024), in bfloat16 or in float32: torch.optim.Muon knows only the first, which is a hundred times
slower on processors without the instructions for it."""

from __future__ import annotations

from collections.abc import Iterable

import torch
from torch import Tensor, nn

_MOMENTUM, _DECAY, _ITERATIONS = 0.95, 0.01, 5
_A, _B, _C = 3.4445, -4.7750, 2.0315  # of the iteration, as published


class Muon(torch.optim.Optimizer):
    """Each matrix moves along the orthogonal matrix nearest to its momentum; a convolution is one, [out, in · area]."""

    def __init__(self, matrices: Iterable[nn.Parameter], lr: float, dtype: torch.dtype = torch.float32) -> None:
        super().__init__(matrices, {"lr": lr})
        self.dtype = dtype  # of the iteration

    @torch.no_grad()
    def step(self, closure: None = None) -> None:  # type: ignore[override]  # noqa: ARG002
        for group in self.param_groups:
            for matrix in group["params"]:
                if matrix.grad is None:
                    continue
                momentum = self.state[matrix].setdefault("momentum", torch.zeros_like(matrix))
                momentum.lerp_(matrix.grad, 1 - _MOMENTUM)
                towards = orthogonal(matrix.grad.lerp(momentum, _MOMENTUM).flatten(1).to(self.dtype)).to(matrix)
                matrix.mul_(1 - group["lr"] * _DECAY)
                matrix.add_(
                    towards.view_as(matrix), alpha=-group["lr"] * max(1.0, towards.shape[0] / towards.shape[1]) ** 0.5
                )


def orthogonal(matrix: Tensor) -> Tensor:
    """[n, m] -> about the orthogonal matrix nearest to it, by a quintic Newton-Schulz iteration."""
    x = matrix.T if matrix.shape[0] > matrix.shape[1] else matrix
    x = x / (x.norm() + 1e-7)
    for _ in range(_ITERATIONS):
        square = x @ x.T
        x = _A * x + (_B * square + _C * square @ square) @ x
    return x.T if matrix.shape[0] > matrix.shape[1] else x
