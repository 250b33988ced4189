"""Building a pack: what is in it, what it says of itself, and what it is refused for."""

from __future__ import annotations

import hashlib
import io
import json
import re
import shutil
import stat
import unicodedata
import zipfile
from dataclasses import replace
from importlib import resources
from pathlib import Path
from typing import Any

import bagit
import jsonschema
import pytest

from reports.custody import CUSTODY, problems, start_log
from reports.evidence.bag import make_bag
from reports.evidence.contents import PolicyFile
from reports.evidence.cover import UNSIGNED, markdown
from reports.evidence.errors import EvidenceError, RunChangedError
from reports.evidence.pack import Pack, build_pack, write_pack
from reports.evidence.verify import verify_pack
from tests.reports import factory
from tests.reports.evidence_bench import KEY, MARK, POLICY, TIME, build, files_of, statement_of, write_run


@pytest.fixture(scope="module")
def run_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_run(tmp_path_factory.mktemp("evidence") / "run")


@pytest.fixture(scope="module")
def pack(run_dir: Path) -> Pack:
    return build(run_dir)


def test_two_builds_are_the_same_bit_by_bit(run_dir: Path, pack: Pack) -> None:
    assert build(run_dir) == pack
    later = build_pack(run_dir, KEY, PolicyFile(POLICY), "saydo 1", TIME.replace(second=1))
    assert later.content != pack.content


def test_the_bag_is_one_by_another_program(pack: Pack, tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(pack.content)) as archive:
        archive.extractall(tmp_path)
    (folder,) = tmp_path.iterdir()
    bag = bagit.Bag(str(folder))
    bag.validate()
    assert bag.version_info == (1, 0)
    assert bag.info["External-Identifier"] == factory.RUN.run_id
    assert {stat.S_IMODE(info.external_attr >> 16) for info in archive.infolist()} == {0o600}


def test_what_is_in_it(pack: Pack, run_dir: Path) -> None:
    files = files_of(pack)
    for path in run_dir.iterdir():
        if path.name != CUSTODY:
            assert files[f"data/run/{path.name}"] == path.read_bytes()
    assert json.loads(files["data/policy/policy.json"])["file_included"] is True
    population = json.loads(files["data/population.json"])
    assert population["total"]["objects"] == 4
    assert {row["dataset"] for row in population["datasets"]} >= {"crm/public.users", "web/access"}
    assert json.loads(files["data/sampling.json"])["datasets"][0]["design"] == "random"
    limits = files["data/limitations.md"].decode()
    assert "3 gaps" in limits and "1 dataset was sampled" in limits
    log = files[f"data/{CUSTODY}"]
    assert problems(log) == []
    assert [json.loads(line)["event"] for line in log.splitlines()] == ["scan_started", "scan_ended", "evidence_built"]
    assert log.startswith((run_dir / CUSTODY).read_bytes())
    told = statement_of(files)
    found = resources.files("reports").joinpath("schemas", "evidence.schema.json").read_text(encoding="utf-8")
    jsonschema.Draft202012Validator(json.loads(found)).validate(told)
    assert told["predicate"]["exit_code"] == 1
    assert told["predicate"]["policy"]["sha256"] == hashlib.sha256(POLICY).hexdigest()
    assert {item["name"] for item in told["subject"]} == files.keys() - {"seal.dsse.json", "tagmanifest-sha256.txt"}
    assert not [name for name, data in files.items() if MARK.encode() in data and name != "seal.dsse.json"]


def test_without_the_policy_file_it_is_a_limit(run_dir: Path) -> None:
    files = files_of(build_pack(run_dir, KEY, PolicyFile(), "saydo 1", TIME))
    assert "data/policy/pack.yaml" not in files
    assert "policy pack is not included" in files["data/limitations.md"].decode()
    files = files_of(build(run_dir, text=b"The policy."))
    assert files["data/policy/text.txt"] == b"The policy."
    with pytest.raises(EvidenceError, match="another policy"):
        build(run_dir, content=POLICY + b"# changed\n")


def test_another_policy_than_expected_is_told(pack: Pack, tmp_path: Path) -> None:
    write_pack(pack, tmp_path / "PACK.zip", False)
    assert verify_pack(tmp_path / "PACK.zip", MARK, POLICY).problems == ()
    assert "another policy" in verify_pack(tmp_path / "PACK.zip", MARK, POLICY + b"#").problems[0]


