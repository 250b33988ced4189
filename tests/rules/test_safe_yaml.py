"""YAML is read strictly and complains with a line."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.safe_yaml import YamlError, load_yaml, parse_yaml


def test_core_scalars() -> None:
    text = "a: NO\nb: 012345670123\nc: 2018-05-24\nd: 12\ne: -1.5e3\nf: ~\ng: true\nh:\ni: '5'\nj: yes\nk: 0o14\n"
    assert parse_yaml(text, "x") == {
        "a": "NO", "b": "012345670123", "c": "2018-05-24", "d": 12, "e": -1500.0, "f": None, "g": True, "h": None,
        "i": "5", "j": "yes", "k": "0o14",
    }  # fmt: skip


BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{chr(98 + i)}: &{chr(98 + i)} [{','.join(['*' + chr(97 + i)] * 9)}]\n" for i in range(8)
)


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        ("a: 1\nb: 2\na: 3\n", 3, "second time"),
        ("x: {p: 1, p: 2}\n", 1, "second time"),
        ("a: &x [*x]\n", 1, "contains itself"),
        ("a:\n\t- b\n", 2, "Mend"),
        ("a: [1,\n", 2, "Mend"),
        ("a: !!python/object/apply:os.system [x]\n", 1, "tag"),
        (BOMB, 0, "aliases"),
        ("[" * 100 + "]" * 100, 1, "nesting"),
        ("? [a, b]\n: c\n", 1, "key"),
    ],
)
def test_refusals_name_the_file_and_the_line(text: str, line: int, word: str) -> None:
    with pytest.raises(YamlError, match=r"^estate\.yaml, line \d+: ") as caught:
        parse_yaml(text, "estate.yaml")
    told = str(caught.value)
    assert word in told
    if line:
        assert f"line {line}:" in told


def test_a_refusal_never_quotes_a_value() -> None:
    with pytest.raises(YamlError) as caught:
        parse_yaml('password: "s3cret-value" extra\n', "estate.yaml")
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize("content", [b"\xff\xfe\x00a", b"a: \x80\n"])
def test_bytes_that_are_no_text(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "e.yaml").write_bytes(content)
    with pytest.raises(YamlError, match="UTF-8"):
        load_yaml(tmp_path / "e.yaml", "e.yaml")


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        parse_yaml(text, "x")
    except YamlError as error:
        assert str(error).startswith("x")
