"""The tables of a history. Every change to them is a migration in `migrations/versions`; a test holds the two together.

Nothing here holds a value from a store: names are masked before they come, and evidence is left out.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, MetaData, String, Table, Text
from sqlalchemy.dialects.mysql import LONGTEXT

METADATA = MetaData()
VERSION_TABLE = "saydo_version"
LONG = Text().with_variant(LONGTEXT(), "mysql", "mariadb")  # their TEXT ends at 64 KiB

RUNS = Table(
    "saydo_runs",
    METADATA,
    Column("run_id", String(64), primary_key=True),
    Column("estate", String(200), nullable=False),
    Column("number", Integer, nullable=False),  # 1, 2, 3, ... of an estate, in the order of recording
    Column("kind", String(16), nullable=False),  # scan or check
    Column("started", String(32), nullable=False),  # ISO 8601 UTC
    Column("ended", String(32), nullable=False),
    Column("engine", String(32), nullable=False),
    Column("tool_version", String(64), nullable=False),
    Column("policy", String(200), nullable=False),
    Column("exit_code", Integer, nullable=False),
    Column("exit_reason", Text, nullable=False),
    Column("complete", Boolean, nullable=False),
    Column("since", String(64), nullable=False),  # the run it was compared with; "" for the first
    Column("digests", Text, nullable=False),  # JSON: those of run.json
    Column("scopes", LONG, nullable=False),  # JSON: by source, a digest of how it was configured
    Index("saydo_runs_of_estate", "estate", "number", unique=True),
)

FINDINGS = Table(
    "saydo_findings",
    METADATA,
    Column("run_id", String(64), ForeignKey("saydo_runs.run_id", ondelete="CASCADE"), primary_key=True),
    Column("fingerprint", String(16), primary_key=True),
    Column("state", String(16), nullable=False),
    Column("rule", String(200), nullable=False),
    Column("statements", Text, nullable=False),  # JSON list
    Column("verdict", String(16), nullable=False),
    Column("severity", String(16), nullable=False),
    Column("inferred_only", Boolean, nullable=False),
    Column("title", Text, nullable=False),
    Column("dataset", Text, nullable=False),
    Column("field", Text, nullable=False),
    Column("category", String(200), nullable=False),
    Column("party", Text, nullable=False),
    Column("path", LONG, nullable=False),  # JSON list
    Column("scope", String(32), nullable=False, server_default=""),  # how all that it rests on was configured
    Index("saydo_findings_fingerprint", "fingerprint"),
)

STATEMENTS = Table(
    "saydo_statements",
    METADATA,
    Column("run_id", String(64), ForeignKey("saydo_runs.run_id", ondelete="CASCADE"), primary_key=True),
    Column("statement", String(200), primary_key=True),
    Column("verdict", String(16), nullable=False),
)

REACH = Table(
    "saydo_reach",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("run_id", String(64), ForeignKey("saydo_runs.run_id", ondelete="CASCADE"), nullable=False, index=True),
    Column("party", Text, nullable=False),
    Column("category", String(200), nullable=False),
)

COVERAGE = Table(
    "saydo_coverage",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("run_id", String(64), ForeignKey("saydo_runs.run_id", ondelete="CASCADE"), nullable=False, index=True),
    Column("dataset", Text, nullable=False),  # a source alone where nothing more is known of a gap
    Column("eligible", Integer, nullable=False),  # objects
    Column("examined", Integer, nullable=False),
    Column("partial", Integer, nullable=False),
    Column("unexamined", Integer, nullable=False),
    Column("gaps", Text, nullable=False),  # JSON: gaps by reason
)

LOCKS = Table(
    "saydo_locks",
    METADATA,
    Column("estate", String(200), primary_key=True),
    Column("token", String(32), nullable=False),
    Column("host", String(200), nullable=False),
    Column("pid", Integer, nullable=False),
    Column("since", String(32), nullable=False),  # ISO 8601 UTC
)
