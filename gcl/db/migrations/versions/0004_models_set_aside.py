"""Models that wait in main memory to come back"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("worker_status", sa.Column("aside", sa.JSON(), nullable=False, server_default="[]"))
