"""Serving the HTTP functions from their sources: saving a file rebuilds the function at its next request."""

import os
import sys
from pathlib import Path

from . import processes
from .build import ROOT
from .cloud import Cloud
from .console import say

HTTP_FUNCTIONS = ("chat", "console", "health", "search")
PREFERRED_PORT = 9000


def watch(cloud: Cloud) -> None:
    """Becomes `cargo lambda watch`, with the routes of watch.toml and the deployed functions' configuration."""
    variables: dict[str, str] = {}
    for function in HTTP_FUNCTIONS:
        # What names one function is for the watcher to say.
        deployed = cloud.environment(function).items()
        variables |= {name: value for name, value in deployed if not name.startswith("AWS_LAMBDA_FUNCTION_")}
    # A file, because values on a command line would be seen by every user of the machine.
    file = cloud.directory / "watch.env"
    file.write_text("".join(f"{name}={value}\n" for name, value in variables.items()))
    file.chmod(0o600)

    port = processes.free_port(PREFERRED_PORT, "the watcher")
    say(f"Serving http://127.0.0.1:{port}/ from the sources; the first request of each function builds it. Ctrl-C stops.")
    program = str(Path(sys.executable).with_name("cargo-lambda"))
    command = [program, "lambda", "watch", "--global", str(ROOT / "infra" / "local" / "watch.toml"), "--env-file", str(file)]
    command += ["--invoke-address", "127.0.0.1", "--invoke-port", str(port), "--disable-cors"]
    os.chdir(ROOT)
    os.execve(program, command, {**os.environ, "CARGO_TARGET_DIR": str(ROOT / "target")})
