"""A two-layer language model of a true architecture, untrained, saved like any other, and what plain Outlines draws."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import outlines
import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers
from transformers import LlamaConfig, LlamaForCausalLM, MistralConfig, MistralForCausalLM, PreTrainedTokenizerFast

from gcl.catalog import Catalog
from gcl.config import Config
from gcl.pipeline.llm import Draw, TransformersModel, load_language_model
from gcl.presets.llm import LLMPreset

SPECIAL = ["<s>", "</s>"]
CHAT = (
    "{{ bos_token }}{% for message in messages %}[{{ message['role'] }}] {{ message['content'] }}{% endfor %}"
    "{% if enable_thinking is defined and not enable_thinking %}[no thinking]{% endif %}"
)
# Some of the words that schemas force, so that a forced text can be cut into tokens in several ways.
MERGES = [
    ("p", "a"),
    ("s", "s"),
    ("pa", "ss"),
    ("e", "d"),
    ("pass", "ed"),
    ('"', ":"),
    ("t", "r"),
    ("u", "e"),
    ("tr", "ue"),
]


def make_llama(folder: Path, *, merges: list[tuple[str, str]] | None = None, window: int | None = None) -> Path:
    """A Llama over bytes and `merges` of them; with `window`, a Mistral that sees as many tokens back."""
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    words = [*SPECIAL, *alphabet, *(left + right for left, right in merges or [])]
    vocabulary = {token: number for number, token in enumerate(words)}
    tokens = Tokenizer(models.BPE(vocab=vocabulary, merges=merges or []))
    tokens.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    tokens.decoder = decoders.ByteLevel()
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=tokens, bos_token="<s>", eos_token="</s>", chat_template=CHAT)
    tokenizer.save_pretrained(folder)
    torch.manual_seed(0)
    shape: dict[str, Any] = {
        "vocab_size": len(vocabulary),
        "hidden_size": 32,
        "intermediate_size": 64,
        "num_hidden_layers": 2,
        "num_attention_heads": 2,
        "num_key_value_heads": 2,
        "bos_token_id": 0,
        "eos_token_id": 1,
        "pad_token_id": 1,
        # Untrained weights of the usual size leave all tokens about equally likely.
        "initializer_range": 0.4,
    }
    model = (
        LlamaForCausalLM(LlamaConfig(**shape))
        if window is None
        else MistralForCausalLM(MistralConfig(**shape, sliding_window=window))
    )
    model.save_pretrained(folder)
    return folder


def preset(folder: Path, **changes: object) -> LLMPreset:
    return LLMPreset(
        **{
            "name": "Two layers",
            "path": folder,
            "licence": "none",
            "commercial": "yes",
            "commercial_note": "Untrained.",
            "context": 512,
            "languages": "none",
            **changes,
        }
    )


def load(preset: LLMPreset, config: Config) -> TransformersModel:
    return load_language_model("two-layers", preset, Catalog.read(config), config)


def plain_answer(model: TransformersModel, prompt: str, schema: dict[str, Any], draw: Draw) -> str:
    """What Outlines draws with transformers' own loop, for the same prompt, schema, options and seed."""
    plain = outlines.from_transformers(model.transformers_model, model.tokenizer)
    plain.type_adapter.has_chat_template = False
    generator = outlines.Generator(plain, outlines.json_schema(json.dumps(schema)), backend="llguidance")
    with torch.random.fork_rng(), torch.compiler.set_stance("force_eager"):
        torch.manual_seed(draw.seed)
        answer: str = generator(model.chat(prompt), **model.generate_options(draw))
    return answer
