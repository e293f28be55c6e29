"""What must hold before a commit: `make check`. Every check runs, and the failed ones are named at the end."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from . import build, processes, queries, registry, settings
from .build import ROOT
from .console import Problem, say

CARGO_DENY = "0.20.2"


def run() -> None:
    """Runs every check."""
    failed = []
    for name, check in CHECKS.items():
        say(f"== {name}")
        try:
            check()
        except Problem as problem:
            say(str(problem))
            failed.append(name)
    if failed:
        raise Problem(f"{len(failed)} of {len(CHECKS)} checks failed: {', '.join(failed)}")
    say(f"All {len(CHECKS)} checks passed: {', '.join(CHECKS)}.")


def _format() -> None:
    build.cargo("fmt", "--all", "--check")


def _clippy() -> None:
    build.cargo("clippy", "--locked", "--workspace", "--all-targets", "--", "-D", "warnings")


def _documentation() -> None:
    build.cargo("doc", "--locked", "--workspace", "--no-deps", environment={"RUSTDOCFLAGS": "-D warnings"})


def _dependencies() -> None:
    home = ROOT / ".local" / "cargo"
    program = home / "bin" / "cargo-deny"
    installed = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout if program.exists() else ""
    if installed.split() != ["cargo-deny", CARGO_DENY]:
        say(f"Installing cargo-deny {CARGO_DENY} (once, some minutes) ...")
        build.cargo("install", "cargo-deny", f"--version={CARGO_DENY}", "--locked", "--debug", "--force", f"--root={home}")
    # cargo finds its subcommands on the PATH.
    environment = {"PATH": f"{program.parent}{os.pathsep}{os.environ['PATH']}"}
    build.cargo("deny", "--locked", "check", "--hide-inclusion-graph", "bans", "licenses", "sources", environment=environment)

    unreachable = _unreachable_advisories(program)
    if unreachable:
        say(f"SKIPPED: advisories, because their database could not be fetched: {unreachable}")
    else:
        build.cargo("deny", "--locked", "check", "advisories", environment=environment)


def _unreachable_advisories(program: Path) -> str | None:
    """Fetches the database of known vulnerabilities; gives back why, if that is not possible."""
    try:
        fetched = subprocess.run(
            [program, "--locked", "fetch", "db"], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
        )
    except subprocess.TimeoutExpired:
        return "no answer within two minutes"
    if fetched.returncode == 0:
        return None
    return (fetched.stderr.strip().splitlines() or ["no reason given"])[-1]


def _template() -> None:
    template = (ROOT / "template.yaml").read_text()
    # The lint looks at the default stage only, and canary deployments exist in the other ones.
    staging = template.replace("    Default: local\n", "    Default: staging\n")
    if staging == template:
        raise Problem("template.yaml has no stage `Default: local` any more, which this check replaces")
    _lint(ROOT / "template.yaml")
    with tempfile.NamedTemporaryFile("w", suffix=".yaml") as copy:
        copy.write(staging)
        copy.flush()
        _lint(Path(copy.name))
    _lint(ROOT / "infra" / "database.yaml")


def _lint(template: Path) -> None:
    environment = {**processes.plain_environment(), **settings.clients(0), "SAM_CLI_TELEMETRY": "0", "HOME": tempfile.gettempdir()}
    command = [sys.executable, "-m", "samcli", "validate", "--lint", "--template-file", str(template)]
    if subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode != 0:
        raise Problem(f"{template.name} is not valid")


CHECKS: dict[str, Callable[[], None]] = {
    "format": _format,
    "clippy": _clippy,
    "dependencies": _dependencies,
    "template": _template,
    "documentation": _documentation,
    "queries": queries.check,
    "registry": registry.check,
}
