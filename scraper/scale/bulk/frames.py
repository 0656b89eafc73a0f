"""Frames: how the two sides of a pipe exchange values: eight bytes of length, big-endian, then a pickle."""

from __future__ import annotations

import pickle
import struct
from collections.abc import Callable
from typing import IO, Any

#: Exit code of a child that has no memory left; sysexits.h calls it EX_OSERR.
OUT_OF_MEMORY = 71
_LENGTH = struct.Struct(">Q")


def write_frame(stream: IO[bytes], value: Any) -> None:
    """Write a value to a stream without a buffer, which may take a part at a time."""
    data = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
    rest = memoryview(_LENGTH.pack(len(data)) + data)
    while rest:
        rest = rest[stream.write(rest) :]


def read_frame(read: Callable[[int], bytes]) -> Any:
    """The next value. ``read``: gives exactly so many bytes, or raises EOFError."""
    (length,) = _LENGTH.unpack(read(_LENGTH.size))
    return pickle.loads(read(length))
