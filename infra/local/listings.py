"""Ingesting a listing file the way it is done in the cloud: upload it, and read the report that the function writes."""

import json
import re
import sys
import time
from datetime import datetime, timezone
from pathlib import Path

from botocore.exceptions import ClientError

from .cloud import Cloud
from .console import Problem, say

# A function that has reported nothing new for this many seconds has failed.
PATIENCE = 120
SHOWN_PROBLEMS = 10


def ingest(cloud: Cloud, file: Path) -> None:
    """Ingests a listing file, with a progress bar and a closing count. Rows that are refused are no failure."""
    if not file.is_file():
        raise Problem(f"there is no listing file {file}")
    bucket = cloud.outputs()["ListingsBucket"]
    stem = re.sub(r"[^A-Za-z0-9._-]+", "-", file.stem)
    name = f"{stem}-{datetime.now(timezone.utc):%Y%m%dT%H%M%S%fZ}.json"
    storage = cloud.client("s3")
    storage.put_object(Bucket=bucket, Key=f"incoming/{name}", Body=file.read_bytes(), ContentType="application/json")

    say(f"Ingesting {file.name} ...")
    bar = _Bar()
    report, changed = None, time.monotonic()
    while report is None or report["status"] == "running":
        time.sleep(0.1)
        latest = _read_report(storage, bucket, f"reports/{name}")
        if latest != report:
            report, changed = latest, time.monotonic()
            bar.draw(report["done"], report["total"])
        elif time.monotonic() - changed > PATIENCE:
            raise Problem(f"the ingest function has not reported for {PATIENCE} seconds; see {cloud.directory / 'functions.log'}")
    bar.close()
    _summarise(report)


def _read_report(storage, bucket: str, key: str) -> dict | None:
    try:
        return json.loads(storage.get_object(Bucket=bucket, Key=key)["Body"].read())
    except ClientError as error:
        if error.response["Error"]["Code"] in ("NoSuchKey", "404"):
            return None
        raise


def _summarise(report: dict) -> None:
    counts = [f"{report.get(name, 0):,} {name}" for name in ("accepted", "unchanged", "repaired", "refused")]
    say(f"{report['total']:,} listings: {', '.join(counts)}.")
    problems = report.get("problems", [])
    for problem in problems[:SHOWN_PROBLEMS]:
        unit = f" ({problem['id']})" if problem.get("id") else ""
        say(f"  row {problem['row']}{unit}, {problem['field']}: {problem['problem']}; {problem['action']}")
    if len(problems) > SHOWN_PROBLEMS:
        say(f"  and {len(problems) - SHOWN_PROBLEMS:,} more in the report")
    if report["status"] == "failed":
        raise Problem(f"the file could not be ingested: {report.get('error')}")


class _Bar:
    """A progress bar on a terminal; elsewhere a line every fifth."""

    WIDTH = 40

    def __init__(self) -> None:
        self.on_terminal = sys.stderr.isatty()
        self.fifths = 0

    def draw(self, done: int, total: int) -> None:
        share = done / total if total else 0
        if self.on_terminal:
            filled = int(share * self.WIDTH)
            print(f"\r[{'#' * filled}{'.' * (self.WIDTH - filled)}] {done:,} of {total:,}", end="", file=sys.stderr, flush=True)
        elif int(share * 5) > self.fifths:
            self.fifths = int(share * 5)
            say(f"  {done:,} of {total:,}")

    def close(self) -> None:
        if self.on_terminal:
            print(file=sys.stderr)
