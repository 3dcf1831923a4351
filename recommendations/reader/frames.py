"""What two processes say to each other over a pipe: frames, each its length and then so
many bytes. child.py and inside.py talk in them."""

from typing import IO

_LENGTH_BYTES = 8

# A child's first frame.
READY = b"ready"


def write_frame(pipe: IO[bytes], content: bytes) -> None:
    pipe.write(len(content).to_bytes(_LENGTH_BYTES, "big"))
    pipe.write(content)
    pipe.flush()


def read_frame(pipe: IO[bytes], most: int) -> bytes:
    """The next frame. Raises EOFError when the pipe ends first, or when the frame would
    be longer than it may be, since nothing that follows can be trusted then."""
    length = int.from_bytes(_exactly(pipe, _LENGTH_BYTES), "big")
    if length > most:
        raise EOFError
    return _exactly(pipe, length)


def _exactly(pipe: IO[bytes], count: int) -> bytes:
    content = pipe.read(count)
    if len(content) < count:
        raise EOFError
    return content
