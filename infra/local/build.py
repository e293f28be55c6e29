"""Building on this machine: the functions for the local stack, and the catalogue that they are filled with."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from . import processes
from .console import Problem, say

ROOT = Path(__file__).resolve().parents[2]
FUNCTIONS = sorted(path.name for path in (ROOT / "functions").iterdir() if (path / "Cargo.toml").exists())
CATALOGUE = ROOT / "target" / "catalogue.json"


def cargo(*arguments: str, environment: dict[str, str] | None = None) -> None:
    """Runs cargo with its output on the terminal, and its products where the rest of this tool looks for them."""
    environment = {**os.environ, "CARGO_TARGET_DIR": str(ROOT / "target"), **(environment or {})}
    done = subprocess.run(["cargo", *arguments], cwd=ROOT, env=environment, check=False)
    if done.returncode != 0:
        raise Problem(f"cargo {' '.join(arguments)} failed")


def local(with_tests: bool = False) -> None:
    """Builds everything for this machine, the tests too if wanted, and puts each function where template.yaml looks for it.

    Always the whole workspace: of a part of it dependencies have other features, and are built once more.
    """
    say("Building ...")
    cargo("build", "--locked", "--workspace", *(["--bins", "--tests"] if with_tests else []))
    with processes.exclusively(ROOT / ".local" / "build.lock", "the build"):
        for function in FUNCTIONS:
            _install(ROOT / "target" / "debug" / function, ROOT / "target" / "lambda" / function / "bootstrap")
        subprocess.run([ROOT / "target" / "debug" / "catalogue", CATALOGUE], check=True)


def release(architecture: str) -> None:
    """Builds the functions as they ship, for Lambda's own, older C library."""
    # cargo-lambda and zig are programs of the tools' environment.
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    target = {"x86_64": "--x86-64", "arm64": "--arm64"}[architecture]
    cargo("lambda", "build", "--release", "--locked", target, environment={"PATH": path})


def _install(binary: Path, destination: Path) -> None:
    # The copy has the age of its original: another age means another build, be it newer or one for shipping.
    built = binary.stat().st_mtime_ns
    if destination.exists() and destination.stat().st_mtime_ns == built:
        return
    destination.parent.mkdir(parents=True, exist_ok=True)
    unfinished = destination.with_name("bootstrap.unfinished")
    shutil.copy(binary, unfinished)
    # Symbols make these binaries many times as large, and the emulator keeps several copies.
    if shutil.which("strip"):
        subprocess.run(["strip", str(unfinished)], check=True)
    os.utime(unfinished, ns=(built, built))
    # Moved into place in one step, so that nobody ever reads half a binary.
    unfinished.replace(destination)
