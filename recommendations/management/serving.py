"""How the commands that make a database serve it too, on this machine alone."""

import os
import socket

from django.core.management import call_command
from django.core.management.base import CommandError, CommandParser, OutputWrapper

HOST = "127.0.0.1"


def add_port(parser: CommandParser) -> None:
    parser.add_argument(
        "--port",
        default=os.environ.get("PORT") or "8000",
        help="Port to serve on; else PORT from the environment, else 8000.",
    )


def port_of(text: str | int) -> int:
    port = int(text) if str(text).isdecimal() else 0
    if not 1 <= port <= 65535:
        raise CommandError(f"“{text}” is not a port: use a number from 1 to 65535.")
    return port


def require_free(port: int) -> None:
    with socket.socket() as probe:
        if probe.connect_ex((HOST, port)) == 0:
            raise CommandError(
                f"Port {port} is in use by another program. Choose another one with "
                f"--port or PORT, such as PORT={port % 65535 + 1}."
            )


def serve(port: int, out: OutputWrapper) -> None:
    out.write("\nPress Ctrl+C to stop.\n")
    out.flush()
    call_command("runserver", f"{HOST}:{port}", use_reloader=False)
