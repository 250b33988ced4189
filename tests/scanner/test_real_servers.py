"""Wrong credentials at real servers: one sentence, a gap, and nothing of the password anywhere."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import pytest

PASSWORD = "wr0ng-passw0rd-7f3k9"
SERVERS = {
    "postgresql": ("psycopg", 5432, f"postgresql://nobody_here:{PASSWORD}@127.0.0.1:5432/postgres"),
    "mysql": ("pymysql", 3306, f"mysql://nobody_here:{PASSWORD}@127.0.0.1:3306/test"),
}


def _listening(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _installed(driver: str) -> bool:
    try:
        __import__(driver)
    except ImportError:
        return False
    return True


@pytest.mark.server
@pytest.mark.parametrize("name", sorted(SERVERS))
def test_wrong_credentials(name: str, tmp_path: Path, saydo: Any, need: Any) -> None:
    driver, port, url = SERVERS[name]
    need(_installed(driver), f"the driver {driver}")
    need(_listening(port), f"a {name} server on port {port}")
    (tmp_path / "estate.yaml").write_text(
        "version: 1\npolicy: amazfit-2018\nparties: {us: {class: first_party}}\n"
        "sources:\n  db: {type: sql, url: {env: DB_URL}, party: us, country: DE}\n"
        "  lake: {type: files, path: lake, party: us, country: DE}\n"
    )
    (tmp_path / "lake").mkdir()
    (tmp_path / "lake" / "people.csv").write_text("mail\nlin@mail.example\n")
    result = saydo("scan", "-c", str(tmp_path / "estate.yaml"), "-o", str(tmp_path / "out"), env={"DB_URL": url})
    assert result.returncode == 3, result.stderr
    told = (tmp_path / "out" / "coverage.json").read_text()
    assert '"reason":"auth"' in told
    assert "contact.email" in (tmp_path / "out" / "classifications.jsonl").read_text()
    for text in (result.stdout, result.stderr, *(path.read_text() for path in (tmp_path / "out").iterdir())):
        assert PASSWORD not in text
        assert "Traceback" not in text
