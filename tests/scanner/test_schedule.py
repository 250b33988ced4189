"""Schedules: what is printed can be read by whom it is for, whatever a path holds."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from scanner.schedule.cron import cron_lines
from scanner.schedule.k8s import k8s_manifests
from scanner.schedule.model import MAX_AGE, Schedule, ScheduleError, make_schedule
from scanner.schedule.systemd import units

if TYPE_CHECKING:
    from tests.scanner.conftest import Bench

ODD = ("/etc/saydo", "/srv/my data", "/srv/50%done", "/srv/$HOME", "/srv/it's", '/srv/"q"', "/srv/a\\b", "/srv/数据")


def plan(folder: str = "/etc/saydo", **changes: Any) -> Schedule:
    settings: dict[str, Any] = {
        "name": "Watch shop",
        "program": "/opt/saydo/bin/saydo",
        "config": f"{folder}/estate.yaml",
        "out": f"{folder}/runs",
        "every": "week",
        "hour": 3,
        "minute": 17,
        "secrets": ("CRM_URL",),
        "history": folder,
    }
    return Schedule(**(settings | changes))


@pytest.mark.parametrize("folder", ODD)
def test_cron_runs_the_command_as_meant(folder: str, tmp_path: Path) -> None:
    """What cron would give to sh is given to sh, with a saydo that says what it was called with."""
    fake = tmp_path / "saydo"
    fake.write_text('#!/bin/sh\nprintf "%s\\n" "$@" >"$SEEN"\nexit 3\n')
    fake.chmod(0o755)
    lines = [line for line in cron_lines(plan(folder, program=str(fake), secrets=())).splitlines() if line[0] != "#"]
    for line, wanted in zip(lines, (plan(folder).scan, plan(folder).check), strict=True):
        fields = line.split(" ", 5)
        assert all(re.fullmatch(r"[\d*]+", field) for field in fields[:5])
        # crontab(5): a bare % ends the command, \% is a %
        command = re.sub(r"\\%", "%", fields[5].split("\n")[0]) if not re.search(r"(?<!\\)%", fields[5]) else None
        assert command is not None
        subprocess.run(
            ["sh", "-c", command], env={"SEEN": str(tmp_path / "seen"), "PATH": "/usr/bin:/bin"}, check=False
        )
        assert (tmp_path / "seen").read_text().splitlines() == list(wanted[1:])


def test_cron_times_and_secrets() -> None:
    assert '\n17 3 * * 1 . "$HOME/.config/saydo/saydo-watch-shop.env" && ' in cron_lines(plan())
    assert "\n17 3 * * * " in cron_lines(plan(every="day", secrets=()))
    assert "\n17 * * * * " in cron_lines(plan(every="hour", secrets=()))
    assert "\n17 3 1 * * " in cron_lines(plan(every="month", secrets=()))
    assert "CRM_URL" in cron_lines(plan())


@pytest.mark.parametrize("every", list(MAX_AGE))
def test_systemd_units(every: Any, tmp_path: Path, need: Callable[[bool, str], None]) -> None:
    made = units(plan(every=every))
    timer = made["saydo-watch-shop.timer"]
    assert "Persistent=true" in timer
    assert "UMask=0077" in made["saydo-watch-shop.service"]
    assert "EnvironmentFile=/etc/saydo/saydo-watch-shop.env" in made["saydo-watch-shop.service"]
    assert f"--max-age {MAX_AGE[every]}" in made["saydo-watch-shop-overdue.service"]
    analyze = shutil.which("systemd-analyze")
    need(analyze is not None, "systemd-analyze (package systemd)")
    when = re.search(r"OnCalendar=(.*)", timer)
    assert when
    subprocess.run([str(analyze), "calendar", when[1]], check=True, capture_output=True)


@pytest.mark.parametrize("folder", ODD)
def test_systemd_takes_every_path(folder: str, tmp_path: Path, need: Callable[[bool, str], None]) -> None:
    analyze = shutil.which("systemd-analyze")
    need(analyze is not None, "systemd-analyze (package systemd)")
    made = units(plan(folder, program="/bin/true"))
    for name, text in made.items():
        (tmp_path / name).write_text(text)
    paths = [str(tmp_path / name) for name in made]
    done = subprocess.run([str(analyze), "verify", *paths], capture_output=True, text=True)
    told = [line for line in done.stderr.splitlines() if "saydo" in line]
    assert not told, told


@pytest.mark.parametrize("name", ["a" * 39 + "-bcdef", "数据", "--", "x" * 200, "A.B c"])
def test_labels_are_names_that_kubernetes_takes(name: str) -> None:
    """RFC 1123, and a CronJob's name has at most 52 characters."""
    label = plan(name=name).label
    assert re.fullmatch(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?", f"{label}-overdue")
    assert re.fullmatch(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?", label)
    assert len(f"{label}-overdue") <= 52


def test_kubernetes_manifests() -> None:
    scan, check = list(yaml.safe_load_all(k8s_manifests(plan(), "saydo:1")))
    assert scan["kind"] == check["kind"] == "CronJob"
    assert scan["metadata"]["name"] == "saydo-watch-shop"
    assert scan["spec"]["schedule"] == "17 3 * * 1"
    assert scan["spec"]["concurrencyPolicy"] == "Forbid"
    assert scan["spec"]["startingDeadlineSeconds"] >= 3600
    pod = scan["spec"]["jobTemplate"]["spec"]["template"]["spec"]
    assert scan["spec"]["jobTemplate"]["spec"]["backoffLimit"] == 0 and pod["restartPolicy"] == "Never"
    container = pod["containers"][0]
    assert container["command"][:2] == ["saydo", "scan"]
    assert container["env"] == [
        {"name": "CRM_URL", "valueFrom": {"secretKeyRef": {"name": "saydo-watch-shop", "key": "CRM_URL"}}}
    ]
    assert container["securityContext"]["readOnlyRootFilesystem"] is True
    assert {mount["name"] for mount in container["volumeMounts"]} == {volume["name"] for volume in pod["volumes"]}
    assert "--history" in container["command"]
    assert "--history" not in k8s_manifests(plan(history=""), "saydo:1")
    assert check["spec"]["jobTemplate"]["spec"]["template"]["spec"]["containers"][0]["command"][1:3] == [
        "history",
        "check",
    ]


def test_from_an_estate(bench: Bench) -> None:
    bench.with_source({"type": "sql", "url": {"env": "CRM_URL"}}, value_key={"env": "SAYDO_KEY"}, name="Shop 1")
    for scheduler in ("systemd", "cron", "k8s"):
        ran = bench.run("schedule", "print", scheduler, "--config", str(bench.config), "--every", "day", "--at", "4:05")
        assert ran.code == 0, ran.err
        assert "CRM_URL" in ran.out and "SAYDO_KEY" in ran.out
        assert "saydo-shop-1" in ran.out
    made = make_schedule(bench.config, bench.out, "/bin/saydo", "day", "4:05")
    assert (made.hour, made.minute, made.secrets) == (4, 5, ("CRM_URL", "SAYDO_KEY"))
    assert made.scan[1:] == ("scan", "--config", str(bench.config.resolve()), "--out", str(bench.out), "--dated")
    bench.one_sentence(
        bench.run("schedule", "print", "cron", "--config", str(bench.config), "--at", "25:00"), "--at", "03:17"
    )
    bench.estate(history="kept/runs.db", name="shop")
    assert make_schedule(bench.config, bench.out, "/bin/saydo", "day", "4:05").history == str(bench.folder / "kept")
    bench.estate(history={"env": "HISTORY_URL"}, name="shop")
    made = make_schedule(bench.config, bench.out, "/bin/saydo", "day", "4:05")
    assert made.history == ""
    assert units(made)["saydo-shop-overdue.service"].count("EnvironmentFile") == 1
    bench.estate(history={"env": "A\n* * * * * root touch x"}, name="shop")
    bench.one_sentence(bench.run("schedule", "print", "cron", "--config", str(bench.config)), "no variable name")
    bench.estate(history=False)
    bench.one_sentence(bench.run("schedule", "print", "cron", "--config", str(bench.config)), "history: false")
    bench.estate()
    with pytest.raises(ScheduleError, match="Rename"):
        make_schedule(bench.config, Path("/srv/line\nbreak"), "/bin/saydo", "day", "4:05")


def test_dated_runs_keep_each_other(bench: Bench) -> None:
    bench.estate()
    assert bench.scan("--dated").code == 0
    (folder,) = bench.out.iterdir()
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d{6}Z", folder.name)
    assert (folder / "run.json").exists()
    assert shlex.quote(str(folder)) == str(folder)
