"""How much of a job was done when counting began, so that the time left is right after a restart"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("job", sa.Column("progress_from", sa.Integer(), nullable=False, server_default="0"))
