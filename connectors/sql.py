"""Reads databases through SQLAlchemy: lists tables, cuts them by key, streams rows. It never writes.

Options: `url` (text without a password, or `{env|file|keyring}`), `include`, `exclude` (patterns over `table` or
`schema.table`), `views` (true lists views and foreign tables as well; they run their owner's code, so they are opt-in),
`statement_seconds`, `lock_seconds` and `connect_seconds` (what the scan may ask of the server), `count_limit` (tables
that the server believes to be larger are not counted exactly).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

import pyarrow as pa
from sqlalchemy import Connection, Engine

from connectors import options, sql_cut, sql_facts, sql_privileges, sql_read, sqlite_file
from connectors.base import Advice, Connector, ConnectorError, NameShape, plain_shape
from connectors.errors import describe_error, gap_reason, remedy_for
from connectors.formats.problem import problem_of
from connectors.model import (
    UNKNOWN,
    DataObject,
    Dataset,
    Field,
    Gap,
    GapReason,
    Population,
    SampleDesign,
    SourceSpec,
    Split,
    StoreFact,
)
from connectors.path_access import path_advice
from connectors.sql_batches import batches
from connectors.sql_engine import dialect_of, make_engine, url_of
from connectors.sql_generic import Dialect
from connectors.sql_mysql import history_gap
from connectors.sql_table import Limits, Listed, Table, shape_of
from connectors.sql_values import converter

_OPTIONS = (
    "url",
    "include",
    "exclude",
    "views",
    "statement_seconds",
    "lock_seconds",
    "connect_seconds",
    "count_limit",
)
_NAMES_SHOWN = 5
_NAME_SHOWN = 60


class SqlConnector(Connector):
    """One database. Dataset and object names are `table` on SQLite and `schema.table` elsewhere.

    SQLite types each value, not each column: a batch's column is typed where its values agree and otherwise holds
    their exact text, so two batches of one split may differ in a column's type.
    """

    api = 1
    split_rows = 20_000
    """About how many rows a split holds."""

    def __init__(self, spec: SourceSpec, name_shape: NameShape = plain_shape) -> None:
        super().__init__(spec, name_shape)
        options.check_keys(spec, _OPTIONS)
        self._include = options.patterns(spec, "include")
        self._exclude = options.patterns(spec, "exclude")
        self._views = options.flag(spec, "views")
        self._location = options.location(spec, "url")
        usual = Limits()
        self._limits = Limits(
            options.whole_number(spec, "statement_seconds", usual.statement),
            options.whole_number(spec, "lock_seconds", usual.lock),
            options.whole_number(spec, "connect_seconds", usual.connect),
            options.whole_number(spec, "count_limit", usual.count),
        )
        self._engine: Engine | None = None

    # -- opening ---------------------------------------------------------------------------------------------------

    def open(self) -> None:
        with self._connected("opening the database"):
            pass

    def close(self) -> None:
        if self._engine is not None:
            self._engine.dispose()
            self._engine = None

    @property
    def _is_sqlite(self) -> bool:
        return self._engine is not None and self._engine.dialect.name == "sqlite"

    @property
    def _dialect(self) -> Dialect:
        return dialect_of(self._made_engine().dialect.name)

    @property
    def _database(self) -> str | None:
        """The database that the URL names."""
        return url_of(self.spec, self._location).database

    def _made_engine(self) -> Engine:
        if self._engine is None:
            self._engine = make_engine(self.spec, self._location, self._limits)
        return self._engine

    @contextmanager
    def _connected(self, doing: str) -> Iterator[Connection]:
        """A read-only connection; errors of connecting become `ConnectorError`, later ones stay what they are."""
        engine = self._made_engine()
        try:
            connection = engine.connect()
        except Exception as exc:  # noqa: BLE001 - whatever the driver raises: class and code only
            raise self._cannot(doing, exc) from None
        try:
            try:
                if self._is_sqlite:
                    _raw(connection).execute("SELECT count(*) FROM sqlite_master").fetchall()
                else:
                    self._dialect.prepare(connection, self._limits)
            except Exception as exc:  # noqa: BLE001
                raise self._cannot(doing, exc) from None
            yield connection
        finally:
            with suppress(Exception):  # a connection that broke can't be closed in good order
                connection.close()

    def _cannot(self, doing: str, exc: Exception) -> ConnectorError:
        if isinstance(exc, ConnectorError):
            return exc
        reason = gap_reason(exc, "connection")
        return ConnectorError(self.spec.name, reason, f"{doing} failed ({describe_error(exc)})", remedy_for(reason))

    # -- listing ---------------------------------------------------------------------------------------------------

    def datasets(self) -> Iterator[Dataset | Gap]:
        with self._connected("listing the tables") as connection:
            try:
                found = sorted(self._names(connection), key=lambda item: item.label)
            except Exception as exc:  # noqa: BLE001
                raise self._cannot("listing the tables", exc) from None
        at = 0
        while at < len(found):
            with self._connected("listing the tables") as connection:
                while at < len(found):
                    yield from self._dataset(connection, found[at])
                    at += 1
                    if connection.invalidated:
                        break  # the server hung up on one table; the others get a new connection

    def _dataset(self, connection: Connection, listed: Listed) -> Iterator[Dataset | Gap]:
        fields: tuple[Field, ...] = ()
        population = UNKNOWN
        if listed.refused is not None:
            yield self._gap(listed.label, *listed.refused)
        else:
            try:
                info = self._described(connection, listed)
                if info is not None:
                    fields = info.fields
                    yield from self._unread(listed, info)
                    population = self._population(connection, info)
            except Exception as exc:  # noqa: BLE001
                label = listed.label
                yield problem_of(exc, "the table can't be described and counted").as_gap(self.spec.name, label, label)
                _recover(connection)
        yield Dataset(self.spec.name, listed.label, "table", fields, (DataObject(listed.label, population),))

    def _gap(self, label: str, reason: GapReason, what: str, remedy: str) -> Gap:
        return Gap(self.spec.name, label, label, reason, what, remedy)

    def _unread(self, listed: Listed, info: Table) -> Iterator[Gap]:
        """What of a table will not be read although the table is."""
        if history := history_gap(listed):
            yield self._gap(listed.label, *history)
        if info.hidden:
            # masked before they are cut: half an address is one too, but nothing would know it
            names = ", ".join(f"`{self.name_shape(name)[:_NAME_SHOWN]}`" for name in info.hidden[:_NAMES_SHOWN])
            more = f" and {len(info.hidden) - _NAMES_SHOWN} more" if len(info.hidden) > _NAMES_SHOWN else ""
            what = f"the scanning user may not read {len(info.hidden)} of its columns: {names}{more}"
            yield self._gap(listed.label, "permission", what, remedy_for("permission"))
        elif info.more_hidden:
            what = "the scanning user may read single columns only, and the server does not name the others"
            yield self._gap(listed.label, "permission", what, remedy_for("permission"))

    def _population(self, connection: Connection, info: Table) -> Population:
        if info.estimate is not None and info.estimate > self._limits.count:
            return Population(info.estimate, "estimate")
        return Population(sql_read.count(connection, self._dialect, info, {}), "exact")

    def _names(self, connection: Connection) -> Iterator[Listed]:
        """Every table that the options want."""
        if self._is_sqlite:
            for name, kind, rowid in sqlite_file.list_tables(_raw(connection), self._views):
                if options.wanted((name, f"main.{name}"), self._include, self._exclude):
                    yield Listed(name, None, name, f"{kind} {'rowid' if rowid else ''}")
        else:
            for item in self._dialect.tables(connection, self._database, self._views):
                if self._wanted(item):
                    yield item

    def _wanted(self, item: Listed) -> bool:
        names = (item.label, f"{item.schema}.{item.name}", item.name)
        return options.wanted(names, self._include, self._exclude)

    def _described(self, connection: Connection, listed: Listed) -> Table | None:
        if self._is_sqlite:
            kind, _, rowid = listed.kind.partition(" ")
            return sqlite_file.describe_table(_raw(connection), listed.name, kind, bool(rowid))
        return self._dialect.describe(connection, listed)

    def _find(self, connection: Connection, label: str) -> Table | None:
        """The table of this label as it is now, or None where it is gone (or no longer asked for)."""
        if self._is_sqlite:
            listed = next((item for item in self._names(connection) if item.label == label), None)
        else:
            listed = self._dialect.find(connection, self._database, self._views, label)
        if listed is not None and listed.refused is not None:
            raise ConnectorError(self.spec.name, *listed.refused)
        return self._described(connection, listed) if listed is not None else None

    # -- cutting ---------------------------------------------------------------------------------------------------

    def splits(self, dataset: Dataset, design: SampleDesign) -> list[Split]:
        label = dataset.objects[0].name if dataset.objects else dataset.name
        parts: list[dict[str, Any]] = [{}]
        if design.kind == "head":
            parts = [{"limit": design.rows or 0}]
        else:
            try:
                with self._connected("cutting the table") as connection:
                    info = self._find(connection, label)
                    if info is not None:
                        parts = self._parts(connection, info, dataset, design)
            except Exception as exc:  # noqa: BLE001
                # the table can't be cut; its one split tells why when it is read
                parts = [{"uncut": gap_reason(exc)}]
        if dataset.fields and not self._is_sqlite:
            parts = [{**part, "shape": shape_of(dataset.fields)} for part in parts]
        return [Split(self.spec.name, dataset.name, label, at, part) for at, part in enumerate(parts)]

    def _parts(
        self, connection: Connection, info: Table, dataset: Dataset, design: SampleDesign
    ) -> list[dict[str, Any]]:
        known = dataset.population
        whole = design.kind == "census" or design.rows is None
        rows = known.rows if known.kind == "exact" or not self._is_sqlite else None
        ranges = sql_read.ranges(connection, self._dialect, info, rows, self.split_rows)
        if whole:
            return ranges if len(ranges) > 1 else [{}]
        counts = [sql_read.count(connection, self._dialect, info, part) for part in ranges]
        total = sum(counts)
        size = min(design.rows or 0, total)
        chosen = sql_cut.positions(design.seed, dataset.ref, total, size)
        parts: list[dict[str, Any]] = []
        offset = 0
        for part, count in zip(ranges, counts, strict=True):
            if sql_cut.positions_within(chosen, offset, count):
                sample = {"seed": design.seed, "size": size, "total": total, "offset": offset, "count": count}
                parts.append({**part, **sample})
            offset += count
        return parts

    # -- reading ---------------------------------------------------------------------------------------------------

    def read(self, split: Split, columns: Sequence[str] | None = None) -> Iterator[pa.RecordBatch | Gap]:
        try:
            with self._connected("opening the database") as connection:
                info = self._find(connection, split.object)
                if info is None:
                    what = "the table was there when the scan was planned and is not there now"
                    yield Gap(split.source, split.dataset, split.object, "missing", what, remedy_for("missing"))
                    return
                yield from self._rows(connection, info, split, columns)
        except ConnectorError as exc:
            yield Gap(split.source, split.dataset, split.object, exc.reason, exc.what, exc.remedy)
        except Exception as exc:  # noqa: BLE001
            yield problem_of(exc, "the table can't be read").of(split)

    def _rows(
        self, connection: Connection, info: Table, split: Split, columns: Sequence[str] | None
    ) -> Iterator[pa.RecordBatch | Gap]:
        present = {field.name for field in info.fields}
        asked = [field.name for field in info.fields] if columns is None else list(dict.fromkeys(columns))
        names = [name for name in asked if name in present]
        lost = [0]
        rows = sql_read.rows_of(connection, self._dialect, info, split, names, lost)
        found = {name: converter(info.kinds.get(name, "")) for name in names}
        for item in batches(rows, names, asked, {name: change for name, change in found.items() if change}):
            yield item if isinstance(item, pa.RecordBatch) else problem_of(item, "reading the table stopped").of(split)
        if lost[0]:
            what = "the table changed between planning and reading, so part of the random sample is gone"
            yield Gap(split.source, split.dataset, split.object, "missing", what, "Scan again.", lost[0])
        if split.part.get("shape", shape_of(info.fields)) != shape_of(info.fields):
            what = "columns came or went between planning and reading"
            yield Gap(split.source, split.dataset, split.object, "missing", what, "Scan again.")

    # -- facts -----------------------------------------------------------------------------------------------------

    def facts(self) -> Iterator[StoreFact | Gap]:
        self._made_engine()
        if self._is_sqlite:
            path = sqlite_file.database_path(self._database, self.spec.base_dir, self.spec.name)
            yield from sql_facts.file_facts(self.spec.name, path)
            return
        yield from self._asked("the facts of the server", sql_facts.server_facts, self.spec.name)

    def advice(self) -> Iterator[Advice | Gap]:
        self._made_engine()
        if self._is_sqlite:
            path = sqlite_file.database_path(self._database, self.spec.base_dir, self.spec.name)
            yield from path_advice(path)
            return
        about = "the rights of the scanning user"
        what = (self._dialect, self._database, self._views, self._wanted, self.name_shape)
        yield from self._asked(about, sql_privileges.server_advice, *what)

    def _asked(self, about: str, ask: Callable[..., Iterator[Any]], *details: Any) -> Iterator[Any]:
        """What the server answers to questions that need no table; one that fails is a gap."""
        try:
            with self._connected("opening the database") as connection:
                yield from ask(connection, *details)
        except ConnectorError as exc:
            yield exc.as_gap()
        except Exception as exc:  # noqa: BLE001
            yield problem_of(exc, f"{about} can't be told").as_gap(self.spec.name, "", "")


def _recover(connection: Connection) -> None:
    """After an error: a transaction that can go on, or a connection marked as gone."""
    try:
        connection.rollback()
    except Exception:  # noqa: BLE001
        connection.invalidate()


def _raw(connection: Connection) -> Any:
    return connection.connection.driver_connection
