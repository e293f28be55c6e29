"""Servers in the background, and finding again what a killed run left behind.

No process ids are recorded, since a killed run records nothing. A process belongs to a stack if its command line
says so: the emulator, Postgres and the chain name the stack's directory, and a function's binary lies inside it.
"""

import fcntl
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from .console import Problem, say

# A server that has not ended after this many seconds is killed.
PATIENCE = 10


@contextmanager
def exclusively(file: Path, what: str) -> Iterator[None]:
    """Waits until no other run of this tool holds the lock `file`, and holds it; the kernel frees it in any case."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"Waiting for another run to finish with {what} ...")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def start(command: list[str], log: Path, environment: dict[str, str], directory: Path) -> psutil.Popen:
    """Starts a server that outlives this tool and does not hear its Ctrl-C; its output goes to `log`."""
    with log.open("ab") as output:
        return psutil.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env=environment,
            cwd=directory,
            start_new_session=True,
        )


def wait_until_ready(server: psutil.Popen, is_ready: Callable[[], bool], name: str, log: Path) -> None:
    """Waits for a server to answer. One that ends first, or stays silent for half a minute, is a problem."""
    deadline = time.monotonic() + 30
    while not is_ready():
        if server.poll() is not None or time.monotonic() > deadline:
            tail = "\n".join(log.read_text(errors="replace").splitlines()[-15:])
            raise Problem(f"{name} did not start; its log ends:\n{tail}")
        time.sleep(0.05)


def of_stack(directory: Path) -> list[psutil.Process]:
    """The running processes of the stack in `directory`, servers before the functions that they started."""
    servers, functions = [], []
    for process in psutil.process_iter(["cmdline"]):
        command = process.info["cmdline"] or []
        if not command:
            continue
        if Path(command[0]).name == "bootstrap" and Path(command[0]).is_relative_to(directory):
            functions.append(process)
        elif str(directory) in command and "local.emulator" in command:
            servers.append(process)
        elif str(directory / "postgres") in command and Path(command[0]).name == "postgres":
            servers.append(process)
        elif str(directory / "chain") in command and Path(command[0]).name == "anvil":
            servers.append(process)
    return servers + functions


def stop(processes: list[psutil.Process]) -> None:
    """Ends processes in an orderly way, and those that do not listen by force."""
    for process in processes:
        try:
            # Postgres takes SIGTERM to mean that it should wait for its clients, SIGINT that it should not.
            if Path(process.cmdline()[0]).name == "postgres":
                process.send_signal(signal.SIGINT)
            else:
                process.terminate()
        except (psutil.NoSuchProcess, IndexError):
            continue
    _, alive = psutil.wait_procs(processes, timeout=PATIENCE)
    for process in alive:
        process.kill()
    psutil.wait_procs(alive, timeout=PATIENCE)


def free_port(preferred: int, purpose: str, recorded: int = 0) -> int:
    """The port that was used last time, if it is recorded, else the preferred one, else the next that is free."""
    candidates = [*([recorded] if recorded else []), *range(preferred, preferred + 20)]
    for port in candidates:
        with socket.socket() as probe:
            # As servers do, so that connections which have just been closed are not in the way.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        if port != candidates[0]:
            say(f"Port {candidates[0]} is taken; {purpose} uses {port}.")
        return port
    raise Problem(f"no free port for {purpose} between {preferred} and {preferred + 19}")


def plain_environment() -> dict[str, str]:
    """The caller's environment, less what would point at a real AWS account or at another Postgres."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "PG"))}
