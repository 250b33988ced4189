"""Reads databases through SQLAlchemy: lists tables, cuts them by key, streams rows. It never writes.

Options: `url` (text without a password, or `{env|file|keyring}`), `include`, `exclude` (patterns over `table` or
`schema.table`), `views` (true lists views as well; they run their owner's code, so they are opt-in).
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain, pairwise
from typing import Any, cast

import pyarrow as pa
from sqlalchemy import Connection, Engine, Select, create_engine, func, inspect, literal, make_url, select, text
from sqlalchemy import exc as sa_exc
from sqlalchemy.pool import NullPool
from sqlalchemy.sql import column, quoted_name, table
from sqlalchemy.sql.expression import ColumnClause, TableClause

from connectors import options, sql_cut, sql_facts, sqlite_file
from connectors.base import Connector, ConnectorError, NameShape, plain_shape
from connectors.drivers import missing_dialect
from connectors.errors import describe_error, gap_reason, remedy_for
from connectors.formats.problem import problem_of
from connectors.model import (
    UNKNOWN,
    DataObject,
    Dataset,
    Field,
    Gap,
    Population,
    SampleDesign,
    SecretRef,
    SourceSpec,
    Split,
    StoreFact,
)
from connectors.secrets import resolve
from connectors.sql_batches import Row, batches
from connectors.sqlite_file import Table

_OPTIONS = ("url", "include", "exclude", "views")
_IN_LIST = 500
_SYSTEM_SCHEMAS = {"information_schema", "pg_catalog", "pg_toast", "mysql", "performance_schema", "sys"}
_READ_ONLY_DIALECTS = {"postgresql", "mysql", "mariadb", "oracle"}
_DEFAULT_DRIVERS = {
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "mysql": "mysql+pymysql",
    "mariadb": "mariadb+pymysql",
}


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

    def _made_engine(self) -> Engine:
        if self._engine is None:
            self._engine = make_engine(self.spec, self._location)
        return self._engine

    @contextmanager
    def _connected(self, doing: str) -> Iterator[Connection]:
        """A read-only connection; errors of connecting become `ConnectorError`, later ones stay what they are."""
        engine = self._made_engine()
        try:
            connection = engine.connect()
        except Exception as exc:  # noqa: BLE001 - whatever the driver raises: class and code only
            raise self._cannot(doing, exc) from None
        with connection:
            try:
                if engine.dialect.name in _READ_ONLY_DIALECTS:
                    connection.execute(text("SET TRANSACTION READ ONLY"))
                elif self._is_sqlite:
                    _raw(connection).execute("SELECT count(*) FROM sqlite_master").fetchall()
            except Exception as exc:  # noqa: BLE001
                raise self._cannot(doing, exc) from None
            yield connection

    def _cannot(self, doing: str, exc: Exception) -> ConnectorError:
        if isinstance(exc, ConnectorError):
            return exc
        reason = gap_reason(exc, "connection")
        return ConnectorError(self.spec.name, reason, f"{doing} failed ({describe_error(exc)})", remedy_for(reason))

    # -- listing ---------------------------------------------------------------------------------------------------

    def datasets(self) -> Iterator[Dataset | Gap]:
        with self._connected("listing the tables") as connection:
            try:
                found = sorted(self._names(connection), key=lambda item: item[0])
            except Exception as exc:  # noqa: BLE001
                raise self._cannot("listing the tables", exc) from None
            for label, describe in found:
                yield from self._dataset(connection, label, describe)

    def _dataset(self, connection: Connection, label: str, describe: Callable[[], Table]) -> Iterator[Dataset | Gap]:
        fields: tuple[Field, ...] = ()
        population = UNKNOWN
        try:
            info = describe()
            fields = info.fields
            population = Population(_count(connection, info, {}), "exact")
        except Exception as exc:  # noqa: BLE001
            yield problem_of(exc, "the table can't be described and counted").as_gap(self.spec.name, label, label)
        yield Dataset(self.spec.name, label, "table", fields, (DataObject(label, population),))

    def _names(self, connection: Connection) -> Iterator[tuple[str, Callable[[], Table]]]:
        """(label, how to describe it) for every table that the options want."""
        if self._is_sqlite:
            raw = _raw(connection)
            for name, kind, rowid in sqlite_file.list_tables(raw, self._views):
                if options.wanted((name, f"main.{name}"), self._include, self._exclude):
                    yield name, _bound(sqlite_file.describe_table, raw, name, kind, rowid)
            return
        inspector = inspect(connection)
        for schema in inspector.get_schema_names():
            if schema.lower() in _SYSTEM_SCHEMAS:
                continue
            names = [(name, False) for name in inspector.get_table_names(schema)]
            if self._views:
                names += [(name, True) for name in inspector.get_view_names(schema)]
            for name, is_view in names:
                label = f"{schema}.{name}"
                if options.wanted((label, name), self._include, self._exclude):
                    yield label, _bound(_reflect, connection, schema, name, is_view)

    def _find(self, connection: Connection, label: str) -> Table | None:
        """The table of this label as it is now, or None where it is gone (or no longer asked for)."""
        return next((describe() for name, describe in self._names(connection) if name == label), None)

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
            except ConnectorError:
                raise
            except Exception as exc:  # noqa: BLE001
                # the table can't be cut; its one split tells why when it is read
                parts = [{"uncut": gap_reason(exc)}]
        return [Split(self.spec.name, dataset.name, label, at, part) for at, part in enumerate(parts)]

    def _parts(
        self, connection: Connection, info: Table, dataset: Dataset, design: SampleDesign
    ) -> list[dict[str, Any]]:
        known = dataset.population
        rows = known.rows if known.kind == "exact" else None
        ranges = [{"lo": lo, "hi": hi} for lo, hi in self._ranges(connection, info, rows)]
        if design.kind == "census" or design.rows is None:
            return ranges if info.key and len(ranges) > 1 else [{}]
        counts = [_count(connection, info, part) for part in ranges]
        total = sum(counts)
        size = min(design.rows, total)
        chosen = sql_cut.positions(design.seed, dataset.ref, total, size)
        parts: list[dict[str, Any]] = []
        offset = 0
        for part, count in zip(ranges, counts, strict=True):
            if sql_cut.positions_within(chosen, offset, count):
                sample = {"seed": design.seed, "size": size, "total": total, "offset": offset, "count": count}
                parts.append({**part, **sample})
            offset += count
        return parts

    def _ranges(
        self, connection: Connection, info: Table, rows: int | None
    ) -> list[tuple[int | str | None, int | str | None]]:
        source = _clause(info)
        key = _key(source, info)
        if key is None:
            return [(None, None)]
        low, high = connection.execute(select(func.min(key), func.max(key)).select_from(source)).one()
        if type(low) is not int or type(high) is not int:
            return [(None, None)]

        def next_cut(previous: int | None) -> int | None:
            query = select(key).order_by(key).limit(1).offset(self.split_rows)
            found = connection.execute(query if previous is None else query.where(key >= previous)).scalar()
            return found if type(found) is int else None

        cuts = sql_cut.cut_points(low, high, rows, self.split_rows, next_cut)
        edges = [None, *(sql_cut.packed(cut) for cut in cuts), None]
        return list(pairwise(edges))

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
        source = _clause(info)
        present = {field.name for field in info.fields}
        asked = [field.name for field in info.fields] if columns is None else list(dict.fromkeys(columns))
        names = [name for name in asked if name in present]
        chosen: list[Any] = [source.c[name] for name in names] or [literal(1)]
        query = select(*chosen).select_from(source)
        query = query.order_by(*(source.c[name] for name in info.order))
        missing = [0]
        if "size" in split.part:
            rows = _sampled(connection, source, info, split, query, missing)
        else:
            query = _in_range(query, _key(source, info), split.part)
            if (limit := split.part.get("limit")) is not None:
                query = query.limit(int(limit))
            rows = _stream(connection, query)
        for item in batches(rows, names, asked):
            yield item if isinstance(item, pa.RecordBatch) else problem_of(item, "reading the table stopped").of(split)
        if missing[0]:
            what = "the table changed between planning and reading, so part of the random sample is gone"
            yield Gap(split.source, split.dataset, split.object, "missing", what, "Scan again.", missing[0])

    def facts(self) -> Iterator[StoreFact | Gap]:
        engine = self._made_engine()
        path = None
        if self._is_sqlite:
            path = sqlite_file.database_path(_database(self.spec, self._location), self.spec.base_dir, self.spec.name)
        yield from sql_facts.facts(self.spec.name, engine, path)


def _database(spec: SourceSpec, where: str | SecretRef) -> str | None:
    return make_url(resolve(where, spec.base_dir, spec.name) if isinstance(where, SecretRef) else where).database


def make_engine(spec: SourceSpec, where: str | SecretRef) -> Engine:
    """The engine for a URL or a reference to one, without connecting. Raises `ConnectorError`; never shows the URL."""
    plain = resolve(where, spec.base_dir, spec.name) if isinstance(where, SecretRef) else where
    try:
        url = make_url(plain)
    except (sa_exc.ArgumentError, ValueError):
        what, remedy = "its `url` is no database URL", "Write it as dialect://user@host/database or sqlite:///name.db"
        raise ConnectorError(spec.name, "unsupported", what, remedy) from None
    dialect = url.drivername.partition("+")[0]
    if dialect == "sqlite":
        if url.query:
            raise ConnectorError(spec.name, "unsupported", "its SQLite URL has parameters", "Remove all after the `?`")
        path = sqlite_file.database_path(url.database, spec.base_dir, spec.name)
        return create_engine("sqlite://", creator=lambda: sqlite_file.connect(path), poolclass=NullPool)
    if url.drivername in _DEFAULT_DRIVERS:
        url = url.set(drivername=_DEFAULT_DRIVERS[url.drivername])
    try:
        return create_engine(url, poolclass=NullPool, hide_parameters=True)
    except (sa_exc.NoSuchModuleError, ImportError):
        raise missing_dialect(spec.name, dialect) from None
    except Exception as exc:  # noqa: BLE001
        what = f"its `url` is not usable ({describe_error(exc)})"
        raise ConnectorError(spec.name, "unsupported", what, "Check `url`") from None


def _bound(function: Callable[..., Table], *arguments: Any) -> Callable[[], Table]:
    return lambda: function(*arguments)


def _raw(connection: Connection) -> Any:
    return connection.connection.driver_connection


def _reflect(connection: Connection, schema: str, name: str, is_view: bool) -> Table:
    inspector = inspect(connection)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", sa_exc.SAWarning)  # they quote names and types of the store
        columns = inspector.get_columns(name, schema)
        keys = set() if is_view else set(inspector.get_pk_constraint(name, schema).get("constrained_columns") or ())
    fields: list[Field] = []
    whole: list[str] = []
    for item in columns:
        declared = str(item["type"].__visit_name__ if item["type"]._isnull else item["type"])
        fields.append(
            Field(item["name"], sqlite_file.arrow_type(declared), bool(item["nullable"]), item["name"] in keys)
        )
        if item["name"] in keys and fields[-1].type == "int64":
            whole.append(item["name"])
    key = whole[0] if len(keys) == 1 and whole else None
    return Table(name, tuple(fields), key, tuple(field.name for field in fields if field.primary_key), schema)


def _clause(info: Table) -> TableClause:
    """The table for SQLAlchemy Core, every name quoted by the dialect."""
    names = dict.fromkeys([*(field.name for field in info.fields), *info.order])
    columns: list[ColumnClause[Any]] = [column(quoted_name(name, True)) for name in names]
    schema = quoted_name(info.schema, True) if info.schema else None
    return table(quoted_name(info.name, True), *columns, schema=schema)


def _key(source: TableClause, info: Table) -> ColumnClause[Any] | None:
    return None if info.key is None else source.c[info.key]


def _in_range(query: Select[Any], key: ColumnClause[Any] | None, part: Mapping[str, Any]) -> Select[Any]:
    """`key` must come from the very table object of the query; another one would make a cartesian product."""
    low, high = sql_cut.unpacked(part.get("lo")), sql_cut.unpacked(part.get("hi"))
    if key is None:
        return query
    if low is not None:
        query = query.where(key >= low)
    return query if high is None else query.where(key < high)


def _count(connection: Connection, info: Table, part: Mapping[str, Any]) -> int:
    source = _clause(info)
    query = select(func.count()).select_from(source)
    return int(connection.execute(_in_range(query, _key(source, info), part)).scalar_one())


def _stream(connection: Connection, query: Select[Any]) -> Iterator[Row]:
    """Rows as they come, never a whole table in memory."""
    if connection.dialect.name == "sqlite":
        # straight from the driver's cursor, row by row: what was read before an error is not lost with it
        with connection.execute(query) as result:
            yield from cast(Iterable[Row], result.cursor)
    else:
        with connection.execution_options(stream_results=True, max_row_buffer=1000).execute(query) as result:
            yield from result


def _sampled(
    connection: Connection, source: TableClause, info: Table, split: Split, query: Select[Any], missing: list[int]
) -> Iterator[Row]:
    """The rows of a random sample in this split; rows that are gone are counted in `missing[0]`."""
    part: Any = split.part
    key = _key(source, info)
    chosen = sql_cut.positions(part["seed"], split.ref, part["total"], part["size"])
    wanted = sql_cut.positions_within(chosen, part["offset"], part["count"])
    found = 0
    if key is None:
        places = set(wanted)
        rows: Iterator[Row] = (row for at, row in enumerate(_stream(connection, query)) if at in places)
    else:
        walk = _in_range(select(key).select_from(source).order_by(key), key, part)
        keys = [row[0] for row in _stream(connection, walk)]
        taken = [keys[at] for at in wanted if at < len(keys)]
        pieces = (taken[at : at + _IN_LIST] for at in range(0, len(taken), _IN_LIST))
        rows = chain.from_iterable(_stream(connection, query.where(key.in_(piece))) for piece in pieces)
    for row in rows:
        found += 1
        yield row
    missing[0] = len(wanted) - found
