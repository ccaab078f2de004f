"""The studio: read the configuration, open the services, start the worker, build the tabs, serve them."""

from __future__ import annotations

import inspect
import ipaddress
import os
import signal
import socket
import sys
import threading
from types import FrameType
from typing import Any
from unittest import mock

from gcl import logs
from gcl.config import Config, read_config
from gcl.errors import GclError, InputError
from gcl.services import open_services
from gcl.supervisor import Supervisor


def main() -> int:
    """Serve until Ctrl-C or SIGTERM. Returns the exit status: 0, or 1 with one sentence on stderr."""
    stop = threading.Event()

    def ask_to_stop(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    supervisor: Supervisor | None = None
    try:
        config = read_config()
        port = check_address(config)
        logs.configure(config, "ui")
        services = open_services(config)
        supervisor = Supervisor(config)
        signal.signal(signal.SIGTERM, ask_to_stop)
        signal.signal(signal.SIGINT, ask_to_stop)
        prepare_gradio(config)
        import_gradio()
        # Imported here: Gradio must be prepared first.
        from gcl.tabs.shell import serve

        close = serve(services, config, port)
        # After the page: a worker imports torch at its start, which would take the processor from what people wait for.
        supervisor.start()
        print(f"Generative Creative Lab is ready: http://{address(config.host)}:{port}", flush=True)
        try:
            stop.wait()
        finally:
            close()
    except GclError as error:
        print(error.sentence, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0
    finally:
        if supervisor is not None:
            supervisor.stop()
    return 0


def check_address(config: Config) -> int:
    """The port to listen on; a free one if the configuration says 0.

    Raises InputError for an address that others reach while no password is asked, for a password that is not
    user:password, and for a port that is taken.
    """
    if config.auth is not None and not all(config.auth.partition(":")[::2]):
        raise InputError("GCL_AUTH is not usable: write it as user:password, with both parts filled in.")
    if config.auth is None and not is_loopback(config.host):
        raise InputError(
            f"The studio would be open to everybody who reaches {config.host}. "
            "Set GCL_AUTH to user:password, or GCL_HOST to 127.0.0.1."
        )
    family = socket.AF_INET6 if ":" in config.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((config.host.strip("[]"), config.port))
        except OSError as error:
            raise InputError(
                f"Port {config.port} on {config.host} cannot be used ({error.strerror}). "
                f"Stop what listens there, or choose another port: GCL_PORT={config.port + 1}."
            ) from error
        return int(probe.getsockname()[1])


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def address(host: str) -> str:
    return f"[{host}]" if ":" in host and not host.startswith("[") else host


def prepare_gradio(config: Config) -> None:
    """What Gradio reads from the environment while it is imported: no reports to anybody, uploads kept in our home."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    os.environ["GRADIO_TEMP_DIR"] = str(config.home / "uploads")
    # Gradio asks its own server at the start whether it is up; that must not go through a company's proxy.
    known = os.environ.get("NO_PROXY") or os.environ.get("no_proxy") or ""
    os.environ["NO_PROXY"] = os.environ["no_proxy"] = ",".join(filter(None, [known, "127.0.0.1", "localhost"]))


def import_gradio() -> None:
    """Import Gradio without what is two fifths of it: at each import it parses the source of each of its components to
    write a file for type checkers beside it. It lets be what has no source."""
    file_of = inspect.getfile

    def no_component(thing: Any) -> str:
        if isinstance(thing, type) and thing.__module__.partition(".")[0] == "gradio":
            raise OSError
        return file_of(thing)

    with mock.patch("inspect.getfile", no_component):
        import gradio  # noqa: F401


if __name__ == "__main__":
    sys.exit(main())
