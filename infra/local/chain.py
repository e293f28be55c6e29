"""A chain of its own for each stack: anvil, a node of Ethereum for developers, with the registry contract on it.

anvil, the compiler of the contract and forge, which tests it, are npm packages. They are pinned in infra/registry/ and
installed into `.local/registry`, by an npm that is a Python wheel: nothing is downloaded but packages.
"""

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.request import ProxyHandler, Request, build_opener

from . import processes
from .build import ROOT
from .console import Problem, say

REGISTRY = ROOT / "infra" / "registry"
TOOLS = ROOT / ".local" / "registry"
CHAIN_ID = 31337

# Two of the accounts that anvil fills on every machine. Their keys come from the words "test test test test test test
# test test test test test junk", which all the world knows: good here, and worth nothing anywhere else.
OWNER = "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266"
RECORDER = "0x70997970c51812dc3a010c7d01b50e0d17dc79c8"
RECORDER_KEY = "0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d"


def install() -> None:
    """Installs the npm packages, once: another list, another machine's or a half-done installation is made anew."""
    with processes.exclusively(ROOT / ".local" / "registry.lock", "the tools of the contract"):
        files = [REGISTRY / name for name in (".npmrc", "package.json", "package-lock.json")]
        stamp = TOOLS / "installed"
        # The stamp says what was installed and where, and is the first to go and the last to come.
        wanted = f"{ROOT} {hashlib.sha256(b''.join(file.read_bytes() for file in files)).hexdigest()}\n"
        if stamp.exists() and stamp.read_text() == wanted:
            return
        say("Installing the tools of the registry contract into .local/registry (once, some seconds) ...")
        stamp.unlink(missing_ok=True)
        shutil.rmtree(TOOLS, ignore_errors=True)
        TOOLS.mkdir(parents=True)
        for file in files:
            shutil.copy(file, TOOLS)
        # npm is a program of the tools' environment.
        command = [Path(sys.executable).with_name("npm"), "ci", "--include=optional", "--loglevel=error"]
        done = subprocess.run(command, cwd=TOOLS, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        if done.returncode != 0:
            raise Problem(f"npm could not install the tools of the registry contract:\n{done.stdout.strip()}")
        stamp.write_text(wanted)


def program(name: str) -> str:
    """The path of forge or anvil, after installing them if need be."""
    install()
    # One package a platform, of which npm installs this one's; the package beside it would start it through node.
    found = next((TOOLS / "node_modules" / "@foundry-rs").glob(f"{name}-*/bin/{name}"), None)
    if found is None:
        raise Problem(f"there is no {name} for this machine among the packages of infra/registry/package.json")
    return str(found)


class Chain:
    """The node of the stack in `directory`. It keeps everything in memory and starts empty each time."""

    def __init__(self, directory: Path, port: int) -> None:
        self.port = port
        self.log = directory / "chain.log"
        self.history = directory / "chain"

    @property
    def url(self) -> str:
        """Where the node answers JSON-RPC."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Starts the node, which makes a block of every transaction at once."""
        shutil.rmtree(self.history, ignore_errors=True)
        command = [program("anvil"), "--host", "127.0.0.1", "--port", str(self.port), "--chain-id", str(CHAIN_ID)]
        # States of old blocks go there when there are many, and not below a home directory, which may not exist.
        command += ["--cache-path", str(self.history)]
        server = processes.start(command, self.log, processes.plain_environment(), self.history.parent)
        processes.wait_until_ready(server, self._is_ready, "the chain", self.log)

    def _is_ready(self) -> bool:
        try:
            return self.call("eth_chainId") == hex(CHAIN_ID)
        except (OSError, ValueError):
            return False

    def deploy(self) -> str:
        """Deploys the registry contract as it is committed, and gives back its address in small letters.

        `OWNER` owns it and `RECORDER` records. On a new chain the address is always the same.
        """
        bytecode = json.loads((REGISTRY / "Registry.json").read_text())["bytecode"]
        owner, recorder = (account.removeprefix("0x").rjust(64, "0") for account in (OWNER, RECORDER))
        return self.send(OWNER, None, f"{bytecode}{owner}{recorder}")["contractAddress"]

    def send(self, sender: str, contract: str | None, data: str) -> dict:
        """Sends a transaction of one of anvil's accounts, to no contract if it deploys one, and gives back the receipt.

        What the contract refuses is a problem.
        """
        transaction = {"from": sender, "data": data, **({"to": contract} if contract else {})}
        receipt = self.call("eth_sendTransactionSync", transaction)
        if receipt["status"] != "0x1":
            raise Problem(f"the contract refused the transaction {receipt['transactionHash']}")
        return receipt

    def call(self, method: str, *parameters: object) -> object:
        """Calls a method of the node, and gives back its result; what the node refuses is a problem."""
        body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": parameters}).encode()
        request = Request(self.url, body, {"Content-Type": "application/json"})
        # Never through a proxy of the caller's, which has no business between two programs on one machine.
        with build_opener(ProxyHandler({})).open(request, timeout=10) as answer:
            answered = json.load(answer)
        if "error" in answered:
            raise Problem(f"the chain refused {method}: {answered['error']['message']}")
        return answered["result"]
