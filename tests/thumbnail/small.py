"""The built-in model in small: its true classes, a few words, untrained."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from transformers import BertTokenizer, ElectraConfig, ElectraModel

from tools.thumbnail.model import Model, Recipe

WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "red", "blue", "dog", "car", "beach", "street", "night"]


def small_reader(folder: Path, words: list[str], longest: int = 16) -> tuple[BertTokenizer, ElectraModel]:
    """A tokenizer that knows `words`, written to `folder`, and an untrained encoder of one layer."""
    file = folder / "vocab.txt"
    file.write_text("\n".join(words))
    torch.manual_seed(0)
    config = ElectraConfig(
        vocab_size=len(words),
        embedding_size=16,
        hidden_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=longest,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
    )
    return BertTokenizer(str(file), model_max_length=longest), ElectraModel(config)


def small_recipe(**changes: Any) -> Recipe:
    sizes: dict[str, Any] = {"channels": (16, 16, 8), "dim": 64, "heads": 2, "lays_out": 2, "draws": 1}
    return Recipe(**({"batch": 4, "enlarged": 1, "warmup": 1, "alone": 0} | sizes | changes))


def small_model(folder: Path, recipe: Recipe | None = None) -> Model:
    """`folder` is where the vocabulary is written."""
    tokenizer, encoder = small_reader(folder, WORDS)
    recipe = recipe or small_recipe()
    return Model(recipe, torch.device("cpu"), tokenizer, encoder)
