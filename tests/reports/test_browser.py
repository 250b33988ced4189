"""The page in a real browser, opened from disk."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import pytest

from reports.html.render import render, write_html

pytestmark = pytest.mark.browser

OPTIONS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--enable-logging=stderr",
    "--dump-dom",
)


class Seen(NamedTuple):
    dom: str
    console: list[str]

    def shown(self) -> list[str]:
        """Ids of the findings that are not hidden."""
        found = re.findall(r"<article ([^>]*)>", self.dom)
        return [re.search(r'id="([^"]+)"', tag)[1] for tag in found if " hidden" not in tag]  # type: ignore[index]

    def told(self, section: str) -> str:
        after = self.dom.split(f'id="{section}"', 1)[1]
        return re.search(r"<output[^>]*>([^<]*)</output>", after)[1]  # type: ignore[index]


@pytest.fixture(scope="module")
def chromium() -> str:
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        why = "no Chromium on this machine: install the package `chromium` to run the browser tests"
        if os.environ.get("CI") == "true":
            pytest.fail(why)
        pytest.skip(why)
    return found


def visit(chromium: str, page: Path, folder: Path, fragment: str = "") -> Seen:
    profile = folder / "profile"
    shutil.rmtree(profile, ignore_errors=True)
    command = [chromium, *OPTIONS, f"--user-data-dir={profile}", page.as_uri() + fragment]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=300, check=True)
    return Seen(done.stdout, [line for line in done.stderr.splitlines() if ":CONSOLE" in line])


def test_the_page_runs_without_a_word_on_the_console(chromium: str, make: ModuleType, tmp_path: Path) -> None:
    seen = visit(chromium, write_html(make.report(), tmp_path), tmp_path)
    assert 'data-ready="yes"' in seen.dom
    assert seen.console == []
    assert len(seen.shown()) == 4
    assert seen.told("findings") == "4 of 4 shown"
    assert seen.told("inventory") == "rows 1 to 4 of 4"
    assert "exports/sleep/1.parquet</code>" in seen.dom


def test_a_breach_of_the_content_policy_would_be_seen(chromium: str, make: ModuleType, tmp_path: Path) -> None:
    page = tmp_path / "tampered.html"
    page.write_text(render(make.report()).replace("<main>", '<main style="color: red">'), encoding="utf-8")
    assert any("Content Security Policy" in line for line in visit(chromium, page, tmp_path).console)
    page.write_text(render(make.report()).replace('"use strict";', '"use strict"; '), encoding="utf-8")
    seen = visit(chromium, page, tmp_path)
    assert any("Content Security Policy" in line for line in seen.console)
    assert "data-ready" not in seen.dom


@pytest.mark.parametrize(
    ("fragment", "told"),
    [
        ("#findings?verdict=DEVIATION", "2 of 4 shown"),
        ("#findings?verdict=DEVIATION&severity=high", "1 of 4 shown"),
        ("#findings?statement=amz-044", "2 of 4 shown"),
        ("#findings?q=T.EXAMPLE+host", "1 of 4 shown"),
        ("#findings?q=nothing-of-the-kind", "0 of 4 shown"),
    ],
)
def test_the_filter_works(chromium: str, make: ModuleType, tmp_path: Path, fragment: str, told: str) -> None:
    seen = visit(chromium, write_html(make.report(), tmp_path), tmp_path, fragment)
    assert seen.told("findings") == told
    assert len(seen.shown()) == int(told[0])
    assert seen.console == []


def test_statements_are_filtered_too(chromium: str, make: ModuleType, tmp_path: Path) -> None:
    seen = visit(chromium, write_html(make.report(), tmp_path), tmp_path, "#statements?verdict=UNVERIFIED")
    assert seen.told("statements") == "1 of 4 shown"
    assert seen.told("findings") == "4 of 4 shown"


def test_a_large_report_is_drawn_in_pages(chromium: str, make: ModuleType, tmp_path: Path) -> None:
    report = make.large()
    seen = visit(chromium, write_html(report, tmp_path), tmp_path)
    assert seen.console == []
    assert seen.told("findings") == "300 of 300 shown"
    assert seen.told("inventory") == "rows 1 to 100 of 5,000"
    inventory = seen.dom.split('data-paged="inventory"', 1)[1].split("</table>", 1)[0]
    assert inventory.count('<th scope="row"') == 100


def test_a_link_to_a_finding_opens_it(chromium: str, make: ModuleType, tmp_path: Path) -> None:
    report = make.large()
    mark = sorted(item.fingerprint for item in report.findings)[-1]
    seen = visit(chromium, write_html(report, tmp_path), tmp_path, f"#f-{mark}")
    opened = re.findall(r'<article [^>]*id="([^"]+)"[^>]*>\s*<details open', seen.dom)
    assert opened == [f"f-{mark}"]


def test_hostile_names_do_nothing(chromium: str, make: ModuleType, tmp_path: Path) -> None:
    for hostile in make.HOSTILE[:3] + make.HOSTILE[6:8]:
        seen = visit(chromium, write_html(make.decorated(hostile), tmp_path), tmp_path)
        assert seen.console == []
        assert 'data-ready="yes"' in seen.dom
        assert not re.search(r"<(img|svg onload|b)[ >]", seen.dom)
        assert not re.search(r"<[a-z][^<>\"]* on[a-z]+=", re.sub(r'"[^"]*"', '""', seen.dom))
