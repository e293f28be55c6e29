"""The registry contract: what it compiles to, whether its tests hold, and what using it costs.

What it compiles to is committed in infra/registry/Registry.json, so that deploying it needs no compiler, and so that
everybody can compare it with the transaction that has deployed it to a chain.
"""

import hashlib
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from . import chain, processes
from .build import ROOT
from .chain import RECORDER, REGISTRY, TOOLS, Chain
from .console import Problem, say

COMMITTED = REGISTRY / "Registry.json"
COMPILED = ROOT / "target" / "registry" / "out" / "Registry.sol" / "Registry.json"
PREFERRED_PORT = 8565


def write() -> None:
    """Makes Registry.json anew, runs the contract's tests, and prints what transactions cost."""
    COMMITTED.write_text(_compile())
    say(f"{COMMITTED.relative_to(ROOT)} is what the contract compiles to.")
    _test()
    with tempfile.TemporaryDirectory() as directory:
        node = Chain(Path(directory), processes.free_port(PREFERRED_PORT, "the chain"))
        try:
            node.start()
            _print_costs(node)
        finally:
            processes.stop(processes.of_stack(Path(directory)))


def check() -> None:
    """Fails unless Registry.json is what the contract compiles to, and its tests hold."""
    compiled = _compile()
    if not COMMITTED.exists() or COMMITTED.read_text() != compiled:
        raise Problem("infra/registry/Registry.json is not what the contract compiles to; run `make registry` and commit it")
    _test()


def _compile() -> str:
    _forge("build")
    compiled = json.loads(COMPILED.read_text())
    kept = {
        "compiler": compiled["metadata"]["compiler"]["version"],
        "abi": compiled["abi"],
        "bytecode": compiled["bytecode"]["object"],
    }
    return json.dumps(kept, indent=2) + "\n"


def _test() -> None:
    _forge("test")


def _forge(command: str) -> None:
    """Runs forge, with its output on the terminal and nothing of the caller's settings of it."""
    program = chain.program("forge")
    environment = {
        # The compiler that foundry.toml names is a script for node, which is a program of the tools' environment.
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "NODE_PATH": str(TOOLS / "node_modules"),
        "HOME": str(TOOLS),
    }
    if subprocess.run([program, command, "--offline"], cwd=REGISTRY, env=environment, check=False).returncode != 0:
        raise Problem(f"forge {command} failed")


def _print_costs(node: Chain) -> None:
    """Prints a table of the gas that a node charges, for the transaction and its bytes too."""
    contract = node.deploy()
    print("| transaction | subjects | gas | a subject |\n|---|--:|--:|--:|")
    print(f"| deploying the contract | | {_gas_of_last_block(node):,} | |")
    selectors = json.loads(COMPILED.read_text())["methodIdentifiers"]
    record, read = selectors["record(bytes32[],bytes24[])"], selectors["read(bytes32[])"]
    transactions = [
        ("recording new subjects", record, range(1), 1),
        ("recording new subjects", record, range(1, 11), 1),
        ("recording new subjects", record, range(11, 111), 1),
        ("recording changed ones", record, range(11, 111), 2),
        ("recording unchanged ones", record, range(11, 111), 2),
        ("reading, were it not free outside a transaction", read, range(500), 0),
    ]
    for what, selector, numbers, version in transactions:
        lists = [[_hash(f"subject {number}") for number in numbers]]
        if version:
            lists.append([_hash(f"statement {version} of {number}")[:24].ljust(32, b"\0") for number in numbers])
        node.send(RECORDER, contract, f"0x{selector}{_encoded(lists).hex()}")
        gas = _gas_of_last_block(node)
        print(f"| {what} | {len(numbers)} | {gas:,} | {gas / len(numbers):,.0f} |")


def _gas_of_last_block(node: Chain) -> int:
    # There is one transaction in each.
    return int(node.call("eth_getBlockByNumber", "latest", False)["gasUsed"], 16)


def _encoded(lists: list[list[bytes]]) -> bytes:
    """Lists of words as arguments of a call: where each begins, counted in bytes, and then each with its length first."""
    starts, contents = [], b""
    for words in lists:
        starts.append(_number(32 * len(lists) + len(contents)))
        contents += _number(len(words)) + b"".join(words)
    return b"".join(starts) + contents


def _number(number: int) -> bytes:
    return number.to_bytes(32, "big")


def _hash(text: str) -> bytes:
    # Which hash it is makes no difference to what it costs; zeros in it would.
    return hashlib.sha256(text.encode()).digest()
