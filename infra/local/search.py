"""Judging and measuring search on databases of their own, in a Postgres that is stopped again afterwards."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from . import build
from .build import ROOT
from .stack import Stack

SCRATCH = "osool_judge"


def judge(sets: str) -> int:
    """Builds the judge, runs it on our sets or those in a directory, and gives back its exit code."""
    build.cargo("build", "--locked", "--quiet", "--workspace", "--bin=judge")
    with _postgres() as stack:
        environment = {**os.environ, "OSOOL_JUDGE_DATABASE_URL": stack.scratch_database(SCRATCH)}
        chosen = ["--sets", sets] if sets else []
        failures = ["--failures"] if os.environ.get("FAILURES") else []
        command = [ROOT / "target" / "debug" / "judge", *chosen, *failures]
        return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


def sizes(units: list[str]) -> int:
    """Builds what ships, measures search and ingestion at these numbers of units, and gives back the exit code."""
    build.cargo("build", "--locked", "--release", "--package=bench")
    with _postgres() as stack:
        environment = {**os.environ, "OSOOL_BENCH_DATABASE_URL": stack.superuser_url()}
        return subprocess.run([ROOT / "target" / "release" / "sizes", *units], cwd=ROOT, env=environment, check=False).returncode


@contextmanager
def _postgres() -> Iterator[Stack]:
    stack = Stack("test")
    with stack.exclusively():
        stack.down()
        stack.start_postgres()
        try:
            yield stack
        finally:
            stack.down()
