"""Where data went, as logs write it: hosts, ports, addresses, proxies, and lines that name nobody."""

from __future__ import annotations

import pyarrow as pa
import pytest

from rules.detector_data import shipped_detectors
from rules.facts import Binding
from scanner.detect.columns import NO_HOST_NAME, ColumnPlan, GatewayPlan, profile_batch
from scanner.lineage.egress import gateway_flows
from scanner.work import compile_detectors

RECOGNISERS = compile_detectors(shipped_detectors())


def endpoints(plan: GatewayPlan, **columns: str | None) -> list[tuple[str, str]]:
    batch = pa.RecordBatch.from_pylist([columns])
    profile = profile_batch(batch, "o", RECOGNISERS, b"k" * 32, ColumnPlan(gateway=plan))
    return [(key[1], key[2]) for key in profile.groups if key[0] == "gateway"]


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("API.Mailer.example.", "api.mailer.example"),
        ("api.mailer.example:443", "api.mailer.example"),
        ("2001:db8::a:7", "2001:db8::a:7"),
        ("[2001:DB8:0:0::a]:443", "2001:db8::a"),
        ("203.0.113.7:8443", "203.0.113.7"),
        ("https://api.mailer.example/v1", "api.mailer.example"),
        ("anna@api.mailer.example", "api.mailer.example"),
        ("Anna Lindqvist", NO_HOST_NAME),
        ("", NO_HOST_NAME),
        (None, NO_HOST_NAME),
    ],
)
def test_hosts(host: str | None, expected: str) -> None:
    assert endpoints(GatewayPlan(host="h"), h=host)[0][1] == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.example/x?y=http://b.example", ("https", "a.example")),
        ("evil.example:443", ("", "evil.example")),
        ("mqtt://broker.example:1883", ("mqtt", "broker.example")),
        ("weird+x://a.example", ("unknown", "a.example")),
        ("/only/a/path", ("", NO_HOST_NAME)),
    ],
)
def test_urls(url: str, expected: tuple[str, str]) -> None:
    assert endpoints(GatewayPlan(url="u"), u=url) == [expected]


def test_a_long_token_does_not_stall_the_screen() -> None:
    """Once quadratic: minutes for a cell like this. The suite's patience is the bar."""
    texts = ["a" * 2_000_000, "0123456789abcdef" * 40_000, "lin@mail.example"]
    assert [at for at, _ in RECOGNISERS.matches(texts)] == [2]


@pytest.mark.parametrize("word", ["anna_lindqvist", "110101199003071234", "kafka01"])
def test_single_words_are_not_told_as_hosts(word: str) -> None:
    batch = pa.RecordBatch.from_pylist([{"h": word, "mail": "lin@mail.example"}])
    plan = ColumnPlan(gateway=GatewayPlan(host="h"))
    profile = profile_batch(batch, "o", RECOGNISERS, b"k" * 32, plan)
    binding = Binding("gateway", "gw/out", {"direction": "egress", "host": "h"})
    flows = gateway_flows(binding, profile, [], {}, {word: word}, "us")
    assert [flow.target for flow in flows] == [f"host:{NO_HOST_NAME}"]
    assert word not in repr(flows)


def test_a_ping_after_the_contract_does_not_stretch_the_period_of_personal_data() -> None:
    rows = [{"h": "a.example", "ts": f"2018-05-0{day}T00:00:00Z", "mail": "lin@mail.example"} for day in range(1, 6)]
    rows.append({"h": "a.example", "ts": "2019-01-01T00:00:00Z", "mail": ""})
    plan = ColumnPlan(gateway=GatewayPlan(host="h", time="ts"), timezone="UTC")
    profile = profile_batch(pa.RecordBatch.from_pylist(rows), "o", RECOGNISERS, b"k" * 32, plan)
    groups = {key[3]: group for key, group in profile.groups.items() if key[0] == "gateway"}
    assert (groups["with"].rows, groups["without"].rows) == (5, 1)
    assert groups["with"].last is not None
    assert groups["without"].first is not None
    assert groups["with"].last < groups["without"].first
