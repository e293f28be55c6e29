"""The commands behind the Makefile; `make` explains them."""

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import boto3
import psutil
from botocore.exceptions import BotoCoreError, ClientError

from . import build, check, dead_letters, fuzz, listings, queries, registry, release, search, settings, tests, watch
from .build import ROOT
from .cloud import STACK_NAME
from .console import Problem, say
from .stack import Stack


def up(arguments: argparse.Namespace) -> None:
    """Brings the stack up and leaves it running."""
    stack = Stack("run")
    properties = _properties()
    build.local()
    with stack.exclusively():
        stack.up(dict(os.environ), properties)
    _introduce(stack)
    say("Stop it with `make down`.")


def run(arguments: argparse.Namespace) -> None:
    """Brings the stack up and stops it at Ctrl-C."""
    stack = Stack("run")
    properties = _properties()
    build.local()
    try:
        with stack.exclusively():
            stack.up(dict(os.environ), properties)
        _introduce(stack)
        say("Ctrl-C stops it.")
        servers = stack.servers()
        while not psutil.wait_procs(servers, timeout=1)[0]:
            pass
    except BaseException:
        say("Stopping ...")
        with stack.exclusively():
            stack.down()
        raise
    with stack.exclusively():
        # Somebody else may have started the stack anew meanwhile; then it is theirs.
        if set(stack.servers()) <= set(servers):
            stack.down()
    raise Problem("a server has ended; `make down` or `make up` elsewhere does that, otherwise see `make logs`")


def down(arguments: argparse.Namespace) -> None:
    """Stops the stack; its data stay."""
    stack = Stack("run")
    with stack.exclusively():
        stack.down()


def url(arguments: argparse.Namespace) -> None:
    """Prints the API's base URL."""
    print(Stack("run").running_cloud().url)


def environment(arguments: argparse.Namespace) -> None:
    """Prints a function's environment."""
    for name, value in Stack("run").running_cloud().environment(arguments.function).items():
        print(f"{name}={value}")


def logs(arguments: argparse.Namespace) -> None:
    """Follows all logs."""
    files = [str(log) for log in Stack("run").logs if log.exists()]
    if not files:
        raise Problem("there are no logs yet; start the stack with `make up`")
    os.execvp("tail", ["tail", "-n", "20", "-F", *files])


def ingest(arguments: argparse.Namespace) -> None:
    """Ingests a listing file into the running stack."""
    listings.ingest(Stack("run").running_cloud(), Path(arguments.file))


def bench(arguments: argparse.Namespace) -> None:
    """Measures what ships, on a database and a table of its own in the running stack."""
    stack = Stack("run")
    with stack.exclusively():
        if not stack.is_running():
            build.local()
            stack.up(dict(os.environ))
    build.cargo("build", "--locked", "--release", "--package=bench")
    build.release(release.HOST)
    # Ingestion is measured first and fills it; the requests are measured on what it holds then.
    database = stack.scratch_database("osool_bench")
    emulator = settings.clients(stack.cloud.port)
    _scratch_table(stack, "osool-bench")
    environment = {
        **os.environ,
        # An endpoint in the environment would win over the stand-ins that single measurements name.
        **{name: value for name, value in emulator.items() if name != "AWS_ENDPOINT_URL"},
        "OSOOL_BENCH_DATABASE_URL": database,
        "OSOOL_BENCH_DYNAMODB_URL": emulator["AWS_ENDPOINT_URL"],
        "OSOOL_BENCH_INGEST_DATABASE_URL": database,
        "OSOOL_BENCH_LAMBDA": str(ROOT / "target" / "lambda"),
    }
    done = subprocess.run([ROOT / "target" / "release" / "bench"], cwd=ROOT, env=environment, check=False)
    sys.exit(done.returncode)


def deploy(arguments: argparse.Namespace) -> None:
    """Builds what ships, deploys it to a stage of the cloud and migrates its database."""
    release.deploy(arguments.stage)


