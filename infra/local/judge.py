"""Judging understanding and search on a database of its own that holds the shipped catalogue."""

import os
import subprocess

from . import build
from .build import ROOT
from .stack import Stack

SCRATCH = "osool_judge"


def run(sets: str) -> int:
    """Builds the judge, runs it on our sets or those in a directory, and gives back its exit code."""
    build.cargo("build", "--locked", "--quiet", "--package=judge")
    stack = Stack("test")
    with stack.exclusively():
        stack.down()
        stack.start_postgres()
        try:
            environment = {**os.environ, "OSOOL_JUDGE_DATABASE_URL": stack.scratch_database(SCRATCH)}
            chosen = ["--sets", sets] if sets else []
            failures = ["--failures"] if os.environ.get("FAILURES") else []
            command = [ROOT / "target" / "debug" / "judge", *chosen, *failures]
            return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
        finally:
            stack.down()
