"""Osool on one machine, without Docker and without an AWS account.

A *stack* is a Postgres server, an emulator of AWS with `template.yaml` deployed into it, and the data of both,
all under `.local/<name>/`. `make run` and `make up` use the stack named `run`, `make test` one named `test`, so
that tests never touch what a developer works with.

Read `stack.py` first: it brings a stack up from the parts in `postgres.py`, `cloud.py` and `build.py`.
`__main__.py` has the commands that the Makefile calls.
"""