def redrive(arguments: argparse.Namespace) -> None:
    """Brings the dead letters of a queue back into it, in the running stack or in a stage of the cloud."""
    if arguments.stage:
        deployed = release.stage_settings(arguments.stage)
        session = boto3.Session(region_name=deployed["region"])
        dead_letters.redrive(session.client, deployed["stack_name"], arguments.queue)
    else:
        dead_letters.redrive(Stack("run").running_cloud().client, STACK_NAME, arguments.queue)


def clean(arguments: argparse.Namespace) -> None:
    """Stops the stacks, and deletes their data and everything built; the tools stay."""
    for name in ("run", "test"):
        stack = Stack(name)
        with stack.exclusively():
            stack.down()
        shutil.rmtree(stack.directory, ignore_errors=True)
    shutil.rmtree(ROOT / "target", ignore_errors=True)


def _scratch_table(stack: Stack, name: str) -> None:
    """Makes a table of counters anew in the emulator, keyed as the template's."""
    dynamodb = stack.cloud.client("dynamodb")
    with suppress(dynamodb.exceptions.ResourceNotFoundException):
        dynamodb.delete_table(TableName=name)
    dynamodb.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
    )


def _properties() -> Path | None:
    given = os.environ.get("PROPERTIES")
    if not given:
        return None
    file = Path(given)
    if not file.is_file():
        raise Problem(f"PROPERTIES names {given}, and there is no such file")
    return file


def _introduce(stack: Stack) -> None:
    question = json.dumps({"message": "عايز شقة ٣ غرف في التجمع الخامس تحت ١٠ مليون"}, ensure_ascii=False)
    english = json.dumps({"message": "3 bedroom apartment in New Cairo under 10 million"})
    say(f"""
Osool answers at {stack.cloud.url}/ (its console, in a browser), or

  curl {stack.cloud.url}/chat -H 'Content-Type: application/json' -d '{question}'
  curl {stack.cloud.url}/chat -H 'Content-Type: application/json' -d '{english}'
""")


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def main() -> int:
    """Runs one command; problems are told in one message."""
    parser = argparse.ArgumentParser(prog="local", description=__doc__)
    commands = parser.add_subparsers(required=True)
    for command in (up, run, down, url, logs, bench, clean):
        commands.add_parser(command.__name__, help=command.__doc__).set_defaults(command=command)
    for command, argument in ((environment, "function"), (ingest, "file"), (deploy, "stage")):
        parsed = commands.add_parser(command.__name__, help=command.__doc__)
        parsed.add_argument(argument)
        parsed.set_defaults(command=command)
    redriven = commands.add_parser("redrive", help=redrive.__doc__)
    redriven.add_argument("queue")
    redriven.add_argument("stage")
    redriven.set_defaults(command=redrive)
    commands.add_parser("watch").set_defaults(command=lambda _: watch.watch(Stack("run").running_cloud()))
    commands.add_parser("check").set_defaults(command=lambda _: check.run())
    commands.add_parser("queries").set_defaults(command=lambda _: queries.write())
    commands.add_parser("registry").set_defaults(command=lambda _: registry.write())
    judged = commands.add_parser("judge")
    judged.add_argument("sets", nargs="?", default="")
    judged.set_defaults(command=lambda given: search.judge(given.sets))
    sized = commands.add_parser("sizes")
    sized.add_argument("units", nargs="*")
    sized.set_defaults(command=lambda given: search.sizes(given.units))
    fuzzed = commands.add_parser("fuzz")
    fuzzed.add_argument("targets", nargs="*")
    fuzzed.set_defaults(command=lambda given: fuzz.run(given.targets, os.environ.get("DURATION", "20")))
    tested = commands.add_parser("test")
    tested.add_argument("arguments", nargs="*")
    tested.set_defaults(command=lambda given: tests.run(given.arguments))
    arguments = parser.parse_args()
    # `kill` and a closed terminal end a command as Ctrl-C does, with everything stopped that it started.
    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, _interrupt)
    try:
        return arguments.command(arguments) or 0
    except Problem as problem:
        say(f"Error: {problem}")
        return 1
    except BotoCoreError as error:
        say(f"Error: AWS or its emulator did not answer: {error}")
        return 1
    except ClientError as error:
        say(f"Error: AWS or its emulator refused: {error}")
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
