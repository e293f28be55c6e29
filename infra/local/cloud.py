"""The emulator of AWS, and what is deployed into it."""

import json
import os
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import boto3
from botocore.config import Config

from . import processes, settings
from .build import FUNCTIONS, ROOT
from .console import Problem

STACK_NAME = "osool"

# The SAM CLI as it is, but that it packs quickly rather than tightly: half a gigabyte of binaries goes no further than here.
QUICK_SAM = """
import runpy, zlib
zlib.Z_DEFAULT_COMPRESSION = zlib.Z_BEST_SPEED
runpy.run_module("samcli", run_name="__main__")
"""


class Cloud:
    """The emulator of the stack in `directory`. It keeps everything in memory and starts empty each time."""

    def __init__(self, directory: Path, port: int) -> None:
        self.directory = directory
        self.port = port
        self.log = directory / "emulator.log"

    @property
    def url(self) -> str:
        """Where the API answers, without a final slash."""
        return f"http://{settings.DOMAIN}:{self.port}"

    def start(self) -> None:
        """Starts the emulator."""
        temporary = self.directory / "temporary"
        temporary.mkdir(exist_ok=True)
        # Functions inherit the emulator's environment, so it holds nothing of the caller's but how to reach the world.
        inherited = ("PATH", "LANG", "HTTP_PROXY", "HTTPS_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR")
        environment = {
            **{name: os.environ[name] for name in inherited if name in os.environ},
            **settings.clients(self.port),
            "HOME": str(temporary),
            "TMPDIR": str(temporary),
            "PYTHONPATH": str(ROOT / "infra"),
            "PYTHONUNBUFFERED": "1",
            "BIND_HOST": "127.0.0.1",
            "GATEWAY_PORT": str(self.port),
            "MINISTACK_REGION": settings.REGION,
            "SFTP_ENABLED": "0",
            "IOT_MTLS_ENABLED": "0",
        }
        command = [sys.executable, "-B", "-m", "local.emulator", str(self.directory)]
        server = processes.start(command, self.log, environment, self.directory)
        processes.wait_until_ready(server, self._is_ready, "the emulator", self.log)

    def _is_ready(self) -> bool:
        try:
            with urlopen(f"http://127.0.0.1:{self.port}/_ministack/ready", timeout=2) as answer:
                return answer.status == 200
        except OSError:
            return False

    def client(self, service: str):
        """A boto3 client of the emulator."""
        environment = settings.clients(self.port)
        return boto3.client(
            service,
            endpoint_url=environment["AWS_ENDPOINT_URL"],
            region_name=settings.REGION,
            aws_access_key_id=environment["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=environment["AWS_SECRET_ACCESS_KEY"],
            config=Config(read_timeout=900, retries={"max_attempts": 0}, proxies={}),
        )

    def deploy(self, parameters: dict[str, str]) -> None:
        """Deploys template.yaml as it is, with the SAM CLI."""
        environment = {
            **processes.plain_environment(),
            **settings.clients(self.port),
            # The CLI keeps notes in the home directory, which may not exist.
            "HOME": str(self.directory / "temporary"),
            "SAM_CLI_TELEMETRY": "0",
            "SAM_CLI_POLL_DELAY": "0.3",
        }
        quoted = [f"""{name}="{value.replace('"', chr(92) + '"')}\"""" for name, value in parameters.items()]
        # By name, because the CLI would prefer what an earlier `sam build` has left.
        command = [sys.executable, "-c", QUICK_SAM, "deploy", "--template-file", "template.yaml", "--config-env", "local"]
        command += ["--parameter-overrides", *quoted]
        done = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        (self.directory / "deploy.log").write_text(done.stdout)
        if done.returncode != 0:
            tail = "\n".join(done.stdout.strip().splitlines()[-30:])
            raise Problem(f"sam deploy failed (see also {self.log}):\n{tail}")

    def outputs(self) -> dict[str, str]:
        """The outputs of the deployed template, by name."""
        described = self.client("cloudformation").describe_stacks(StackName=STACK_NAME)
        return {output["OutputKey"]: output["OutputValue"] for output in described["Stacks"][0]["Outputs"]}

    def put_secret(self, name: str, value: str, version: str | None = None) -> None:
        """Gives a secret of the template its value, as the version with this id if one is given."""
        identified = {"ClientRequestToken": version} if version else {}
        self.client("secretsmanager").put_secret_value(SecretId=self.outputs()[name], SecretString=value, **identified)

    def verify_sender(self, address: str) -> None:
        """Tells SES that mail may come from this address, as a click on a link does in the cloud."""
        self.client("ses").verify_email_identity(EmailAddress=address)

    def invoke(self, function: str, event: dict) -> object:
        """Calls a function and gives back its answer."""
        answer = self.client("lambda").invoke(FunctionName=self._deployed_name(function), Payload=json.dumps(event))
        payload = json.loads(answer["Payload"].read() or "null")
        if answer.get("FunctionError"):
            raise Problem(f"{function} failed: {json.dumps(payload, ensure_ascii=False)}\n(its log: {self.directory / 'functions.log'})")
        return payload

    def environment(self, function: str) -> dict[str, str]:
        """What a deployed function finds in its environment, for running its binary by hand."""
        name = self._deployed_name(function)
        configuration = self.client("lambda").get_function_configuration(FunctionName=name)
        emulator = settings.clients(self.port)
        return {
            **configuration["Environment"]["Variables"],
            **{key: emulator[key] for key in ("AWS_ENDPOINT_URL", "AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")},
            "AWS_LAMBDA_FUNCTION_NAME": name,
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(configuration["MemorySize"]),
            "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        }

    def _deployed_name(self, function: str) -> str:
        outputs = self.outputs()
        output = "".join(word.capitalize() for word in function.split("-")) + "Function"
        if output not in outputs:
            raise Problem(f"there is no function {function!r}; there are {', '.join(FUNCTIONS)}")
        return outputs[output]
