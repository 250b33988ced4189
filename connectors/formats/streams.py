"""Bytes of an object as a stream that never raises: decompression, size limit, lines, text encodings."""

from __future__ import annotations

import codecs
import gzip
import zlib
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from connectors.errors import describe_error, gap_reason
from connectors.formats.problem import Problem

CHUNK = 256 * 1024
INFLATE_STEP = 16 * 1024  # small, because output of the step in which an error shows is lost
MAX_LINE = 16 * 1024 * 1024
SNIFF = 512
_GZIP_MAGIC = b"\x1f\x8b"

# what a text file can't start with, and what it is then
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"\x89PNG", "a PNG image"),
    (b"GIF8", "a GIF image"),
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive or office document"),
    (b"SQLite format 3\x00", "a SQLite database"),
    (b"PAR1", "a Parquet file"),
    (b"\x7fELF", "a program"),
    (b"BZh", "bzip2 data"),
    (b"\xfd7zXZ\x00", "xz data"),
    (b"\x28\xb5\x2f\xfd", "zstd data"),
    (b"\x04\x22\x4d\x18", "lz4 data"),
    (b"Obj\x01", "an Avro file"),
    (b"ORC", "an ORC file"),
    (b"LPKSHHRH", "a systemd journal"),
    (b"\x1f\x8b", "gzip data"),
)


class LimitReachedError(Exception):
    """An object holds more bytes than may be read of it."""


class Stream:
    """Chunks of bytes. An error ends the stream, and `error` tells which: what came before it is not lost."""

    def __init__(self, chunks: Iterable[bytes], limit: int | None = None) -> None:
        self._chunks = chunks
        self._limit = limit
        self.error: Exception | None = None

    def __iter__(self) -> Iterator[bytes]:
        left = self._limit
        try:
            for chunk in self._chunks:
                if left is not None and len(chunk) > left:
                    yield chunk[:left]
                    raise LimitReachedError
                if left is not None:
                    left -= len(chunk)
                if chunk:
                    yield chunk
        except Exception as exc:  # noqa: BLE001 - any storage or codec may fail in its own way; it becomes a gap
            self.error = exc

    def problem(self) -> Problem | None:
        """What ended the stream early, if anything did."""
        if self.error is None:
            return None
        if isinstance(self.error, LimitReachedError):
            what = "more bytes than `max_object_bytes` allows; the rest was not read"
            return Problem("limit", what, "Raise `max_object_bytes` of this source, or split the object.")
        reason = gap_reason(self.error)
        what = {"truncated": "the bytes end too early", "corrupt": "the bytes are damaged"}.get(
            reason, "reading stopped"
        )
        return Problem(reason, f"{what}; what came before was read ({describe_error(self.error)})")


def raw_chunks(handle: BinaryIO, start: int = 0) -> Iterator[bytes]:
    """The bytes of a file from `start` on."""
    handle.seek(start)
    while chunk := handle.read(CHUNK):
        yield chunk


