"""What the tool says, and how it fails."""

import sys


class Problem(Exception):
    """Something the person at the terminal can act on; shown as one message, without a traceback."""


def say(message: str) -> None:
    """Tells what happens now. On standard error, because some commands' output is read by programs."""
    print(message, file=sys.stderr, flush=True)
