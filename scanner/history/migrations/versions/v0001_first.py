"""The first schema: runs, findings with their states, statement verdicts, reach, coverage, locks."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.mysql import LONGTEXT

revision = "0001"
down_revision: str | None = None
branch_labels: tuple[str, ...] | None = None
depends_on: tuple[str, ...] | None = None
LONG = sa.Text().with_variant(LONGTEXT(), "mysql", "mariadb")


def upgrade() -> None:
    op.create_table(
        "saydo_runs",
        sa.Column("run_id", sa.String(64), primary_key=True),
        sa.Column("estate", sa.String(200), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("started", sa.String(32), nullable=False),
        sa.Column("ended", sa.String(32), nullable=False),
        sa.Column("engine", sa.String(32), nullable=False),
        sa.Column("tool_version", sa.String(64), nullable=False),
        sa.Column("policy", sa.String(200), nullable=False),
        sa.Column("exit_code", sa.Integer, nullable=False),
        sa.Column("exit_reason", sa.Text, nullable=False),
        sa.Column("complete", sa.Boolean, nullable=False),
        sa.Column("since", sa.String(64), nullable=False),
        sa.Column("digests", sa.Text, nullable=False),
        sa.Column("scopes", LONG, nullable=False),
    )
    op.create_index("saydo_runs_of_estate", "saydo_runs", ["estate", "number"], unique=True)
    op.create_table(
        "saydo_findings",
        _run(primary_key=True),
        sa.Column("fingerprint", sa.String(16), primary_key=True),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("rule", sa.String(200), nullable=False),
        sa.Column("statements", sa.Text, nullable=False),
        sa.Column("verdict", sa.String(16), nullable=False),
        sa.Column("severity", sa.String(16), nullable=False),
        sa.Column("inferred_only", sa.Boolean, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("dataset", sa.Text, nullable=False),
        sa.Column("field", sa.Text, nullable=False),
        sa.Column("category", sa.String(200), nullable=False),
        sa.Column("party", sa.Text, nullable=False),
        sa.Column("path", LONG, nullable=False),
    )
    op.create_index("saydo_findings_fingerprint", "saydo_findings", ["fingerprint"])
    op.create_table(
        "saydo_statements",
        _run(primary_key=True),
        sa.Column("statement", sa.String(200), primary_key=True),
        sa.Column("verdict", sa.String(16), nullable=False),
    )
    op.create_table(
        "saydo_reach",
        sa.Column("id", sa.Integer, primary_key=True),
        _run(nullable=False, index=True),
        sa.Column("party", sa.Text, nullable=False),
        sa.Column("category", sa.String(200), nullable=False),
    )
    op.create_table(
        "saydo_coverage",
        sa.Column("id", sa.Integer, primary_key=True),
        _run(nullable=False, index=True),
        sa.Column("dataset", sa.Text, nullable=False),
        *(sa.Column(name, sa.Integer, nullable=False) for name in ("eligible", "examined", "partial", "unexamined")),
        sa.Column("gaps", sa.Text, nullable=False),
    )
    op.create_table(
        "saydo_locks",
        sa.Column("estate", sa.String(200), primary_key=True),
        sa.Column("token", sa.String(32), nullable=False),
        sa.Column("host", sa.String(200), nullable=False),
        sa.Column("pid", sa.Integer, nullable=False),
        sa.Column("since", sa.String(32), nullable=False),
    )


def downgrade() -> None:
    for name in ("locks", "coverage", "reach", "statements", "findings", "runs"):
        op.drop_table(f"saydo_{name}")


def _run(**more: Any) -> sa.Column[str]:
    return sa.Column("run_id", sa.String(64), sa.ForeignKey("saydo_runs.run_id", ondelete="CASCADE"), **more)
