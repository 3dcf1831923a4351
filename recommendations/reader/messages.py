"""Messages between the reader and its child over a pipe: each its length, then so many
bytes. child.py and sandbox.py talk in them."""

from typing import IO

_LENGTH_BYTES = 8

# A child's first message.
READY = b"ready"


def write_message(pipe: IO[bytes], content: bytes) -> None:
    pipe.write(len(content).to_bytes(_LENGTH_BYTES, "big"))
    pipe.write(content)
    pipe.flush()


def read_message(pipe: IO[bytes], most: int) -> bytes:
    """The next message. Raises EOFError when the pipe ends first, or when the message
    would be longer than it may be: nothing that follows can be trusted then."""
    length = int.from_bytes(_exactly(pipe, _LENGTH_BYTES), "big")
    if length > most:
        raise EOFError
    return _exactly(pipe, length)


def _exactly(pipe: IO[bytes], count: int) -> bytes:
    content = pipe.read(count)
    if len(content) < count:
        raise EOFError
    return content
