"""Commands and examples in README and docs are run, not believed."""

from __future__ import annotations

import re
import shlex
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import yaml

from rules.detector_data import parse_detectors
from rules.safe_yaml import parse_yaml
from scanner.config import Estate
from scanner.detect.checking import check_detectors
from scanner.exitcodes import MEANING
from tests.conftest import run_saydo
from tests.scanner import conftest as benches

bench = benches.bench

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), ROOT / "CONTRIBUTING.md"]
TUTORIAL = ROOT / "docs" / "tutorial.md"
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_MAKE = re.compile(r"^([a-z]+):", re.MULTILINE)


def blocks(page: Path, language: str) -> Iterator[str]:
    for found, text in _BLOCK.findall(page.read_text(encoding="utf-8")):
        if found == language:
            yield text


def commands() -> list[Any]:
    found = []
    for page in PAGES:
        if page.name == TUTORIAL.name:
            continue  # its commands build on each other: see below
        for block in blocks(page, "sh"):
            for line in block.splitlines():
                words = shlex.split(line, comments=True)
                if words:
                    found.append(pytest.param(words, id=f"{page.name}: {' '.join(words)}"))
    return found


FINE = {  # exit codes that a command of a page may end with; the README's estate has no gating finding
    "locate": (0,),
    "version": (0,),
    "init": (0, 3),
    "doctor": (0,),
    "scan": (0, 1),
    "check": (0,),
    "suppress": (0,),
    "history": (0,),
    "diff": (0,),
    "schedule": (0,),
    "report": (0,),
    "evidence": (0,),
    "demo": (1,),
    "detect": (0,),
    "detectors": (0,),
}


@pytest.fixture(scope="module")
def lived_in(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A folder that was used before: an estate with two recorded runs, a key, a pack; and the key's fingerprint."""
    folder = tmp_path_factory.mktemp("lived")
    _readme_estate(folder)
    config = folder / "estate.yaml"
    config.write_text(config.read_text() + "suppressions: suppressions.yaml\n")
    (folder / "suppressions.yaml").write_text("version: 1\nsuppressions: []\n")
    for _ in range(2):
        assert run_saydo("scan", "--config", "estate.yaml", "--out", "audit", cwd=folder).returncode == 0
    made = run_saydo("evidence", "keygen", "key.pem", cwd=folder)
    assert made.returncode == 0, made.stderr
    built = run_saydo("evidence", "build", "audit", "--key", "key.pem", "--output", "PACK.zip", cwd=folder)
    assert built.returncode == 0, built.stderr
    return folder, made.stdout.split("Fingerprint: ")[1].split()[0]


@pytest.mark.parametrize("words", commands())
def test_command(
    words: list[str], demo: Any, lived_in: tuple[Path, str], bench: Any, monkeypatch: pytest.MonkeyPatch, need: Any
) -> None:
    """`saydo` commands run in a folder that was used before; make targets exist (CI runs them); pip names exist."""
    if words[0] == "make":
        assert words[1] in _MAKE.findall((ROOT / "Makefile").read_text())
    elif words[0] == "pip":
        assert words[1] == "install"
        assert re.fullmatch(r"saydo(\[[a-z0-9,]+\])?", words[2])
    elif words[0] == ".ci/run":
        assert (ROOT / ".ci/run").stat().st_mode & 0o100
    elif words[0] in OTHERS:
        OTHERS[words[0]](words)
    else:
        assert words[0] == "saydo", f"how should this be checked? {words}"
        if "spark" in words:
            need(find_spec("pyspark") is not None, "PySpark")
        folder, fingerprint = bench.folder, lived_in[1]
        monkeypatch.chdir(folder)
        if words[1] == "demo":  # run once for all tests
            assert len(words) == 3 and demo.result.returncode in FINE["demo"]
            return
        if any("somewhere" in word for word in words):
            shutil.copytree(demo.folder if words[1] == "locate" else lived_in[0], folder / "somewhere")
        if words[1] == "init":
            for name in ("stores", "logs"):
                (folder / name).symlink_to(demo.folder / name)
        else:
            shutil.copytree(lived_in[0], folder, dirs_exist_ok=True)
            (folder / "detectors.yaml").write_text(next(blocks(ROOT / "docs" / "detectors.md", "yaml")))
            _makes_way(words, folder)
        named = {"sleep.csv": _partner_object(demo), "$FINGERPRINT": fingerprint}
        args = [_replaced(word, named) for word in words[1:]]
        if "--key-passphrase-env" in args:
            monkeypatch.setenv(args[args.index("--key-passphrase-env") + 1], "correct horse battery staple")
        ran = bench.run(*args)
        assert ran.code in FINE[args[0]], ran.err
        assert "Traceback" not in ran.err


OTHERS: dict[str, Callable[[list[str]], None]] = {}
"""Commands of other programs in the docs, and how each is looked at; what is not here is an error."""


def _makes_way(words: list[str], folder: Path) -> None:
    """What a command would refuse to write over is not there yet."""
    if words[1:3] == ["evidence", "build"]:
        for path in folder.glob("PACK.zip*"):
            path.unlink()
    if words[1:3] == ["evidence", "keygen"]:
        (folder / "key.pem").unlink()


def _replaced(word: str, named: dict[str, str]) -> str:
    for name, value in named.items():
        word = word.replace(name, value)
    return word


def _partner_object(demo: Any) -> str:
    """The README's file under the masked folder, as the demo has it."""
    found = next(item["object"] for item in demo.lines("inventory.jsonl") if "partner/{email#1}" in item["object"])
    return str(found).rpartition("/")[2]


def test_the_readme_estate_is_one(tmp_path: Path, saydo: Any) -> None:
    """The example estate runs as printed, once its database and log exist."""
    _readme_estate(tmp_path)
    result = saydo("scan", "--config", "estate.yaml", "--out", "audit", cwd=tmp_path)
    assert result.returncode == 0, result.stdout + result.stderr


def _readme_estate(tmp_path: Path) -> None:
    example = next(block for block in blocks(ROOT / "README.md", "yaml") if "sources:" in block)
    (tmp_path / "estate.yaml").write_text(example)
    with sqlite3.connect(tmp_path / "app.db") as database:
        database.execute("create table users (id integer primary key, created_at text, closed_at text, born text)")
        database.execute("create table consents (user_id integer, purpose text, granted_at text, revoked_at text)")
        database.execute("insert into users values (1, '2018-01-01', null, '1980-01-01')")
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "out.log").write_text(
        '{"ts": "2018-05-01T00:00:00Z", "host": "a.example", "scheme": "https"}\n'
    )