@pytest.mark.parametrize("name", ["findings.jsonl", "run.json", "report.html"])
def test_a_run_that_changed_is_no_evidence(run_dir: Path, tmp_path: Path, name: str) -> None:
    folder = tmp_path / "run"
    shutil.copytree(run_dir, folder)
    (folder / name).write_bytes((folder / name).read_bytes() + b" ")
    with pytest.raises(RunChangedError, match=re.escape(name)):
        build(folder)
    (folder / name).unlink()
    with pytest.raises(EvidenceError):
        build(folder)


def test_a_custody_log_that_changed_is_no_evidence(run_dir: Path, tmp_path: Path) -> None:
    folder = tmp_path / "run"
    shutil.copytree(run_dir, folder)
    log = (folder / CUSTODY).read_bytes()
    lines = log.splitlines(keepends=True)
    for forged in (log[:-10], lines[1], lines[0], b"", b"{}\n", lines[1] + lines[0], log + lines[1]):
        (folder / CUSTODY).write_bytes(forged)
        with pytest.raises(RunChangedError, match="Scan again"):
            build(folder)
    (folder / CUSTODY).write_bytes(log.replace(b"findings.jsonl", b"../findings.jsonl"))
    with pytest.raises(RunChangedError):
        build(folder)
    (folder / CUSTODY).unlink()
    with pytest.raises(RunChangedError, match=r"custody\.jsonl is missing"):
        build(folder)


def run_files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name != CUSTODY}


def test_a_log_that_leaves_files_out_is_no_evidence(run_dir: Path, tmp_path: Path) -> None:
    """Nor one of another run: both chains hold by themselves."""
    folder = tmp_path / "run"
    shutil.copytree(run_dir, folder)
    files = run_files(folder)
    few = {name: files[name] for name in ("run.json", "report.html")}
    (folder / CUSTODY).write_bytes(start_log(factory.RUN, few))
    with pytest.raises(RunChangedError, match="does not name the files"):
        build(folder)
    (folder / CUSTODY).write_bytes(start_log(replace(factory.RUN, run_id="another"), files))
    with pytest.raises(RunChangedError, match="another run"):
        build(folder)


def test_an_empty_file_of_a_run_may_not_go_either(tmp_path: Path) -> None:
    folder = write_run(tmp_path / "run", replace(factory.report(), classifications=()))
    assert (folder / "classifications.jsonl").read_bytes() == b""
    assert files_of(build(folder))["data/run/classifications.jsonl"] == b""
    (folder / "classifications.jsonl").unlink()
    with pytest.raises(RunChangedError, match=r"classifications\.jsonl is missing"):
        build(folder)


def test_what_an_older_run_does_not_say_is_a_limit(run_dir: Path, tmp_path: Path) -> None:
    folder = tmp_path / "run"
    shutil.copytree(run_dir, folder)
    (folder / "gate.json").unlink()
    for name, key in (("run.json", "environment"), ("coverage.json", "sampling")):
        told = json.loads((folder / name).read_text())
        del told[key]
        (folder / name).write_text(json.dumps(told))
    (folder / CUSTODY).write_bytes(start_log(factory.RUN, run_files(folder)))
    pack = build(folder)
    write_pack(pack, tmp_path / "PACK.zip", False)
    assert verify_pack(tmp_path / "PACK.zip", MARK).problems == ()
    files = files_of(pack)
    limits = files["data/limitations.md"].decode()
    for told in ("what it ran on", "how each dataset was sampled", "what was accepted"):
        assert told in limits and told in files["data/COVER.md"].decode()
    assert json.loads(files["data/sampling.json"])["datasets"] is None
    full = files_of(build(run_dir))["data/limitations.md"].decode()
    assert "how each dataset was sampled" not in full and "what was accepted" not in full


def test_the_run_is_only_read_and_other_files_are_left_out(run_dir: Path, tmp_path: Path) -> None:
    folder = tmp_path / "run"
    shutil.copytree(run_dir, folder)
    (folder / "notes.txt").write_text("ann@mail.example")
    before = {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.iterdir()}
    made = build(folder)
    assert {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.iterdir()} == before
    files = files_of(made)
    assert not [name for name in files if "notes" in name]
    assert "1 other file" in files["data/limitations.md"].decode()


