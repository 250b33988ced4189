"""Each finding knows under which configuration it was last seen. Older ones do not, so nothing calls them fixed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision: str | None = "0001"
branch_labels: tuple[str, ...] | None = None
depends_on: tuple[str, ...] | None = None


def upgrade() -> None:
    op.add_column("saydo_findings", sa.Column("scope", sa.String(32), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("saydo_findings", "scope")
