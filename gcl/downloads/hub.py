"""Which files of a hub repository a preset needs, and putting them where the hub's library looks for them.

Large files are fetched here and not by that library: the file that it writes has another name each time, so a download
that stopped would begin anew (huggingface_hub 2.4). It finds them in its cache, and adds the small ones.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from httpx2 import HTTPError
from huggingface_hub import HfApi, constants, get_hf_file_metadata, get_token, hf_hub_download, hf_hub_url
from huggingface_hub.errors import (
    GatedRepoError,
    HfHubHTTPError,
    HFValidationError,
    LocalEntryNotFoundError,
    OfflineModeIsEnabled,
    RepositoryNotFoundError,
)
from huggingface_hub.file_download import repo_folder_name

from gcl.downloads.fetch import OnBytes, Remote, fetch, remaining
from gcl.errors import DownloadError, InputError, NotFound, disk_errors
from gcl.hubcache import Damaged, cached_file, components
from gcl.payloads import RemoteFile

_SMALL = re.compile(r"\.(json|txt|model|jinja|tiktoken)$")
_WEIGHTS = re.compile(r"^(?P<stem>[\w-]+?)(\.(?P<variant>\w+))?(-\d{5}-of-\d{5})?(\.(?P<behind>\w+))?\.safetensors$")
_USUAL = re.compile(r"(diffusion_pytorch_model|pytorch_model|model)\b")
_INDEX = re.compile(r"\.safetensors\.index(\.(?P<variant>\w+))?\.json$")
_OURS = 5_000_000  # bytes from which a file is fetched here
_ASK_SECONDS = 20.0  # for an answer about a repository


def pipeline_files(repo: str, variant: str | None, replaced: Collection[str]) -> list[RemoteFile]:
    """Of a diffusion pipeline: of each component its configuration and its safetensors, of the variant where there are
    any; nothing of the components that are `replaced`. InputError if no component has the variant: then it would not
    load."""
    there = _listing(repo)
    if "model_index.json" not in there:
        raise InputError(
            f"{repo} on the hub is no diffusion pipeline: it has no model_index.json. Correct presets.json."
        )
    with _asking(repo):
        index = Path(hf_hub_download(repo, "model_index.json"))
    try:
        names = [name for name in components(index) if name not in replaced]
    except Damaged as error:
        raise DownloadError(
            f"The model_index.json of {repo} on the hub cannot be read. Choose another source."
        ) from error
    wanted = [there["model_index.json"]]
    for name in names:
        inside = {path.partition("/")[2]: file for path, file in there.items() if path.startswith(f"{name}/")}
        wanted += _of_component(repo, {path: file for path, file in inside.items() if "/" not in path}, variant)
    if variant and not any(_variant(file.name.rpartition("/")[2]) == variant for file in wanted):
        raise InputError(f'{repo} has no files of the variant {variant!r}. Remove "variant" in presets.json.')
    return wanted


def model_files(repo: str, gguf: str | None = None) -> list[RemoteFile]:
    """Of a single model: its configuration, its tokenizer and its safetensors, or the one GGUF file."""
    there = {path: file for path, file in _listing(repo).items() if "/" not in path}
    if gguf is not None:
        return [_named(repo, there, gguf)]
    return _of_component(repo, there, None)


def single_file(repo: str, name: str) -> list[RemoteFile]:
    return [_named(repo, _listing(repo), name)]


def cache() -> Path:
    """The hub's cache folder on this machine."""
    return Path(constants.HF_HUB_CACHE)


def is_missing(repo: str, file: RemoteFile) -> bool:
    return cached_file(repo, file.name) is None


def to_come(repo: str, file: RemoteFile) -> int:
    """Bytes of a file that are not here yet; what an earlier download began is gone on with."""
    if not is_missing(repo, file):
        return 0
    if file.sha256 is None or file.size < _OURS:
        return file.size
    # The hub's name of the content of a large file is its SHA-256.
    blob = _blobs(repo) / file.sha256
    return 0 if blob.exists() else remaining(blob, _remote(repo, file))