def test_files_are_private_and_never_written_over(pack: Pack, tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    written = write_pack(pack, tmp_path / "PACK.zip", False)
    assert {stat.S_IMODE(path.stat().st_mode) for path in written} == {0o600}
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o755
    with pytest.raises(EvidenceError, match="--force"):
        write_pack(pack, tmp_path / "PACK.zip", False)
    write_pack(pack, tmp_path / "PACK.zip", True)
    assert [path for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_nothing_of_a_pack_before_stays_beside_a_new_one(pack: Pack, run_dir: Path, tmp_path: Path) -> None:
    """An unsigned pack beside an old signature would look signed."""
    unsigned = build(run_dir, None)
    assert [path.name for path in write_pack(unsigned, tmp_path / "new" / "A.zip", False)] == ["A.zip"]
    write_pack(pack, tmp_path / "A.zip", False)
    (tmp_path / "A.zip").unlink()
    with pytest.raises(EvidenceError, match=r"'A\.zip\.pub\.pem' exists already"):
        write_pack(unsigned, tmp_path / "A.zip", False)
    write_pack(unsigned, tmp_path / "A.zip", True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["A.zip", "new"]


def test_a_link_is_replaced_and_not_followed(pack: Pack, tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("precious")
    (tmp_path / "A.zip").symlink_to(tmp_path / "precious")
    with pytest.raises(EvidenceError, match="exists already"):
        write_pack(pack, tmp_path / "A.zip", False)
    write_pack(pack, tmp_path / "A.zip", True)
    assert (tmp_path / "precious").read_text() == "precious"
    assert not (tmp_path / "A.zip").is_symlink()


def test_the_cover_is_for_people(pack: Pack, run_dir: Path) -> None:
    cover = files_of(pack)["data/COVER.md"].decode()
    for told in ("exit code 1", "not stated", "2026-11-26T12:00:00Z", factory.RUN.run_id, "2 findings gate", "b" * 9):
        assert (told in cover) == (told != "b" * 9), told
    assert hashlib.sha256(POLICY).hexdigest() in cover
    limits = files_of(pack)["data/limitations.md"].decode().splitlines()[2:]
    assert limits and all(line in cover for line in limits)
    named = build_pack(run_dir, KEY, PolicyFile(POLICY), "saydo 1", TIME, "Pace <Watches> Ltd")
    assert "Organisation: Pace \\<Watches\\> Ltd" in files_of(named)["data/COVER.md"].decode()
    assert b"Source-Organization: Pace <Watches> Ltd\n" in files_of(named)["bag-info.txt"]
    for wrong in ("two\nlines", "x" * 201, "\x1b[31m"):
        with pytest.raises(EvidenceError, match="--organization"):
            build_pack(run_dir, KEY, PolicyFile(POLICY), "saydo 1", TIME, wrong)


@pytest.mark.parametrize("hostile", factory.HOSTILE)
def test_hostile_names_stay_text(hostile: str, tmp_path: Path) -> None:
    files = files_of(build(write_run(tmp_path / "run", factory.decorated(hostile))))
    for name in ("data/COVER.md", "data/limitations.md"):
        text = files[name].decode()
        assert not [char for char in text if unicodedata.category(char) in ("Cc", "Cf", "Co", "Zl") and char != "\n"]
        assert not re.search(r"(?<!\\)[<>]", text), name
        assert not re.search(r"(?<!\\)\]\(", text), name
    assert markdown(hostile).count("\n") == 0


def test_times_that_a_pack_cannot_tell(run_dir: Path) -> None:
    for year in (1, 1979, 2108, 9999):
        with pytest.raises(EvidenceError, match="1980 to 2107"):
            build_pack(run_dir, KEY, PolicyFile(POLICY), "saydo 1", TIME.replace(year=year))
    early = build_pack(run_dir, KEY, PolicyFile(POLICY), "saydo 1", TIME.replace(year=2001))
    assert "before the scan ended" in files_of(early)["data/limitations.md"].decode()
    assert "before the scan ended" not in files_of(build(run_dir))["data/limitations.md"].decode()


def test_unsigned_and_signed_packs_differ_in_what_they_say(run_dir: Path, pack: Pack) -> None:
    assert UNSIGNED.encode() not in b"".join(files_of(pack).values())
    assert files_of(build(run_dir, None))["VERIFY.md"].startswith(f"# {UNSIGNED}\n".encode())


def test_paths_and_values_that_a_bag_would_have_to_escape() -> None:
    def seal(listed: Any) -> dict[str, bytes]:
        return {}

    assert b"Payload-Oxum: 3.2\n" in make_bag({"a": b"12", "b/c": b"3"}, {}, {}, seal)["bag-info.txt"]
    for path in ("a b", "a\nb", "a%0Ab", "../a", "/a", "a//b", ".a", ""):
        with pytest.raises(ValueError, match="a path in a bag"):
            make_bag({path: b""}, {}, {}, seal)
    with pytest.raises(ValueError, match="one line"):
        make_bag({}, {}, {"Source-Organization": "a\nPayload-Oxum: 9.9"}, seal)
