"""Running the fuzz targets: `make fuzz`."""

import os
import re
import shutil
import subprocess
import sys

from . import build
from .build import ROOT
from .console import Problem, say

FUZZ = ROOT / "infra" / "fuzz"
TARGETS = sorted(path.name for path in (FUZZ / "corpus").iterdir())
# What LLVM does to code so that the fuzzer sees which of it an input reaches; a stable compiler can do it, too.
COVERAGE = [
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
]
# The last line that libFuzzer writes of its progress, and how many inputs it tried in all.
COVERED = re.compile(r"cov: (\d+)")
TRIED = re.compile(r"stat::number_of_executed_units:\s*(\d+)")


def run(targets: list[str], seconds: str) -> None:
    """Builds the targets and runs each for so many seconds, from its corpus and from what earlier runs have found."""
    if unknown := set(targets) - set(TARGETS):
        raise Problem(f"there is no target {', '.join(sorted(unknown))}; there are {', '.join(TARGETS)}")
    if not seconds.isdecimal():
        raise Problem(f"DURATION is {seconds}, and is to be a whole number of seconds")
    if not shutil.which(os.environ.get("CXX", "c++")):
        raise Problem("libFuzzer needs a C++ compiler (c++, or what CXX names)")
    # Our own code only: that of others is not what is looked for, and stays as it was built.
    environment = {"RUSTC_WORKSPACE_WRAPPER": str(FUZZ / "covered-rustc"), "OSOOL_COVERAGE": " ".join(COVERAGE)}
    build.cargo("build", "--locked", "--workspace", "--bin=fuzz-*", "--features=fuzz/libfuzzer", environment=environment)
    broken = [target for target in targets or TARGETS if not _run(target, int(seconds))]
    if broken:
        raise Problem(f"an input breaks {', '.join(broken)}; it is named above, in target/fuzz/")


def _run(target: str, seconds: int) -> bool:
    found = ROOT / "target" / "fuzz" / target
    found.mkdir(parents=True, exist_ok=True)
    command = [
        ROOT / "target" / "debug" / f"fuzz-{target}",
        f"-max_total_time={seconds}",
        "-max_len=4096",
        "-timeout=10",
        "-rss_limit_mb=2048",
        "-print_final_stats=1",
        f"-artifact_prefix={found}/broken-",
        str(found),
        str(FUZZ / "corpus" / target),
    ]
    done = subprocess.run(command, cwd=ROOT, stderr=subprocess.PIPE, text=True, errors="replace", check=False)
    if done.returncode != 0:
        sys.stderr.write(done.stderr)
        return False
    covered, tried = COVERED.findall(done.stderr), TRIED.findall(done.stderr)
    seeds = len(list((FUZZ / "corpus" / target).iterdir()))
    say(f"{target}: {tried[-1]} inputs from {seeds} seeds in {seconds} s, {covered[-1] if covered else 0} places reached, nothing broke")
    return True
