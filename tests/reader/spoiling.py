"""Ways to spoil a PDF, drawn by chance; the fuzzing reads what comes of them."""

import re
import zlib
from collections.abc import Callable
from random import Random

_OBJECT = re.compile(rb"\d+ 0 obj\s(.*?)\sendobj", re.DOTALL)
_STREAM = re.compile(
    rb"<<([^>]*/FlateDecode.*?)>>\s*stream\r?\n(.*?)\r?\nendstream", re.S
)
_NUMBER = re.compile(rb"(?<=[ \[/])-?\d+(?=[ \]/>])")
_NAME = re.compile(rb"/[A-Za-z]+")
_ODD_NUMBERS = (b"-1", b"0", b"1", b"65536", b"2147483648", b"-2147483649", b"9" * 30)


def truncate(data: bytes, chance: Random) -> bytes:
    return data[: chance.randrange(len(data) + 1)]


def flip_bytes(data: bytes, chance: Random) -> bytes:
    spoilt = bytearray(data)
    for _ in range(chance.choice((1, 4, 30, 300))):
        spoilt[chance.randrange(len(spoilt))] ^= 1 << chance.randrange(8)
    return bytes(spoilt)


def overwrite(data: bytes, chance: Random) -> bytes:
    """A stretch of noise."""
    length = chance.choice((4, 40, 400))
    at = chance.randrange(max(1, len(data) - length))
    return data[:at] + chance.randbytes(length) + data[at + length :]


def cut_out(data: bytes, chance: Random) -> bytes:
    start, end = sorted(chance.randrange(len(data) + 1) for _ in range(2))
    end = min(end, start + len(data) // 4)
    return data[:start] + data[end:]


def repeat(data: bytes, chance: Random) -> bytes:
    start, end = sorted(chance.randrange(len(data) + 1) for _ in range(2))
    return data[:end] + data[start:end] + data[end:]


def swap_objects(data: bytes, chance: Random) -> bytes:
    return _swap(data, [match.span(1) for match in _OBJECT.finditer(data)], chance)


def swap_names(data: bytes, chance: Random) -> bytes:
    return _swap(data, [match.span() for match in _NAME.finditer(data)], chance)


def _swap(data: bytes, spans: list[tuple[int, int]], chance: Random) -> bytes:
    if len(spans) < 2:
        return data
    (a, b), (c, d) = sorted(chance.sample(spans, 2))
    return data[:a] + data[c:d] + data[b:c] + data[a:b] + data[d:]


def change_numbers(data: bytes, chance: Random) -> bytes:
    """Numbers of objects, lengths, widths and places that make no sense."""
    matches = list(_NUMBER.finditer(data))
    some = chance.sample(matches, min(len(matches), chance.choice((1, 3, 12))))
    for number in sorted(some, key=lambda match: -match.start()):
        data = (
            data[: number.start()] + chance.choice(_ODD_NUMBERS) + data[number.end() :]
        )
    return data


def pack_garbage(data: bytes, chance: Random) -> bytes:
    """A stream unpacked, spoilt and packed again, so that the noise gets further in."""
    streams = list(_STREAM.finditer(data))
    if not streams:
        return data
    stream = chance.choice(streams)
    try:
        content = zlib.decompress(stream[2])
    except zlib.error:
        content = chance.randbytes(200)
    spoil = chance.choice((flip_bytes, overwrite, cut_out, repeat, change_numbers))
    packed = zlib.compress(spoil(content or b"q", chance))
    return data[: stream.start(2)] + packed + data[stream.end(2) :]


WAYS: tuple[Callable[[bytes, Random], bytes], ...] = (
    *(truncate, flip_bytes, overwrite, cut_out, repeat),
    *(swap_objects, swap_names, change_numbers, pack_garbage, pack_garbage),
)


def spoilt(data: bytes, chance: Random) -> bytes:
    """The file spoilt in one to three ways."""
    for _ in range(chance.choice((1, 1, 2, 3))):
        if data:
            data = chance.choice(WAYS)(data, chance)
    return data
