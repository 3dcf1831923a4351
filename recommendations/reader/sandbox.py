"""The child process that child.py starts: confined to its limits, it answers one
request of its parent after another and ends when its standard input does. What it can
answer is in sandbox_reports.py and sandbox_tables.py."""

import codecs
import json
import os
import sys
import threading
import time
from collections.abc import Callable
from queue import SimpleQueue
from typing import IO, Any

from recommendations.reader.messages import READY, read_message, write_message
from recommendations.reader.pages import UnreadableDocument

if sys.platform != "win32":
    import resource

LONGEST_FILE = 2**30
_MEBIBYTE = 2**20
_STACK = 8 * _MEBIBYTE

# What files are decoded by; Python would load them when they are first asked for.
_CODECS = ("utf-8-sig", "utf-16-le", "utf-16-be", "utf-16", "cp437")

_Request = tuple[dict[str, Any], bytes]
# From a request and a file to the content that is sent back.
Answer = Callable[[dict[str, Any], bytes], bytes]


def serve(answer_to: Answer) -> None:
    """Answer requests. The one argument is how many MiB of memory there are."""
    memory = int(sys.argv[1]) * _MEBIBYTE
    # Whatever a library prints must not come between the messages.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    # Python's own end of it is locked while the thread below waits, which would keep
    # this process from ending when something goes wrong in it.
    request_pipe = os.fdopen(os.dup(0), "rb")
    requests: SimpleQueue[_Request] = SimpleQueue()
    threading.stack_size(_MEBIBYTE)
    threading.Thread(target=_listen, args=(request_pipe, requests), daemon=True).start()
    _confine(memory)
    write_message(answers, READY)
    while True:
        request, data = requests.get()
        _allow_seconds(request["seconds"])
        try:
            answer, content = _answer(answer_to, request, data)
        except MemoryError:
            os.abort()  # As PDFium does, so that it is told in one way.
        write_message(answers, json.dumps(answer).encode())
        write_message(answers, content)


def _listen(request_pipe: IO[bytes], requests: SimpleQueue[_Request]) -> None:
    """Take requests in beside the work, so that the end of a parent is seen at once."""
    while True:
        try:
            request = json.loads(read_message(request_pipe, LONGEST_FILE))
            requests.put((request, read_message(request_pipe, LONGEST_FILE)))
        except EOFError:
            os._exit(0)
        except MemoryError:
            os.abort()


def _answer(
    answer_to: Answer, request: dict[str, Any], data: bytes
) -> tuple[dict[str, str], bytes]:
    try:
        return {}, answer_to(request, data)
    except UnreadableDocument as problem:
        return {"code": problem.code, "message": str(problem)}, b""


if sys.platform != "win32":

    def _confine(memory: int) -> None:
        """From here on: no more memory than that, no core file, no new process, and no
        file or socket opened, not even a font or a module, so that all that is read
        comes from the request alone."""
        for codec in _CODECS:
            codecs.lookup(codec)
        _, most = resource.getrlimit(resource.RLIMIT_STACK)
        if most == resource.RLIM_INFINITY or most > _STACK:
            resource.setrlimit(resource.RLIMIT_STACK, (_STACK, most))
        if sys.platform != "darwin":  # Which refuses this one.
            resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        for limit in (
            resource.RLIMIT_CORE,
            resource.RLIMIT_NPROC,
            resource.RLIMIT_NOFILE,
        ):
            resource.setrlimit(limit, (0, 0))

    def _allow_seconds(seconds: float) -> None:
        """The parent stops who is late; should it be gone, the system does."""
        _, most = resource.getrlimit(resource.RLIMIT_CPU)
        until = int(time.process_time() + seconds) + 2
        resource.setrlimit(resource.RLIMIT_CPU, (until, most))

else:

    def _confine(memory: int) -> None:
        """Windows has no such limits."""

    def _allow_seconds(seconds: float) -> None:
        """Nor this one: the parent alone stops who is late."""