def inflated(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Decompressed gzip, all members; never more than one chunk in memory, whatever the ratio.

    Raises `EOFError` for a stream that ends too early, `zlib.error` or `BadGzipFile` for a damaged one.
    """
    decoder = zlib.decompressobj(31)
    began = False
    for chunk in chunks:
        for at in range(0, len(chunk), INFLATE_STEP):
            rest = chunk[at : at + INFLATE_STEP]
            while rest:
                if not began:
                    rest = rest.lstrip(b"\x00")  # padding between members
                    began = bool(rest)
                    continue
                yield decoder.decompress(rest, CHUNK)
                rest = decoder.unconsumed_tail
                if decoder.eof:
                    rest, decoder, began = decoder.unused_data, zlib.decompressobj(31), False
    if began:
        # bytes that the output limit held back
        while not decoder.eof and (more := decoder.decompress(decoder.unconsumed_tail, CHUNK)):
            yield more
        if not decoder.eof:
            raise EOFError


def whole(handle: BinaryIO, limit: int | None, gz: bool | None = None) -> Stream:
    """The content of a file from its start, decompressed where it is gzip by its magic; UTF-16 comes as UTF-8.

    `gz=True` (the name says so) makes other content than gzip an error.
    """

    def chunks() -> Iterator[bytes]:
        handle.seek(0)
        head = handle.read(SNIFF)
        if gz and head and not head.startswith(_GZIP_MAGIC):
            raise gzip.BadGzipFile
        source = raw_chunks(handle)
        yield from inflated(source) if head.startswith(_GZIP_MAGIC) else source

    # the limit counts decompressed bytes, before any change of encoding
    inner = Stream(chunks(), limit)

    def text() -> Iterator[bytes]:
        yield from _as_utf8(iter(inner))
        if inner.error is not None:
            raise inner.error

    return Stream(text())


def _as_utf8(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """UTF-16 and UTF-32 with a byte order mark as UTF-8; a UTF-8 mark is dropped; all else passes unchanged.

    Bytes that are no text are kept as bytes outside of UTF-8, so that the reader escapes and counts them.
    """
    head = b""
    for chunk in chunks:
        head += chunk
        if len(head) >= 4:
            break
    if head.startswith(codecs.BOM_UTF8):
        yield head[3:]
    elif name := _wide_encoding(head):
        decoder = codecs.getincrementaldecoder(name)(errors="saydo-keep-bytes")
        yield decoder.decode(head).encode("utf-8", "surrogateescape")
        for chunk in chunks:
            yield decoder.decode(chunk).encode("utf-8", "surrogateescape")
        yield decoder.decode(b"", True).encode("utf-8", "surrogateescape")
    else:
        yield head
    yield from chunks


def _wide_encoding(head: bytes) -> str:
    if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "utf-32"
    return "utf-16" if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else ""


def _keep_bytes(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    bad = error.object[error.start : error.end]
    # bytes below 0x80 can't be smuggled through surrogateescape, so they are written as escapes at once
    return "".join(chr(0xDC00 + byte) if byte >= 0x80 else f"\\x{byte:02x}" for byte in bad), error.end


codecs.register_error("saydo-keep-bytes", _keep_bytes)


def ranged_by(head: bytes) -> bool:
    """Whether a file that starts so can be read from the middle: no compression, no wide encoding."""
    return not head.startswith(_GZIP_MAGIC) and not _wide_encoding(head)


def signature(head: bytes) -> str:
    """What these first bytes are known to be, "" where it may be text."""
    return next((name for magic, name in _SIGNATURES if head.startswith(magic)), "")


class TooLong:
    """Stands for a line longer than `MAX_LINE`, which is skipped."""


TOO_LONG = TooLong()


def lines(stream: Iterable[bytes], start: int, stop: int | None, max_line: int = MAX_LINE) -> Iterator[bytes | TooLong]:
    """The lines (without their end) that start in [start, stop). `stream` begins at `max(start - 1, 0)`.

    A line that begins before `stop` is read to its end. Line ends are LF or CRLF.
    """
    position = max(start - 1, 0)  # where the pending line starts
    pending: list[bytes] = []  # pieces of a line whose end has not come yet
    held = 0  # how many bytes of it have passed
    skipping = start > 0  # the line under way belongs to the split before
    for chunk in stream:
        at = 0
        while (end := chunk.find(b"\n", at)) >= 0:
            size = held + end - at
            if skipping:
                skipping = False
            else:
                yield TOO_LONG if size > max_line else _joined(pending, chunk[at:end], position)
            position += size + 1
            pending, held, at = [], 0, end + 1
            if stop is not None and position >= stop:
                return
        held += len(chunk) - at
        if skipping:
            if stop is not None and position + held >= stop:
                return
        elif held <= max_line:
            pending.append(chunk[at:])
        else:
            pending = []
    if held and not skipping:
        yield TOO_LONG if held > max_line else _joined(pending, b"", position)


def _joined(pending: list[bytes], last: bytes, position: int) -> bytes:
    line = b"".join(pending) + last if pending else last
    if position == 0:
        line = line.removeprefix(codecs.BOM_UTF8)
    return line.removesuffix(b"\r")


def too_long_problem(count: int) -> Problem:
    """The problem for lines that were skipped for their length."""
    what = f"{count} lines longer than {MAX_LINE // (1024 * 1024)} MiB were skipped"
    return Problem("limit", what, "Shorten such lines, or exclude the object with a reason.", count)
