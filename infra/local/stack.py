"""A whole stack: Postgres, the emulator, a chain, what is deployed and what is in the database.

Bringing it up always starts emulator and chain empty and deploys into them, which takes a few seconds and leaves no old state
to reason about. What must survive is in Postgres, and in `stack.json`: ports, passwords and keys. The signing key is
kept there because people's tokens must still be good after a restart, the key of identities because they must be found.
"""

import hashlib
import json
import os
import secrets
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

import psutil

from . import chain, listings, processes, settings
from .build import CATALOGUE, ROOT
from .chain import Chain
from .cloud import Cloud
from .console import Problem, say
from .postgres import Postgres

# The first ports tried for a stack's API, its Postgres and its chain.
PREFERRED_PORTS = {"run": (4566, 5466, 8545), "test": (4586, 5486, 8585)}


@dataclass
class Memory:
    """What a stack remembers from one run to the next."""

    # Zero before the first run.
    api_port: int = 0
    database_port: int = 0
    chain_port: int = 0
    # The database that the deployed functions use.
    database: str = "osool"
    superuser_password: str = field(default_factory=lambda: secrets.token_hex(16))
    owner_password: str = field(default_factory=lambda: secrets.token_hex(16))
    application_password: str = field(default_factory=lambda: secrets.token_hex(16))
    signing_key: str = field(default_factory=lambda: secrets.token_urlsafe(48))
    # Tokens name the version of the key that signed them.
    signing_key_version: str = field(default_factory=lambda: str(uuid.uuid4()))
    admin_key: str = field(default_factory=lambda: secrets.token_urlsafe(48))
    identity_key: str = field(default_factory=lambda: secrets.token_urlsafe(48))


