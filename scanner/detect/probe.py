"""Row tests that rules declare. A batch comes in, counts go out: values end here.

A plan reads a few bound fields of one dataset, over whole columns. What people decided was read before, and comes as
tables keyed by digests. Results merge like profiles.
"""

from __future__ import annotations

import pyarrow as pa

from scanner.detect import probe_events, probe_people, probe_rows
from scanner.detect.probe_plan import ProbePlan, ProbeShare
from scanner.detect.records import MISSING_FIELD, Tables, rows_of


def probe_batch(
    batch: pa.RecordBatch, plan: ProbePlan, key: bytes, tables: Tables, wanted: frozenset[int] = frozenset()
) -> ProbeShare:
    """The share of one batch. A bound field that the batch lacks counts its rows as undecided.

    `wanted`: digests to look for among the ids of accounts.
    """
    share = ProbeShare()
    if any(name not in batch.schema.names for name in plan.columns):
        share.undecided[MISSING_FIELD] += batch.num_rows
        return share
    for row in rows_of(batch, plan.columns):
        cells = {part: row[name] for part, name in plan.parts}
        if plan.kind == "ids":
            probe_rows.ids(cells, key, wanted, share)
        else:
            _row(cells, plan, key, tables, share)
    return share


def _row(cells: dict[str, object], plan: ProbePlan, key: bytes, tables: Tables, share: ProbeShare) -> None:
    if plan.kind == "minors":
        probe_people.minors(cells, plan, key, tables, share)
    elif plan.kind == "removed":
        probe_people.removed(cells, plan, key, tables, share)
    elif plan.kind == "kept":
        probe_people.kept(cells, plan, key, share)
    elif plan.kind == "consented":
        probe_events.consented(cells, plan, key, tables, share)
    elif plan.kind == "opted_out":
        probe_events.opted_out(cells, plan, key, tables, share)
    elif plan.kind == "permitted":
        probe_events.permitted(cells, plan, key, tables, share)
    elif plan.kind == "erased":
        probe_events.erased(cells, plan, key, tables, share)
    elif plan.kind == "answered":
        probe_rows.answered(cells, plan, key, share)
    elif plan.kind == "allowed":
        probe_rows.allowed(cells, plan, key, share)
    elif plan.kind == "group_size":
        probe_rows.group_size(cells, plan, share)
    else:
        probe_rows.groups(cells, plan, key, share)
