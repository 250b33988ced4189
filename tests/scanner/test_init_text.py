"""The proposed file's text: whatever tables and fields are called, it is valid and says exactly those names."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.safe_yaml import parse_yaml
from scanner.config import Estate, load_estate
from scanner.init.compose import Draft, compose
from scanner.init.model import FoundSource, Host, Looked, Proposal
from scanner.init.tell import summary
from scanner.init.yamltext import can_be_written, comment, scalar
from scanner.naming import Names

NASTY = [
    *(
        "",
        " ",
        "a: b",
        "- x",
        "#x",
        "'",
        '"',
        "\\",
        "a\nb",
        "\x1b[31mred",
        "\x00",
        "null",
        "NO",
        "1e3",
        "{x}",
        "[",
        "&a",
    ),
    *("*a", "!!int 1", "%TAG", "\u202eevil", "\u2028", "\x85", "\ufeff", "\U0001f600", "用户", "\ud800", "a" * 3000),
    *("? k", "---", "|"),
]
names = st.one_of(
    st.sampled_from(NASTY), st.text(max_size=30), st.text(alphabet="#:-'\" \n\\{}[]&*!|>%@`,?\t", max_size=8)
)
roles = st.sampled_from(["accounts", "consent", "subjects", "erasure"])
HIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")


def draft(proposals: list[Proposal], hosts: tuple[Host, ...] = (), copies: dict[str, str] | None = None) -> Draft:
    shape = str
    looked = Looked({}, (), (), frozenset({"app"}), Names({}, {}, shape))
    sources = [FoundSource("app", "sql", {"url": {"env": "APP_URL"}}, "given")]
    return Draft("estate.yaml", "2026-11-24", "amazfit-2018", sources, looked, proposals, hosts, copies or {})


def uncommented(text: str) -> str:
    return re.sub(r"(?m)^( *)#(?=[^ #])", r"\1", text)


@st.composite
def bindings(pick: Any) -> Proposal:
    role = pick(roles)
    parts = {"subject": pick(names)} | ({"given": pick(names)} if role == "consent" else {})
    certainty = pick(st.sampled_from(["sure", "likely", "guess"]))
    extra = (
        {
            "kinds": {"parental": [pick(names)]},
        }
        if role == "consent" and pick(st.booleans())
        else {}
    )
    if extra and not can_be_written(extra["kinds"]["parental"][0]):
        extra = {}
    if extra:
        parts["kind"] = pick(names)
    return Proposal(role, f"app/{pick(names)}", parts, certainty, pick(names), extra, pick(names))


@settings(max_examples=300, deadline=None)
@given(st.lists(bindings(), max_size=6))
def test_any_names_make_a_valid_file_that_says_them(proposals: list[Proposal]) -> None:
    text = compose(draft(proposals))
    estate = Estate.model_validate(parse_yaml(text, "x"))
    assert not HIDDEN.search(text)

    def told(items: list[Proposal]) -> list[tuple[str, str, tuple[str, ...]]]:
        return sorted((item.role, item.ref, tuple(sorted(item.parts.values()))) for item in items)

    def bound(found: Estate) -> list[tuple[str, str, tuple[str, ...]]]:
        keys = ("subject", "given", "kind")
        return sorted(
            (role, entry["dataset"], tuple(sorted(entry[key] for key in keys if key in entry)))
            for role, entries in found.bindings.items()
            for entry in entries
        )

    writable = [item for item in proposals if all(map(can_be_written, (item.ref, *item.parts.values())))]
    assert bound(estate) == told([item for item in writable if item.certainty == "sure"])
    # taking every proposal gives a valid file as well
    assert bound(Estate.model_validate(parse_yaml(uncommented(text), "x"))) == told(writable)


@pytest.mark.parametrize("name", NASTY, ids=lambda name: ascii(name)[:20])
def test_a_scalar_is_read_back_as_it_was(name: str) -> None:
    if can_be_written(name):
        assert parse_yaml(f"x: {scalar(name)}", "x") == {"x": name}
    assert "\n" not in comment(name)
    assert parse_yaml(comment(name), "x") is None


@given(st.lists(names, max_size=5))
def test_hosts_never_break_the_file(hosts: list[str]) -> None:
    seen = tuple(Host(name, way, 9, "app/x") for name in hosts for way in ("egress", "ingress", "likely ingress", ""))
    for text in (compose(draft([], seen)), uncommented(compose(draft([], seen)))):
        Estate.model_validate(parse_yaml(text, "x"))


def test_hosts_become_stubs_and_our_own_names() -> None:
    hosts = (
        Host("api.mailer.example", "egress", 9, "app/out"),
        Host("img.mailer.example", "egress", 3, "app/out"),
        Host("a.shop.co.uk", "egress", 1, "app/out"),
        Host("api.us.example", "ingress", 99, "app/in"),
        Host("probe.evil.example", "ingress", 1, "app/in"),
    )
    text = compose(draft([], hosts))
    active = Estate.model_validate(parse_yaml(text, "x")).parties
    assert list(active) == ["us"], "who a receiver is, only the owner knows"
    assert active["us"].hosts == ("api.us.example",), "whoever sends a line may write any host into it"
    taken = Estate.model_validate(parse_yaml(uncommented(text), "x")).parties
    assert taken["mailer.example"].hosts == ("api.mailer.example", "img.mailer.example")
    assert taken["shop.co.uk"].hosts == ("a.shop.co.uk",)


def test_names_that_hold_personal_data_are_told_masked_and_never_written(tmp_path: Path) -> None:
    proposals = [
        Proposal("accounts", "app/lin@mail.example", {"subject": "id"}, "sure", "`lin@mail.example` says so"),
        Proposal("subjects", "app/t", {"subject": "lin@mail.example"}, "guess", "why"),
    ]
    plain = draft(proposals)
    shape = lambda text: text.replace("lin@mail.example", "{email}")  # noqa: E731
    looked = Looked({}, (), (), frozenset({"app"}), Names({}, {}, shape))
    masked = Draft(plain.file, plain.day, plain.policy, plain.sources, looked, proposals, (), {})
    text = compose(masked)
    told = "\n".join(summary(masked, tmp_path / "e.yaml", 0))
    assert "lin@mail.example" not in text + told
    assert "accounts: app/{email}" in text
    (tmp_path / "e.yaml").write_text(uncommented(text))
    assert load_estate(tmp_path / "e.yaml").bindings == {}
