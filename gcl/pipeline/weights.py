"""Where a language model's weights come from: a hub repository, a folder, or a GGUF file that is converted once.

A GGUF model is de-quantised at each load, which takes 14 s where the converted copy takes half a second.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import struct
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import structlog
import torch
from safetensors import SafetensorError
from transformers import AutoModelForCausalLM, AutoTokenizer

from gcl.catalog import Catalog
from gcl.config import Config
from gcl.errors import DiskFull, GclError, ModelError, OutOfMemory, causes, disk_errors, is_disk_full
from gcl.presets.llm import LLMPreset
from gcl.torch_errors import is_out_of_memory

log = structlog.get_logger(__name__)

A_DAY = 86_400.0  # seconds; no conversion takes as long
STAMP_CHARS = 16  # of a SHA-256
# What torch calls the instructions that multiply in bfloat16. AVX-512 alone is no sign of them: Skylake has it without.
CAN_HALVE = {"avx512_bf16", "amx_bf16"}


def stored_dtype(preset: LLMPreset) -> torch.dtype:
    """The numbers in which a converted model is kept on disk."""
    return torch.float32 if preset.dtype == "float32" else torch.bfloat16


def running_dtype(preset: LLMPreset, device: str) -> torch.dtype:
    """The numbers in which a model computes on `device` (cpu, cuda, …).

    On a processor bfloat16 pays only where it has instructions for it: SmolLM2-135M makes 19.6 tokens/s beside 15.0 in
    float32 on two cores with AVX-512 and these, but on one that ends at AVX2 a token takes 1.6 times as long as in
    float32, and a prompt six times.
    """
    if device == "cpu" and not (CAN_HALVE & {name for name, there in torch.cpu.get_capabilities().items() if there}):
        return torch.float32
    return stored_dtype(preset)


def weights(key: str, preset: LLMPreset, catalog: Catalog, config: Config) -> str:
    """A folder or the name of a hub repository, for `from_pretrained`. Converts a GGUF file at the first call.

    Raises ModelError if the weights are not where presets.json says, DiskFull if there is no room for the copy.
    """
    if preset.gguf_file is not None:
        source = _gguf_source(preset, catalog)
        copies = config.models_dir / "converted" / key
        return str(_converted(source, preset, copies / stamp(source, preset)))
    if preset.path is not None:
        folder = catalog.local_path(preset)
        if not folder.is_dir():
            raise ModelError(f"{preset.name} is not at {folder}. Put its folder there, or correct presets.json.")
        return str(folder)
    return str(preset.repo)


def _gguf_source(preset: LLMPreset, catalog: Catalog) -> Path | str:
    """The folder, or the hub repository, that holds the GGUF file."""
    if preset.package is not None:
        file = catalog.packaged_file(preset)
        if file is None:
            raise ModelError(
                f"{preset.name} comes with the package {preset.package}, which is not installed. Run: make setup."
            )
        return file.parent
    if preset.path is not None:
        folder = catalog.local_path(preset)
        if not (folder / str(preset.gguf_file)).is_file():
            raise ModelError(f"{preset.name} is not at {folder / str(preset.gguf_file)}. Put its file there.")
        return folder
    return str(preset.repo)


def stamp(source: Path | str, preset: LLMPreset) -> str:
    """A name for what is converted and how, so that another file, or the same one overwritten, is converted anew.

    A file is told by its place, its length and the time of its last change: reading a gigabyte for a sum would take
    longer than loading the copy. Of a repository on the hub there may be no file yet, so its name has to do.
    """
    identity = [str(preset.gguf_file), str(stored_dtype(preset))]
    if isinstance(source, Path):
        file = (source / str(preset.gguf_file)).resolve()
        found = file.stat()
        identity += [str(file), str(found.st_size), str(found.st_mtime_ns)]
    else:
        identity.append(source)
    return hashlib.sha256(os.fsencode("\0".join(identity))).hexdigest()[:STAMP_CHARS]


def _converted(source: Path | str, preset: LLMPreset, target: Path) -> Path:
    """`target`, filled with the de-quantised model as safetensors, whole or not at all.

    What else lies beside it, which was made of a source that this preset no longer has, goes once it is whole.
    """
    if target.is_dir():
        return target
    log.info("converting a GGUF model", model=preset.name, target=str(target))
    with disk_errors(target.parent):
        target.parent.mkdir(parents=True, exist_ok=True)
        forget_killed(target.parent)
        draft = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        with loading_errors(preset), disk_errors(target.parent):
            tokenizer = AutoTokenizer.from_pretrained(source, gguf_file=preset.gguf_file)
            model = AutoModelForCausalLM.from_pretrained(source, gguf_file=preset.gguf_file, dtype=stored_dtype(preset))
            # transformers refuses to save what it takes for a quantised model; the weights are plain by now.
            model.hf_quantizer = None
            if hasattr(model.config, "quantization_config"):
                del model.config.quantization_config
            tokenizer.save_pretrained(draft)
            model.save_pretrained(draft)
            draft.chmod(0o755)
            _move(draft, target)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    _forget_others(target)
    return target


def _forget_others(target: Path) -> None:
    """Remove the copies beside `target`, and the files of one from before copies had a folder each; drafts stay."""
    for entry in target.parent.glob("[!.]*"):
        if entry.is_dir() and entry.name != target.name:
            log.info("removing the copy of a model that has changed", copy=str(entry))
            shutil.rmtree(entry, ignore_errors=True)
        elif entry.is_file():
            with suppress(OSError):  # what is wanted is there, and is no worse for it
                entry.unlink()


def forget_killed(copies: Path) -> None:
    """Remove the drafts that processes left in `copies` which were killed in the middle of a conversion."""
    for draft in copies.glob(".*"):
        with suppress(FileNotFoundError):  # another process has just finished it
            if time.time() - draft.stat().st_mtime > A_DAY:
                shutil.rmtree(draft, ignore_errors=True)


def _move(draft: Path, target: Path) -> None:
    try:
        draft.rename(target)
    except OSError:
        # Another process converted the same file in the meantime: its copy is as good.
        if not target.is_dir():
            raise


@contextmanager
def loading_errors(preset: LLMPreset) -> Iterator[None]:
    """Turn what the libraries raise while a model loads into a sentence."""
    try:
        yield
    except GclError:
        raise
    # struct.error: what transformers' reader of GGUF files raises for one that was cut short.
    except (
        *(OSError, ValueError, LookupError, RuntimeError, ImportError, MemoryError),
        *(SafetensorError, struct.error),
    ) as error:
        raise _sentence(preset, error) from error


def _sentence(preset: LLMPreset, error: Exception) -> GclError:
    chain = causes(error)
    names = {type(cause).__name__ for cause in chain}
    if is_out_of_memory(error):
        return OutOfMemory(
            f"There is too little memory for {preset.name}. Close other programs, or choose a smaller model."
        )
    if is_disk_full(chain):
        return DiskFull(f"The disk is full, so {preset.name} could not be stored. Free some space, then retry the job.")
    if names & {"GatedRepoError"}:
        return ModelError(
            f"{preset.name} is only given to people who accepted its licence: accept it at "
            f"https://huggingface.co/{preset.repo}, log in with `hf auth login`, then retry the job."
        )
    if names & {"RepositoryNotFoundError", "RevisionNotFoundError"}:
        return ModelError(f"The hub has no repository {preset.repo}. Correct it in presets.json.")
    if preset.repo and (isinstance(error, OSError) or names & {"LocalEntryNotFoundError", "OfflineModeIsEnabled"}):
        return ModelError(
            f"The weights of {preset.name} are not on this machine, and the hub could not be asked for {preset.repo}. "
            "Connect to the internet and retry the job, or choose a model whose weights are present."
        )
    reason = (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")
    return ModelError(f"{preset.name} could not be loaded: {reason}.")
