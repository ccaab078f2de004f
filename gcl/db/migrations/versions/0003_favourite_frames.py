"""Frames that a person wants to find again"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("frame", sa.Column("favourite", sa.Boolean(), nullable=False, server_default=sa.false()))
