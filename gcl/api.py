"""The API that may enhance prompts, as the configuration names it. Who asks it is gcl/pipeline/remote.py."""

from __future__ import annotations

from typing import Literal
from urllib.parse import urlsplit

from gcl.config import Config

ANTHROPIC_HOST = "anthropic.com"


def why_no_api(config: Config) -> str:
    """What is missing before an API can be asked, as a sentence; "" if nothing."""
    missing = [f"GCL_API_{name}" for name, value in (("URL", config.api_url), ("MODEL", config.api_model)) if not value]
    if missing:
        return f"No API is set up. Set {' and '.join(missing)}, and GCL_API_KEY if it asks for one, then start again."
    if not _host(config) or urlsplit(str(config.api_url)).scheme not in ("http", "https"):
        return "GCL_API_URL is no address of an API. Set it to one such as https://api.openai.com/v1, then start again."
    return ""


def api_kind(config: Config) -> Literal["openai", "anthropic"]:
    if config.api_kind:
        return config.api_kind
    host = _host(config)
    return "anthropic" if host == ANTHROPIC_HOST or host.endswith(f".{ANTHROPIC_HOST}") else "openai"


def api_name(config: Config) -> str:
    """For people: "some-model at api.example.com". Never more of the address, which may have a password in it."""
    return f"{config.api_model} at {_host(config)}"[:200]


def _host(config: Config) -> str:
    try:
        return urlsplit(str(config.api_url)).hostname or ""
    except ValueError:
        return ""
