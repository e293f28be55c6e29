"""The checked queries: sqlx compares every query with the database when it compiles, and keeps what it learnt.

What it learnt is committed in `.sqlx/`, so that building needs no database. Here it is made anew, against a scratch
database that holds the migrations and nothing else.
"""

import filecmp
import os
import shutil
import tempfile
from pathlib import Path

from . import build
from .build import ROOT
from .console import Problem, say
from .stack import Stack

COMMITTED = ROOT / ".sqlx"
SCRATCH = "osool_queries"


def write() -> None:
    """Makes `.sqlx/` anew."""
    with tempfile.TemporaryDirectory() as made:
        _prepare(Path(made))
        shutil.rmtree(COMMITTED, ignore_errors=True)
        shutil.copytree(made, COMMITTED)
    say(f"{len(list(COMMITTED.iterdir()))} queries are in .sqlx/.")


def check() -> None:
    """Fails unless `.sqlx/` is what the code and the migrations make."""
    with tempfile.TemporaryDirectory() as made:
        _prepare(Path(made))
        names = {path.name for path in Path(made).iterdir()}
        committed = {path.name for path in COMMITTED.iterdir()} if COMMITTED.is_dir() else set()
        same, _, _ = filecmp.cmpfiles(made, COMMITTED, names & committed, shallow=False)
        if names != committed or set(same) != names:
            raise Problem(".sqlx/ is not what the queries and migrations make; run `make queries` and commit it")


def _prepare(directory: Path) -> None:
    stack = Stack("test")
    with stack.exclusively():
        stack.down()
        stack.start_postgres()
        try:
            _compile(stack.scratch_database(SCRATCH), directory)
        finally:
            stack.down()


def _compile(database_url: str, directory: Path) -> None:
    # The macros run only in what is compiled now. The file gets its age back, or every later build would compile it too.
    source = ROOT / "shared" / "src" / "lib.rs"
    age = source.stat()
    source.touch()
    try:
        environment = {"DATABASE_URL": database_url, "SQLX_OFFLINE": "false", "SQLX_OFFLINE_DIR": str(directory)}
        # Of one package alone others would have other features, and be checked once more.
        build.cargo("check", "--locked", "--quiet", "--workspace", "--lib", environment=environment)
    finally:
        os.utime(source, ns=(age.st_atime_ns, age.st_mtime_ns))
