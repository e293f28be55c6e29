"""Running all of Osool's tests against a stack of their own."""

import os
import re
import resource
import shutil
import subprocess

from . import build, settings
from .build import ROOT
from .stack import Stack

STARTED = re.compile(r"^running (\d+) tests?$")
RESULT = re.compile(r"^test result: .*?(\d+) passed; (\d+) failed; (\d+) ignored;")


def run(arguments: list[str]) -> int:
    """Builds, brings up a fresh stack, runs `cargo test` with `arguments`, and gives back its exit code.

    The last line sums all of cargo's results up. Nothing of the caller's keys reaches the stack: tests are the same
    everywhere, and spend nothing.
    """
    build.local(with_tests=True)
    stack = Stack("test")
    with stack.exclusively():
        stack.down()
        shutil.rmtree(stack.directory / "postgres", ignore_errors=True)
        try:
            # So many requests from one address would be a flood.
            stack.up(caller={"RATE_LIMIT_SCALE": "1000"})
            return _cargo_test(stack, arguments)
        finally:
            stack.down()


def _cargo_test(stack: Stack, arguments: list[str]) -> int:
    environment = {
        **os.environ,
        **settings.clients(stack.cloud.port),
        "CARGO_TARGET_DIR": str(ROOT / "target"),
        "OSOOL_TEST_URL": stack.cloud.url,
        "OSOOL_TEST_DATABASE_URL": stack.superuser_url(),
        "OSOOL_TEST_STACK_DATABASE_URL": stack.superuser_url(stack.memory.database),
        "OSOOL_TEST_CHAIN_URL": stack.chain.url,
        "OSOOL_TEST_LOGS": str(stack.logs[0]),
        "OSOOL_TEST_ADMIN_KEY": stack.memory.admin_key,
        # Tests are not optimised, and run on threads of their own: they get as much stack as the thread on which a
        # function runs.
        "RUST_MIN_STACK": str(8 << 20),
    }
    scope = [] if any(argument in ("-p", "--package") for argument in arguments) else ["--workspace"]
    # A thousand calls at once to the emulator want as many connections.
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    command = ["cargo", "test", "--locked", "--no-fail-fast", *scope, *arguments]
    totals = [0, 0, 0]
    # The tests of a program that has not summed itself up. Should it die, all of them count as failed.
    unfinished = 0
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, errors="replace") as cargo:
        try:
            for line in cargo.stdout:
                print(line, end="", flush=True)
                if started := STARTED.match(line):
                    totals[1] += unfinished
                    unfinished = int(started.group(1))
                elif result := RESULT.match(line):
                    totals = [total + int(count) for total, count in zip(totals, result.groups())]
                    unfinished = 0
        except KeyboardInterrupt:
            # Ctrl-C reaches cargo too, `kill` does not.
            cargo.terminate()
            raise
    passed, failed, skipped = totals[0], totals[1] + unfinished, totals[2]
    print(f"{passed} passed, {failed} failed, {skipped} skipped", flush=True)
    return cargo.returncode
