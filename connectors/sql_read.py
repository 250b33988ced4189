"""Reads a part of a table: its rows streamed in a fixed order, or those of them that a sample takes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, pairwise
from typing import Any, cast

from sqlalchemy import Connection, Select, and_, func, literal, literal_column, or_, select
from sqlalchemy.sql import column, quoted_name, table
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.expression import TableClause

from connectors import sql_cut
from connectors.model import Split
from connectors.sql_batches import Row
from connectors.sql_generic import Dialect
from connectors.sql_mysql import forget_rest
from connectors.sql_table import Table

_IN_LIST = 500
_IN_LIST_OF_SEVERAL = 100

Part = Mapping[str, Any]


def clause(info: Table) -> TableClause:
    """The table for SQLAlchemy Core, every name quoted by the dialect."""
    names = dict.fromkeys([*(field.name for field in info.fields), *info.order])
    schema = quoted_name(info.schema, True) if info.schema else None
    return table(quoted_name(info.name, True), *(column(quoted_name(name, True)) for name in names), schema=schema)


def from_table(query: Select[Any], source: TableClause, info: Table) -> Select[Any]:
    query = query.select_from(source)
    return query.with_hint(source, "ONLY", "postgresql") if info.only else query


def count(connection: Connection, dialect: Dialect, info: Table, part: Part) -> int:
    source = clause(info)
    query = from_table(select(func.count()), source, info)
    return int(connection.execute(_within(query, dialect, source, info, part)).scalar_one())


# -- cutting -----------------------------------------------------------------------------------------------------------


def ranges(
    connection: Connection, dialect: Dialect, info: Table, rows: int | None, split_rows: int
) -> list[dict[str, Any]]:
    """Parts that hold every row once: by integer key, by another primary key, by disk pages, or one for all."""
    if info.key is not None:
        return _integer_ranges(connection, info, rows, split_rows)
    if rows is None or rows <= split_rows:
        return [{}]
    if info.keys:
        cuts = list(_key_cuts(connection, dialect, info, split_rows))
        return [_ends("from", low, "to", high) for low, high in pairwise([None, *cuts, None])]
    if info.pages:
        step = max(1, info.pages * split_rows // rows)
        starts = range(step, info.pages, step)
        return [_ends("page", low, "end_page", high) for low, high in pairwise([None, *starts, None])]
    return [{}]


def _ends(low_name: str, low: object, high_name: str, high: object) -> dict[str, Any]:
    return {name: value for name, value in ((low_name, low), (high_name, high)) if value is not None}


def _integer_ranges(connection: Connection, info: Table, rows: int | None, split_rows: int) -> list[dict[str, Any]]:
    source = clause(info)
    key = source.c[str(info.key)]
    low, high = connection.execute(from_table(select(func.min(key), func.max(key)), source, info)).one()
    if type(low) is not int or type(high) is not int:
        return [{"lo": None, "hi": None}]

    def next_cut(previous: int | None) -> int | None:
        query = from_table(select(key), source, info).order_by(key).limit(1).offset(split_rows)
        found = connection.execute(query if previous is None else query.where(key >= previous)).scalar()
        return found if type(found) is int else None

    cuts = sql_cut.cut_points(low, high, rows, split_rows, next_cut)
    edges = [None, *(sql_cut.packed(cut) for cut in cuts), None]
    return [{"lo": low, "hi": high} for low, high in pairwise(edges)]


def _key_cuts(connection: Connection, dialect: Dialect, info: Table, split_rows: int) -> Iterator[str]:
    """Walks the primary key: each cut is the key that stands `split_rows` rows after the one before, as JSON text."""
    source = clause(info)
    chosen = [dialect.key_text(source.c[key.name], key) for key in info.keys]
    query = from_table(select(*chosen), source, info).order_by(*_order(source, info)).limit(1).offset(split_rows)
    previous: str | None = None
    while True:
        found = connection.execute(_within(query, dialect, source, info, _ends("from", previous, "", None))).first()
        cut = None if found is None else json.dumps([_key_word(value) for value in found])
        if cut is None or cut == previous:
            return
        yield cut
        previous = cut


def _key_word(value: object) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


def _order(source: TableClause, info: Table) -> list[ColumnElement[Any]]:
    return [source.c[name] for name in info.order]


def _within(query: Select[Any], dialect: Dialect, source: TableClause, info: Table, part: Part) -> Select[Any]:
    """The rows of one part. `source` must be the table object of the query; another would make a cartesian product."""
    if info.key is not None:
        low, high = sql_cut.unpacked(part.get("lo")), sql_cut.unpacked(part.get("hi"))
        key = source.c[info.key]
        query = query if low is None else query.where(key >= low)
        return query if high is None else query.where(key < high)
    if (edge := part.get("from")) is not None:
        query = query.where(_from(dialect, source, info, json.loads(edge)))
    if (edge := part.get("to")) is not None:
        query = query.where(_before(dialect, source, info, json.loads(edge)))
    if (page := part.get("page")) is not None:
        query = query.where(_page() >= literal_column(f"'({int(page)},0)'::tid"))
    if (page := part.get("end_page")) is not None:
        query = query.where(_page() < literal_column(f"'({int(page)},0)'::tid"))
    return query


def _page() -> ColumnElement[Any]:
    return literal_column("ctid")


def _from(dialect: Dialect, source: TableClause, info: Table, values: Sequence[str]) -> ColumnElement[bool]:
    """The key stands at this edge or after it. The first column is compared by itself too, for the index's sake."""
    return _compare(dialect, source, info, values, lambda a, b: a > b, lambda a, b: a >= b)


