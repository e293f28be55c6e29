"""The AWS emulator, MiniStack, started with some of its gaps closed.

Run as `python -m local.emulator <stack's directory>`. The corrections reach into the emulator's own modules, which
is why its version is pinned: should a name be gone in a newer one, the start fails and says so.
"""

import json
import os
import secrets
import sys
import threading
from pathlib import Path

from ministack import app
from ministack.core import lambda_runtime
from ministack.services import apigateway_v1, kms


def write_function_logs(path: Path) -> None:
    """Writes every line that a function prints to `path`, as it is printed.

    The emulator itself shows a function's output when the call has ended, and that of a failed start hardly.
    """
    log = path.open("a", encoding="utf-8", buffering=1)
    lock = threading.Lock()
    pump = lambda_runtime.ProvidedWorker._pump_output

    class Copied:
        """A stream whose lines go to the log too."""

        def __init__(self, stream, function: str) -> None:
            self.stream = stream
            self.function = function

        def readline(self) -> bytes:
            line = self.stream.readline()
            if line:
                with lock:
                    log.write(f"{self.function} {line.decode('utf-8', errors='replace').rstrip()}\n")
            return line

        def close(self) -> None:
            self.stream.close()

    def pump_and_copy(worker, stream, queue) -> None:
        # Deployed names are <stack>-ChatFunction-<digits>; readers know the function as chat.
        name = worker.func_name.removeprefix("osool-").split("Function-")[0].lower()
        pump(worker, Copied(stream, name), queue)

    lambda_runtime.ProvidedWorker._pump_output = pump_and_copy


def leave_health_to_the_api() -> None:
    """Answers `/health` by Osool's function; the emulator would take that path on every host name."""
    app._HEALTH_PATHS = ("/_ministack/health",)


def import_any_methods() -> None:
    """Reads routes that take any method; the emulator reads only the methods that HTTP names."""
    import_path_item = apigateway_v1._import_path_item

    def import_with_any(api_id, path, path_item, *rest):
        named = {"any" if method == "x-amazon-apigateway-any-method" else method: item for method, item in path_item.items()}
        import_path_item(api_id, path, named, *rest)

    apigateway_v1._OPENAPI_HTTP_METHODS = apigateway_v1._OPENAPI_HTTP_METHODS | {"any"}
    apigateway_v1._import_path_item = import_with_any


def import_whole_definitions() -> None:
    """Reads two more parts of an API's definition: the texts for what the gateway itself refuses, where the emulator
    would keep AWS's own, and binary media types, in which CloudFormation writes a slash as `~1`.
    """
    import_rest_api = apigateway_v1._import_rest_api

    def import_all(specification, settings):
        settings["binaryMediaTypes"] = [kind.replace("~1", "/") for kind in settings.get("binaryMediaTypes", [])]
        api_id = import_rest_api(specification, settings)
        for kind, response in specification.get("x-amazon-apigateway-gateway-responses", {}).items():
            apigateway_v1._put_gateway_response(api_id, kind, response)
        return api_id

    apigateway_v1._import_rest_api = import_all


def vouch_for_addresses() -> None:
    """Tells functions where a connection came from, which on one machine is this machine. The emulator would believe
    what the caller writes into `X-Forwarded-For`, and nobody's limits would hold.
    """
    build_event = apigateway_v1._build_lambda_event_v1

    def build_with_true_address(*arguments, **options):
        event = build_event(*arguments, **options)
        event["requestContext"]["identity"]["sourceIp"] = "127.0.0.1"
        return event

    apigateway_v1._build_lambda_event_v1 = build_with_true_address


def answer_for_failed_functions() -> None:
    """Answers for a function that crashed or did not start as the gateway does, with the template's text.

    The emulator would send the function's error message to the world. None of Osool's own answers is a 502.
    """
    invoke = apigateway_v1._invoke_lambda_proxy_v1

    async def invoke_and_cover(*arguments, **options):
        answer = await invoke(*arguments, **options)
        if isinstance(answer, tuple) and answer[0] == 502:
            return apigateway_v1._gw_error("DEFAULT_5XX", "Internal server error")
        return answer

    apigateway_v1._invoke_lambda_proxy_v1 = invoke_and_cover


def keep_the_data_key(path: Path) -> None:
    """Makes keys of KMS of what is in a file, and the file where there is none: what the database holds sealed must open
    after a restart, before which the emulator forgets everything.
    """
    create_key = kms._create_key

    def create_with_kept_material(data):
        status, headers, body = create_key(data)
        if status == 200:
            key = kms._resolve_key(json.loads(body)["KeyMetadata"]["KeyId"])
            if "_symmetric_key" in key:
                key["_symmetric_key"] = bytes.fromhex(path.read_text())
        return status, headers, body

    if not path.exists():
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_hex(32))
    kms._create_key = create_with_kept_material


if __name__ == "__main__":
    directory = Path(sys.argv.pop(1))
    write_function_logs(directory / "functions.log")
    keep_the_data_key(directory / "data-key")
    leave_health_to_the_api()
    import_any_methods()
    import_whole_definitions()
    vouch_for_addresses()
    answer_for_failed_functions()
    app.main()