class Stack:
    """The stack of this name, running or not. Use it as `with stack.exclusively():` to change it."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.directory = ROOT / ".local" / name
        self.memory_file = self.directory / "stack.json"
        self.memory = self._recall()

    @property
    def logs(self) -> list[Path]:
        """The files that the stack's parts write to: functions, emulator, Postgres, chain."""
        return [self.directory / name for name in ("functions.log", "emulator.log", "postgres.log", "chain.log")]

    @property
    def cloud(self) -> Cloud:
        """The emulator, running or not; `running_cloud` insists that it runs."""
        return Cloud(self.directory, self.memory.api_port)

    @property
    def postgres(self) -> Postgres:
        """The database server, running or not."""
        return Postgres(self.directory, self.memory.database_port, self.memory.superuser_password, durable=self.name == "run")

    @property
    def chain(self) -> Chain:
        """The node of the chain, running or not."""
        return Chain(self.directory, self.memory.chain_port)

    def running_cloud(self) -> Cloud:
        """The emulator, for commands that need a stack that is up."""
        if not self.is_running():
            raise Problem("the stack is not running; start it with `make up`")
        return self.cloud

    @contextmanager
    def exclusively(self) -> Iterator[None]:
        """Waits until no other run of this tool changes this stack."""
        with processes.exclusively(self.directory / "lock", "this stack"):
            self.memory = self._recall()
            yield

    def up(self, caller: dict[str, str], properties: Path | None = None) -> None:
        """Starts everything afresh with a listing file, or with the shipped catalogue, in the database.

        `caller` is the environment whose settings the functions get. Ingesting again what is there already changes
        nothing, so it is done each time.
        """
        self.down()
        for log in self.logs:
            log.write_text("")
        self.start_postgres()
        self.memory.database = _database_name(properties)
        self.memory.api_port = processes.free_port(PREFERRED_PORTS[self.name][0], "the API", self.memory.api_port)
        self._remember()

        say("Deploying ...")
        self.postgres.ensure_database(self.memory.database, self.memory.owner_password)
        self.cloud.start()
        caller = self._with_chain(caller)
        parameters = settings.parameters(caller, f"{self.cloud.url}/")
        self.cloud.deploy(parameters)
        self.cloud.verify_sender(parameters["FromEmail"])
        self._put_secrets(caller)
        self.cloud.invoke("migrate", {})
        listings.ingest(self.cloud, properties or CATALOGUE)
        if caller.get("BLOCKCHAIN_RPC_URL") == self.chain.url:
            # On another chain that costs money, and every hour does it.
            self.cloud.invoke("registrar", {})

    def down(self) -> None:
        """Stops everything that runs of this stack, whoever started it. Data stay."""
        processes.stop(processes.of_stack(self.directory))

    def servers(self) -> list[psutil.Process]:
        """The running servers: Postgres, the emulator and the chain, or fewer."""
        return [process for process in processes.of_stack(self.directory) if process.name() != "bootstrap"]

    def is_running(self) -> bool:
        """Whether all servers run."""
        return len(self.servers()) == 3

    def start_postgres(self) -> None:
        """Starts only the database server."""
        self.memory.database_port = processes.free_port(PREFERRED_PORTS[self.name][1], "Postgres", self.memory.database_port)
        self._remember()
        self.postgres.start()

    def superuser_url(self, database: str = "postgres") -> str:
        """For tools and tests, which may do anything."""
        return self.postgres.url("postgres", self.memory.superuser_password, database)

    def scratch_database(self, name: str) -> str:
        """Makes a database anew that holds the migrations and nothing else; gives its address."""
        self.postgres.run(f"drop database if exists {name} with (force)")
        self.postgres.run(f"create database {name}")
        self.postgres.run("create extension vector", name)
        for migration in sorted((ROOT / "infra" / "migrations").glob("*.sql")):
            self.postgres.run(migration.read_text(), name)
        return self.superuser_url(name)

    def _with_chain(self, caller: dict[str, str]) -> dict[str, str]:
        """Starts a chain, and gives the caller's settings with those of the contract on it, unless the caller has named another."""
        self.memory.chain_port = processes.free_port(PREFERRED_PORTS[self.name][2], "the chain", self.memory.chain_port)
        self._remember()
        self.chain.start()
        own = {
            "REGISTRY_ADDRESS": self.chain.deploy(),
            "REGISTRY_CHAIN_ID": str(chain.CHAIN_ID),
            "BLOCKCHAIN_RPC_URL": self.chain.url,
            "RECORDER_KEY": chain.RECORDER_KEY,
        }
        return caller if caller.get("REGISTRY_ADDRESS") else {**caller, **own}

    def _put_secrets(self, caller: dict[str, str]) -> None:
        owner = self.postgres.url("osool_owner", self.memory.owner_password, self.memory.database)
        application = self.postgres.url("osool_app", self.memory.application_password, self.memory.database)
        self.cloud.put_secret("DatabaseOwnerSecret", json.dumps({"DATABASE_URL": owner}))
        self.cloud.put_secret("DatabaseSecret", json.dumps({"DATABASE_URL": application}))
        given = settings.secrets(caller)
        if "SigningKeySecret" not in given:
            self.cloud.put_secret("SigningKeySecret", self.memory.signing_key, self.memory.signing_key_version)
        if "AdminKeySecret" not in given:
            self.cloud.put_secret("AdminKeySecret", self.memory.admin_key)
        if "IdentityKeySecret" not in given:
            self.cloud.put_secret("IdentityKeySecret", self.memory.identity_key)
        for name, value in given.items():
            self.cloud.put_secret(name, value)

    def _recall(self) -> Memory:
        if not self.memory_file.exists():
            return Memory()
        return Memory(**json.loads(self.memory_file.read_text()))

    def _remember(self) -> None:
        # It holds passwords, so it is readable by its owner only from the first byte on.
        unfinished = self.memory_file.with_suffix(".unfinished")
        unfinished.unlink(missing_ok=True)
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(asdict(self.memory), file, indent=2)
        unfinished.replace(self.memory_file)


def _database_name(properties: Path | None) -> str:
    # One database a listing file, so that going back and forth between files loses nothing.
    if properties is None:
        return "osool"
    return f"osool_{hashlib.sha256(str(properties.resolve()).encode()).hexdigest()[:8]}"