def _before(dialect: Dialect, source: TableClause, info: Table, values: Sequence[str]) -> ColumnElement[bool]:
    return _compare(dialect, source, info, values, lambda a, b: a < b, lambda a, b: a < b)


def _compare(
    dialect: Dialect, source: TableClause, info: Table, values: Sequence[str], strictly: Any, at_last: Any
) -> ColumnElement[bool]:
    pairs = [(source.c[key.name], dialect.boundary(key, value)) for key, value in zip(info.keys, values, strict=True)]
    cases = []
    for at, (key, edge) in enumerate(pairs):
        last = at == len(pairs) - 1
        before = [earlier == value for earlier, value in pairs[:at]]
        cases.append(and_(*before, at_last(key, edge) if last else strictly(key, edge)))
    if len(cases) == 1:
        return cases[0]
    first, edge = pairs[0]
    loosely = first <= edge if at_last(1, 1) is False else first >= edge
    return and_(loosely, or_(*cases))


# -- reading -----------------------------------------------------------------------------------------------------------


def rows_of(
    connection: Connection, dialect: Dialect, info: Table, split: Split, names: Sequence[str], lost: list[int]
) -> Iterator[Row]:
    """The rows of a split. How many rows of its random sample are gone is left in `lost[0]`."""
    source = clause(info)
    chosen = [dialect.chosen(source.c[name], info.kinds.get(name, "")) for name in names]
    query = from_table(select(*(chosen or [literal(1)])), source, info)
    if "size" in split.part:
        yield from _sampled(connection, dialect, source, info, split, query, lost)
        return
    query = _within(query, dialect, source, info, split.part).order_by(*_order(source, info))
    if (limit := split.part.get("limit")) is not None:
        query = query.limit(int(limit))
    yield from _stream(connection, query)


def _stream(connection: Connection, query: Select[Any]) -> Iterator[Row]:
    """Rows as they come, never a whole table in memory."""
    if connection.dialect.name == "sqlite":
        # straight from the driver's cursor, row by row: what was read before an error is not lost with it
        with connection.execute(query) as result:
            yield from cast(Iterable[Row], result.cursor)
        return
    result = connection.execution_options(stream_results=True, max_row_buffer=1000).execute(query)
    cursor = result.cursor
    try:
        yield from result
    except BaseException:
        # a reader that stops early hangs up: some drivers would fetch all the rest first, to throw it away
        forget_rest(cursor)
        connection.invalidate()
        raise
    result.close()


def _sampled(
    connection: Connection,
    dialect: Dialect,
    source: TableClause,
    info: Table,
    split: Split,
    query: Select[Any],
    lost: list[int],
) -> Iterator[Row]:
    part: Any = split.part
    chosen = sql_cut.positions(part["seed"], split.ref, part["total"], part["size"])
    wanted = sql_cut.positions_within(chosen, part["offset"], part["count"])
    ordered = query.order_by(*_order(source, info))
    found = 0
    for row in _at(connection, dialect, source, info, part, wanted, query, ordered):
        found += 1
        yield row
    lost[0] = len(wanted) - found


def _at(
    connection: Connection,
    dialect: Dialect,
    source: TableClause,
    info: Table,
    part: Part,
    wanted: list[int],
    query: Select[Any],
    ordered: Select[Any],
) -> Iterator[Row]:
    """The rows at these positions of a part: where they can be named, names are walked first and then looked up."""
    if info.key is not None:
        names: list[ColumnElement[Any]] = [source.c[info.key]]
    elif info.keys:
        names = [dialect.key_text(source.c[key.name], key) for key in info.keys]
    elif info.pages is not None:
        names = [_page().op("::")(literal_column("text"))]
    else:
        places = set(wanted)
        whole = _stream(connection, _within(ordered, dialect, source, info, part))
        return (row for at, row in enumerate(whole) if at in places)
    walk = _within(from_table(select(*names), source, info), dialect, source, info, part)
    found = [tuple(row) for row in _stream(connection, walk.order_by(*_order(source, info)))]
    taken = [found[at] for at in wanted if at < len(found)]
    size = _IN_LIST if len(names) == 1 else _IN_LIST_OF_SEVERAL
    pieces = (taken[at : at + size] for at in range(0, len(taken), size))
    return chain.from_iterable(
        _stream(connection, ordered.where(_named(dialect, source, info, piece))) for piece in pieces
    )


def _named(dialect: Dialect, source: TableClause, info: Table, rows: Sequence[tuple[Any, ...]]) -> ColumnElement[bool]:
    """Exactly these rows."""
    if info.key is not None:
        return source.c[info.key].in_([row[0] for row in rows])
    if not info.keys:
        array = "{" + ",".join(f'"{row[0]}"' for row in rows) + "}"
        return _page() == func.any(literal(array).op("::")(literal_column("tid[]")))
    one_each = [
        [
            source.c[key.name] == dialect.boundary(key, _key_word(value))
            for key, value in zip(info.keys, row, strict=True)
        ]
        for row in rows
    ]
    return or_(*(and_(*conditions) for conditions in one_each))
