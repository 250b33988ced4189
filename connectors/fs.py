"""A folder tree or bucket, seen through one small window: list, size, open. Local paths never lead out of the root."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO, cast

import fsspec

from connectors import options
from connectors.base import ConnectorError
from connectors.drivers import missing_protocol, optional_protocol
from connectors.errors import describe_error, gap_reason, remedy_for
from connectors.formats.columns import escape_surrogates
from connectors.model import Gap, SecretRef, SourceSpec
from connectors.secrets import resolve, resolve_tree

# these keep copies of what they read on the local disk
_CACHES = {"simplecache", "filecache", "blockcache", "cached"}
_ESCAPED_BYTE = re.compile(r"\\x([89a-f][0-9a-f])")


@dataclass(frozen=True, slots=True)
class Entry:
    """An object by its path relative to the root, and its size where known."""

    name: str
    size: int | None


def shown_name(path: str) -> str:
    """A relative path as text; bytes of a file name that are no UTF-8 become escapes."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


class Root:
    """Where a source's objects lie. Made from the options `path` or `url` (exactly one) and `storage_options`."""

    def __init__(self, spec: SourceSpec) -> None:
        """Reads the options only. Raises `ConnectorError` where they make no sense."""
        self._spec = spec
        given = [key for key in ("path", "url") if spec.options.get(key) is not None]
        if len(given) != 1:
            what = "it needs one of `path` and `url`"
            raise ConnectorError(spec.name, "unsupported", what, "Give either a local path or a URL such as s3://...")
        self._where = options.location(spec, given[0])
        self._stored = options.storage_options(spec)
        self._fs: Any = None
        self._base = ""
        self._only = ""  # the one file, where the path names a file

    @property
    def is_local(self) -> bool:
        return self._fs is None

    @property
    def folder(self) -> str:
        """The local root folder (or the one file); "" for a remote root."""
        return os.path.join(self._base, self._only) if self.is_local else ""

    # -- opening ---------------------------------------------------------------------------------------------------

    def connect(self) -> None:
        """Finds the root. Raises `ConnectorError` where it can't be reached; safe to call twice."""
        if self._base:
            return
        where = self._where
        if isinstance(where, SecretRef):
            where = resolve(where, self._spec.base_dir, self._spec.name)
        scheme, separator, rest = where.partition("://")
        if separator and scheme in ("file", "local"):
            where, separator = rest, ""
        if separator:
            self._connect_remote(where, scheme)
        else:
            self._connect_local(where)

    def _connect_local(self, where: str) -> None:
        path = os.path.realpath(os.path.join(self._spec.base_dir, where))
        try:
            mode = os.stat(path).st_mode
            if stat.S_ISDIR(mode):
                os.scandir(path).close()
        except (OSError, ValueError) as exc:
            raise self._cannot(exc) from None
        if stat.S_ISDIR(mode):
            self._base = path
        elif stat.S_ISREG(mode):
            self._base, self._only = os.path.split(path)
        else:
            what = "its path names neither a folder nor a plain file"
            raise ConnectorError(self._spec.name, "unsupported", what, "Check the path in the estate file")

    def _connect_remote(self, url: str, scheme: str) -> None:
        name = self._spec.name
        if "::" in url or scheme in _CACHES:
            what = "its URL asks for a local cache, which would leave data on this machine"
            raise ConnectorError(name, "unsupported", what, "Name the store itself, without `::`")
        try:
            fsspec.get_filesystem_class(scheme)
        except (ImportError, ValueError) as exc:
            # some packages make their schemes known only where they are installed
            if isinstance(exc, ImportError) or optional_protocol(scheme):
                raise missing_protocol(name, scheme) from None
            what = "its URL has a scheme that is not known"
            raise ConnectorError(
                name, "unsupported", what, "Use a local path, or s3://, gs://, az://, sftp://"
            ) from None
        secrets = cast(dict[str, Any], resolve_tree(self._stored, self._spec.base_dir, name))
        try:
            self._fs, base = fsspec.core.url_to_fs(url, **secrets)
            self._base = str(base).rstrip("/") or "/"
            if self._fs.isfile(self._base):
                self._base, _, self._only = self._base.rpartition("/")
            elif not self._fs.exists(self._base):
                raise FileNotFoundError
        except Exception as exc:  # noqa: BLE001 - any storage package may fail in its own way
            self._fs, self._base = None, ""
            raise self._cannot(exc) from None

    def _cannot(self, exc: Exception) -> ConnectorError:
        reason = gap_reason(exc, "connection")
        what = f"its root can't be opened ({describe_error(exc)})"
        return ConnectorError(self._spec.name, reason, what, remedy_for(reason))

    def disconnect(self) -> None:
        self._fs, self._base, self._only = None, "", ""

    # -- listing ---------------------------------------------------------------------------------------------------

    def entries(self) -> Iterator[Entry | Gap]:
        """Every object under the root, hidden ones too, in no fixed order; a gap for what can't be listed."""
        if self._only:
            yield Entry(shown_name(self._only), self.size(self._only))
        elif self.is_local:
            yield from self._walk("")
        else:
            yield from self._find()

    def _find(self) -> Iterator[Entry | Gap]:
        prefix = "" if self._base == "/" else self._base
        try:
            found = self._fs.find(self._base, detail=True)
        except Exception as exc:  # noqa: BLE001
            reason = gap_reason(exc, "connection")
            yield Gap(self._spec.name, "", "", reason, f"listing failed ({describe_error(exc)})", remedy_for(reason))
            return
        for path, info in found.items():
            size = info.get("size")
            name = str(path).removeprefix(prefix).lstrip("/")
            if name:
                yield Entry(escape_surrogates(name), size if isinstance(size, int) else None)

    def _walk(self, folder: str) -> Iterator[Entry | Gap]:
        pending = [folder]
        while pending:
            folder = pending.pop()
            try:
                with os.scandir(os.path.join(self._base, folder)) as found:
                    items = list(found)
            except OSError as exc:
                yield self._gap(folder, exc, "the folder can't be listed")
                continue
            for item in items:
                path = os.path.join(folder, item.name)
                try:
                    if item.is_symlink():
                        yield from self._link(path)
                    elif item.is_dir(follow_symlinks=False):
                        pending.append(path)
                    elif item.is_file(follow_symlinks=False):
                        yield Entry(shown_name(path), item.stat(follow_symlinks=False).st_size)
                    else:
                        what = "it is a device, pipe or socket and was not opened"
                        yield Gap(self._spec.name, "", shown_name(path), "unsupported", what, "Exclude it.")
                except OSError as exc:
                    yield self._gap(path, exc, "it can't be looked at")

    def _link(self, path: str) -> Iterator[Gap]:
        """A link inside the root adds nothing: its target is listed itself. One that leads out is not followed."""
        target = os.path.realpath(os.path.join(self._base, path))
        if not self._inside(target):
            what = "it is a link that leads out of the source and was not followed"
            remedy = "Make the target a source of its own, or exclude the link."
            yield Gap(self._spec.name, "", shown_name(path), "not_requested", what, remedy)
        elif not os.path.exists(target):
            what = "it is a link to nothing"
            yield Gap(self._spec.name, "", shown_name(path), "missing", what, "Remove or exclude the link.")

    def _inside(self, target: str) -> bool:
        return target == self._base or target.startswith(self._base.rstrip("/") + "/")

    def _gap(self, path: str, exc: Exception, what: str) -> Gap:
        reason = gap_reason(exc)
        return Gap(self._spec.name, "", shown_name(path), reason, f"{what} ({describe_error(exc)})", remedy_for(reason))

    # -- reading ---------------------------------------------------------------------------------------------------

    def _local(self, name: str) -> str:
        """The real path of an object. Raises `PermissionError` where a link has come to lead out of the root."""
        path = os.path.join(self._base, name)
        if "\\x" in name and not os.path.lexists(path):
            raw = _ESCAPED_BYTE.sub(lambda match: os.fsdecode(bytes.fromhex(match[1])), name)
            path = os.path.join(self._base, raw)
        target = os.path.realpath(path)
        if not self._inside(target):
            raise PermissionError
        return target

    def _remote(self, name: str) -> str:
        return f"{self._base.rstrip('/')}/{name}"

    def size(self, name: str) -> int | None:
        """Its size in bytes now. Raises OSError where it is gone."""
        if self.is_local:
            return os.stat(self._local(name)).st_size
        size = self._fs.size(self._remote(name))
        return size if isinstance(size, int) else None

    def open(self, name: str) -> BinaryIO:
        """Opens an object for reading. Raises what the store raises."""
        if not self.is_local:
            return cast(BinaryIO, self._fs.open(self._remote(name), "rb"))
        path = self._local(name)
        if not stat.S_ISREG(os.stat(path).st_mode):
            raise IsADirectoryError
        return open(path, "rb")
