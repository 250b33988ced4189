"""Which records a probe is held against, and which of them lie under the same ids as its rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from rules.facts import Binding, Parameters
from scanner.detect.records import RecordPlan, parts_of

Zones = Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Bound:
    """What every plan is made from. `zones` by source."""

    bindings: tuple[Binding, ...]
    parameters: Parameters
    as_of: date
    zones: Zones

    def of(self, *roles: str) -> list[Binding]:
        return [item for item in self.bindings if item.role in roles]

    def zone(self, binding: Binding) -> str | None:
        return self.zones.get(source_of(binding))


def source_of(binding: Binding) -> str:
    return binding.dataset.partition("/")[0]


def consent_plans(bound: Bound, word: str, any_kind: bool = False) -> list[RecordPlan]:
    """Consents of a kind. `any_kind`: a table without `kind` and `topics` holds consents of just this kind."""
    return [_decisions(bound, item, "consent", word) for item in bound.of("consent") if _speaks(item, word, any_kind)]


def optout_plans(bound: Bound, word: str) -> list[RecordPlan]:
    return [_decisions(bound, item, "optout", word) for item in bound.of("optout") if _speaks(item, word, False)]


def friendship_plans(bound: Bound) -> list[RecordPlan]:
    wanted = ("subject", "friend", "kind", "given", "withdrawn")
    return [
        RecordPlan(
            "friendship",
            item.dataset,
            parts_of(item.fields, wanted),
            item.kinds.get("accepted", ("accepted",)),
            bound.zone(item),
            item.same_ids,
        )
        for item in bound.of("friendship")
    ]


def erasure_plans(bound: Bound) -> tuple[list[RecordPlan], str]:
    """Erasure lists, and why the first one that can't say who is erased can't."""
    plans, lacking = [], ""
    for item in bound.of("erasure"):
        if not item.fields.get("done") and not item.fields.get("requested"):
            lacking = lacking or "the `erasure` binding names neither `done` nor `requested`"
        elif not item.fields.get("done") and bound.parameters.answer_days is None:
            lacking = lacking or "erasures have no `done`, and the owner has set no limit (parameters.answer_days)"
        plans.append(
            RecordPlan(
                "erasure",
                item.dataset,
                parts_of(item.fields, ("subject", "requested", "done", "hold")),
                zone=bound.zone(item),
                same_ids=item.same_ids,
                days=bound.parameters.answer_days,
                as_of=bound.as_of.isoformat(),
            )
        )
    return plans, lacking


def near_and_far(
    bound: Bound, row: Binding, records: Sequence[RecordPlan]
) -> tuple[tuple[RecordPlan, ...], tuple[RecordPlan, ...]]:
    """Records under the same ids as the row's dataset, and the others, whose ids may be anybody's.

    Ids are the same within a source, and wherever both sides have the ids of the account tables: by lying beside one,
    or by what the binding says (`same_ids`). Two account tables may have different ids, so one side must say it.
    """
    homes = {source_of(item) for item in bound.of("accounts")}
    mine = source_of(row)
    ours = row.same_ids or mine in homes
    near = [
        item
        for item in records
        if item.source == mine or (item.same_ids and ours) or (row.same_ids and item.source in homes)
    ]
    return tuple(near), tuple(item for item in records if item not in near)


def _speaks(item: Binding, word: str, any_kind: bool) -> bool:
    if item.topics:
        return word in item.topics
    return any_kind or "kind" in item.fields


def _decisions(bound: Bound, item: Binding, kind: str, word: str) -> RecordPlan:
    return RecordPlan(
        "consent" if kind == "consent" else "optout",
        item.dataset,
        parts_of(item.fields, ("subject", "kind", "given", "withdrawn")),
        item.kinds.get(word, (word,)),
        bound.zone(item),
        item.same_ids,
    )