def test_the_detectors_example_works(tmp_path: Path, saydo: Any) -> None:
    detectors, estate_part, with_a_class = blocks(ROOT / "docs" / "detectors.md", "yaml")
    (tmp_path / "detectors.yaml").write_text(detectors)
    (tmp_path / "others.yaml").write_text(with_a_class)
    check_detectors(parse_detectors(tmp_path / "others.yaml", "others.yaml").values, "others.yaml")
    estate: dict[str, Any] = {
        "version": 1,
        "policy": "amazfit-2018",
        "sources": {"lake": {"type": "files", "path": "data", "party": "us", "country": "DE"}},
        "parties": {"us": {"class": "first_party"}},
    }
    (tmp_path / "estate.yaml").write_text(yaml.safe_dump(estate | yaml.safe_load(estate_part)))
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "cards.csv").write_text("n,c\n1,PF-1234-5678\n2,PF-1234-5679\n")
    result = saydo("scan", "--config", "estate.yaml", "--out", "audit", cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    assert '"category":"account.identifier"' in (tmp_path / "audit" / "classifications.jsonl").read_text()


def test_the_tutorial(tmp_path: Path, saydo: Any) -> None:
    """From its first command to its last, in one folder; what it says one sees is there to be seen."""
    estate, seen, runs = tmp_path / "estate.yaml", "", 0
    for language, text in _BLOCK.findall(TUTORIAL.read_text(encoding="utf-8")):
        if language == "python":
            (tmp_path / "make_sample.py").write_text(text)
        elif language == "yaml":  # what the reader fills in
            filled = parse_yaml(estate.read_text(), "estate.yaml") | parse_yaml(text, "the tutorial")
            estate.write_text(yaml.safe_dump(filled, sort_keys=False))
        elif language == "sh":
            for line in text.splitlines():
                words = shlex.split(line)
                if words[0] == "saydo":
                    result = saydo(*words[1:], cwd=tmp_path)
                    assert result.returncode == (1 if words[1] == "scan" else 0), line + result.stdout + result.stderr
                    seen, runs = result.stdout + estate.read_text(), runs + 1
                elif words == ["python3", "make_sample.py"]:
                    subprocess.run([sys.executable, "make_sample.py"], cwd=tmp_path, check=True, timeout=60)
                else:
                    assert line in ("python3 -m venv venv", ". venv/bin/activate", "pip install ."), line
        elif "saydo scan" in text:
            assert re.match(r"(?:\S+ ){5}", text), "a line for cron has five fields and a command"
        else:
            for line in text.splitlines():
                assert _squeezed(line) in _squeezed(seen), line
    assert runs == 4


def _squeezed(text: str) -> str:
    """Without line ends, and every number alike: how many there are is not what a tutorial is about."""
    return re.sub(r"\d+", "0", " ".join(text.split()))


def test_the_estate_page_names_every_key() -> None:
    page = (ROOT / "docs" / "estate.md").read_text()
    for name in Estate.model_fields:
        assert f"`{name}`" in page, name


def test_the_readme_tells_the_exit_codes() -> None:
    page = (ROOT / "README.md").read_text()
    for code in MEANING:
        assert f"| {code} |" in page, code


def test_links_lead_somewhere() -> None:
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
            if "://" not in target:
                assert (page.parent / target).exists(), f"{page.name} -> {target}"
