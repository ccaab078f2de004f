"""The built-in model in small: its true classes, a few words, untrained."""

from __future__ import annotations

from pathlib import Path

import torch
from transformers import BertTokenizer, ElectraConfig, ElectraModel

from tools.thumbnail.train import Model, Recipe

WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "red", "blue", "dog", "car", "beach", "street", "night"]


def small_model(folder: Path, recipe: Recipe | None = None) -> Model:
    """`folder` is where the vocabulary is written."""
    file = folder / "vocab.txt"
    file.write_text("\n".join(WORDS))
    tokenizer = BertTokenizer(str(file), model_max_length=16)
    torch.manual_seed(0)
    encoder = ElectraModel(
        ElectraConfig(
            vocab_size=len(WORDS),
            embedding_size=16,
            hidden_size=32,
            num_hidden_layers=1,
            num_attention_heads=2,
            intermediate_size=64,
            max_position_embeddings=16,
            hidden_dropout_prob=0.0,
            attention_probs_dropout_prob=0.0,
        )
    )
    recipe = recipe or Recipe(batch=4, decoder_batch=1, channels=16, dim=64, layers=2, heads=2, warmup=1)
    return Model(recipe, torch.device("cpu"), tokenizer, encoder)