def place(repo: str, file: RemoteFile, on_bytes: OnBytes) -> None:
    """Fetch one file into the hub's cache, whole or not at all."""
    if cached_file(repo, file.name) is not None:
        on_bytes(file.size)
        return
    if file.size >= _OURS:
        remote = _remote(repo, file)
        with _asking(repo):
            etag = get_hf_file_metadata(remote.url, token=get_token()).etag
        blob = _blobs(repo) / str(etag)
        if not blob.exists():
            fetch(remote, blob, on_bytes, lambda status: _no(repo, status))
    with _asking(repo):
        hf_hub_download(repo, file.name)
    on_bytes(file.size)


def _remote(repo: str, file: RemoteFile) -> Remote:
    token = get_token()
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return Remote(hf_hub_url(repo, file.name), file.size, file.sha256, file.name, headers)


def _blobs(repo: str) -> Path:
    return cache() / repo_folder_name(repo_id=repo, repo_type="model") / "blobs"


def _listing(repo: str) -> dict[str, RemoteFile]:
    # Not `list_repo_tree`, which without a network tries for half a minute before it says so.
    with _asking(repo):
        try:
            files = HfApi().model_info(repo, files_metadata=True, timeout=_ASK_SECONDS).siblings or []
        except (KeyError, TypeError, ValueError) as error:  # a page to sign in, a mirror that tells less
            raise DownloadError(
                f"What answers at {constants.ENDPOINT} does not list the files of {repo} as the hub does. Look at "
                "HF_ENDPOINT and the connection, then retry."
            ) from error
    return {
        file.rfilename: RemoteFile(
            name=file.rfilename, size=file.size or 0, sha256=file.lfs.sha256 if file.lfs else None
        )
        for file in files
    }


def _of_component(repo: str, inside: dict[str, RemoteFile], variant: str | None) -> list[RemoteFile]:
    weights = {path: _variant(path) for path in inside if path.endswith(".safetensors")}
    if not weights and any(re.search(r"\.(bin|pt|pth|ckpt|msgpack)$", path) for path in inside):
        raise InputError(
            f"{repo} has its weights only as pickle files, which can run code when they are opened. Choose another "
            "repository."
        )
    kind = variant if variant in weights.values() else None
    chosen = {path for path, its in weights.items() if its == kind}
    # The same weights may lie there under other names too, for other programs.
    chosen = {path for path in chosen if _USUAL.match(path)} or chosen
    if weights and not chosen:
        raise InputError(
            f'{repo} has no plain .safetensors, only {", ".join(sorted(weights))}. Set "variant" in presets.json, or '
            "choose another repository."
        )
    config = {path for path in inside if _SMALL.search(path) and not _INDEX.search(path)}
    indexes = {path for path in inside if (found := _INDEX.search(path)) and found["variant"] == kind}
    return [file for path, file in inside.items() if path in chosen | config | indexes]


def _variant(path: str) -> str | None:
    """fp16 of model.fp16.safetensors and of model.fp16-00001-of-00002.safetensors."""
    found = _WEIGHTS.match(path)
    return "?" if found is None else found["variant"] or found["behind"]


def _named(repo: str, there: dict[str, RemoteFile], name: str) -> RemoteFile:
    if name not in there:
        raise NotFound(f"{repo} on the hub has no file {name}. Correct it in presets.json.")
    return there[name]


@contextmanager
def _asking(repo: str) -> Iterator[None]:
    """Turn what the hub's library raises into a sentence."""
    try:
        with disk_errors(cache()):
            yield
    except OfflineModeIsEnabled as error:
        raise DownloadError(
            "The hub is switched off on this machine (HF_HUB_OFFLINE is set). Unset it, then retry."
        ) from error
    except GatedRepoError as error:
        raise DownloadError(_no(repo, 403)) from error
    except (RepositoryNotFoundError, HFValidationError) as error:
        raise NotFound(_no(repo, 404)) from error
    except (HTTPError, HfHubHTTPError, LocalEntryNotFoundError, ConnectionError) as error:
        raise DownloadError(
            "The hub cannot be reached from this machine. Look at the connection, then retry."
        ) from error


def _no(repo: str, status: int) -> str:
    if status in (401, 403):
        return (
            f"{repo} asks for consent: accept its terms on {constants.ENDPOINT}/{repo}, run `hf auth login` on this "
            "machine, then retry."
        )
    if status == 404:
        return (
            f"The hub has no repository {repo}, or it is private. Correct it in presets.json, or run `hf auth login` "
            "on this machine."
        )
    return f"The hub answered {status} when {repo} was asked for. Try again later."
