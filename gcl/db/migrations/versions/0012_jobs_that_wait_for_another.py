"""A job that cannot go on before another has come further"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.add_column("job", sa.Column("waits_for", sa.Integer(), nullable=True))
