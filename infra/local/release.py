"""Deploying to the cloud, with the caller's AWS account."""

import json
import os
import platform
import subprocess
import sys

import boto3
import tomlkit

from . import build
from .build import ROOT
from .console import Problem, say

STAGES = ("staging", "production")
HOST = "arm64" if platform.machine() in ("aarch64", "arm64") else "x86_64"


def stage_settings(stage: str) -> dict:
    """What samconfig.toml says of a stage: what its stack is called, where it is, and more."""
    if stage not in STAGES:
        raise Problem(f"there is no stage {stage!r}; there are {' and '.join(STAGES)}")
    return tomlkit.parse((ROOT / "samconfig.toml").read_text())[stage]["deploy"]["parameters"]


def deploy(stage: str) -> None:
    """Builds what ships, deploys it to a stage as samconfig.toml says, and migrates its database."""
    settings = stage_settings(stage)
    parameters = dict(override.split("=", 1) for override in settings["parameter_overrides"])
    if unset := [name for name, value in parameters.items() if "replace-me" in value]:
        raise Problem(f"samconfig.toml has no value yet for {', '.join(unset)} of {stage}")
    build.release(parameters.get("Architecture", "x86_64"))
    command = [sys.executable, "-m", "samcli", "deploy", "--template-file", "template.yaml", "--config-env", stage]
    if subprocess.run(command, cwd=ROOT, env={**os.environ, "SAM_CLI_TELEMETRY": "0"}, check=False).returncode != 0:
        raise Problem(f"sam deploy to {stage} failed")
    _migrate(settings["stack_name"], settings["region"])


def _migrate(stack_name: str, region: str) -> None:
    session = boto3.Session(region_name=region)
    described = session.client("cloudformation").describe_stacks(StackName=stack_name)["Stacks"][0]
    function = next(output["OutputValue"] for output in described["Outputs"] if output["OutputKey"] == "MigrateFunction")
    say("Migrating ...")
    # Without a qualifier this is the version that was just deployed.
    answer = session.client("lambda").invoke(FunctionName=function, Payload=b"{}")
    payload = answer["Payload"].read().decode()
    if answer.get("FunctionError"):
        raise Problem(f"migrating failed: {json.loads(payload).get('errorMessage', payload)}")
    say(payload)
