"""Where things are and how much is allowed. Read once from GCL_* at start and handed down; no module keeps a global."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from gcl.errors import InputError

ROOT = Path(__file__).resolve().parent.parent


class Config(BaseSettings):
    """Each field is read from the environment as GCL_<NAME>, for instance GCL_HOME or GCL_PORT."""

    model_config = SettingsConfigDict(env_prefix="GCL_", frozen=True, extra="ignore", env_ignore_empty=True)

    home: Path = Field(
        ROOT / "var",
        description="Folder of the databases, frames, logs and converted models.",
    )
    models: Path | None = Field(
        None,
        description="Folder of models made or converted here; default: HOME/models.",
    )
    presets: Path = Field(ROOT / "presets.json", description="File that lists what can be loaded.")
    data: Path = Field(
        ROOT / "data",
        description="Folder of the reference data that a new database is seeded from.",
    )
    host: str = Field("127.0.0.1", description="Address that the studio listens on.")
    port: int = Field(7860, ge=0, le=65535, description="Port that the studio listens on.")
    auth: str | None = Field(
        None,
        description="user:password asked for at the door; needed when HOST is not loopback.",
    )
    device: str | None = Field(
        None,
        description="Device for models, such as cuda or cpu; default: the best one there is.",
    )

    civitai: str = Field("https://civitai.com", description="Address of CivitAI, where LoRAs come from by their AIR.")
    civitai_token: str | None = Field(
        None, repr=False, description="Your API key for CivitAI, for what it gives to signed-in people only."
    )

    max_prompt_chars: int = Field(4000, ge=1, description="Longest prompt that is taken, in characters.")
    max_frames_per_job: int = Field(16, ge=1, description="Most frames that one job makes.")
    max_grid_cells: int = Field(64, ge=1, description="Most frames that one comparison of settings makes.")
    max_script_rows: int = Field(60, ge=1, description="Most rows that a script may have.")
    max_cell_chars: int = Field(
        2000,
        ge=1,
        description="Longest visual or audio cell of a script, in characters.",
    )
    thumbnail_px: int = Field(384, ge=32, description="Longest side of a thumbnail, in pixels.")
    bin_days: int = Field(
        30,
        ge=0,
        le=36500,
        description="How many days a deleted frame stays in the bin before its files are removed.",
    )

    ram_cache_gb: float | None = Field(
        None,
        ge=0,
        description="Main memory, in GB, in which models used before wait for their return; "
        "default: half of what is free when the worker starts; 0: none.",
    )
    idle_minutes: float = Field(
        30.0,
        ge=0,
        description="How long a model that nobody uses stays in memory; 0: for good.",
    )
    api_url: str | None = Field(
        None,
        description="Base URL of an API that may enhance prompts, such as https://api.openai.com/v1.",
    )
    api_model: str | None = Field(None, description="The model that the API is asked for.")
    api_key: SecretStr | None = Field(None, description="The key that the API asks for; it is never written anywhere.")
    api_kind: Literal["openai", "anthropic"] | None = Field(
        None,
        description="How the API is spoken to; default: anthropic for Anthropic's own host, else openai.",
    )
    api_seconds: float = Field(60.0, gt=0, description="How long one answer of the API may take.")

    affinity_bound: int = Field(
        12,
        ge=0,
        description="How often a waiting job may be passed over by jobs for the model already in memory.",
    )
    max_attempts: int = Field(
        3,
        ge=1,
        description="How often a job is started before a dying worker makes it fail.",
    )
    heartbeat_seconds: float = Field(2.0, gt=0, description="How often the worker says that it is alive.")
    busy_seconds: float = Field(
        5.0,
        ge=0,
        description="How long a write waits for the database before it gives up.",
    )

    worker_busy_seconds: float = Field(
        60.0,
        ge=0,
        description="The same for the worker, which has minutes of work to lose and nobody waiting at a screen.",
    )

    @property
    def database(self) -> Path:
        return self.home / "gcl.db"

    @property
    def queue_file(self) -> Path:
        return self.home / "queue.db"

    @property
    def checkpoints(self) -> Path:
        return self.home / "checkpoints.db"

    @property
    def frames(self) -> Path:
        return self.home / "frames"

    @property
    def previews(self) -> Path:
        return self.home / "previews"

    @property
    def references(self) -> Path:
        return self.home / "references"

    @property
    def wildcards(self) -> Path:
        return self.home / "wildcards"

    @property
    def logs(self) -> Path:
        return self.home / "logs"

    @property
    def models_dir(self) -> Path:
        return self.models or self.home / "models"

    @property
    def worker_lock(self) -> Path:
        return self.home / "worker.lock"

    def environment(self) -> dict[str, str]:
        """The GCL_* variables that make a child process read this same configuration."""
        given = {name: value for name, value in self.model_dump().items() if value is not None}
        secrets = {name: value.get_secret_value() for name, value in given.items() if isinstance(value, SecretStr)}
        return {f"GCL_{name.upper()}": str(value) for name, value in (given | secrets).items()}


def read_config(**overrides: object) -> Config:
    """Read the configuration; `overrides` win over the environment. Raises InputError that names the wrong setting."""
    try:
        config = Config(**overrides)  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors()[0]
        name = "GCL_" + str(first["loc"][0]).upper() if first["loc"] else "The configuration"
        raise InputError(f"{name} is not usable: {first['msg']} (got {first['input']!r}).") from error
    return config.model_copy(
        update={field: value.expanduser().resolve() for field, value in config if isinstance(value, Path)}
    )
