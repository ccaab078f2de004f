"""A GGUF file of a one-layer Llama over bytes, untrained: a real one, which is written and converted in a second."""

from __future__ import annotations

from pathlib import Path

import gguf
import numpy
from tokenizers import pre_tokenizers

HIDDEN, INNER, HEADS = 32, 64, 2
TOKENS = ["<s>", "</s>", *sorted(pre_tokenizers.ByteLevel.alphabet()), "ab"]
SQUARES = ("attn_q", "attn_k", "attn_v", "attn_output")


def write(file: Path, seed: int = 0) -> Path:
    """Write the model whose weights come of `seed`; files of several seeds are equally long."""
    file.parent.mkdir(parents=True, exist_ok=True)
    writer = gguf.GGUFWriter(file, "llama")
    _describe(writer)
    random = numpy.random.default_rng(seed)
    for name, shape in _shapes().items():
        writer.add_tensor(f"{name}.weight", random.standard_normal(shape, dtype=numpy.float32) * 0.02)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return file


def _describe(writer: gguf.GGUFWriter) -> None:
    writer.add_context_length(512)
    writer.add_embedding_length(HIDDEN)
    writer.add_feed_forward_length(INNER)
    writer.add_block_count(1)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_dimension_count(HIDDEN // HEADS)
    writer.add_rope_freq_base(10_000.0)
    writer.add_vocab_size(len(TOKENS))
    writer.add_tokenizer_model("gpt2")
    writer.add_token_list(TOKENS)
    writer.add_token_types([3, 3, *[1] * (len(TOKENS) - 2)])  # 3 is a control token, 1 a common one
    writer.add_token_merges(["a b"])
    writer.add_bos_token_id(0)
    writer.add_eos_token_id(1)


def _shapes() -> dict[str, tuple[int, ...]]:
    return {
        "token_embd": (len(TOKENS), HIDDEN),
        "output": (len(TOKENS), HIDDEN),
        "output_norm": (HIDDEN,),
        **{f"blk.0.{name}": (HIDDEN, HIDDEN) for name in SQUARES},
        "blk.0.attn_norm": (HIDDEN,),
        "blk.0.ffn_norm": (HIDDEN,),
        "blk.0.ffn_gate": (INNER, HIDDEN),
        "blk.0.ffn_up": (INNER, HIDDEN),
        "blk.0.ffn_down": (HIDDEN, INNER),
    }
