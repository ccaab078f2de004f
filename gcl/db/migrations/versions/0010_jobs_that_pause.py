"""When a job that goes on later was laid down"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.add_column("job", sa.Column("paused_at", sa.DateTime(), nullable=True))
