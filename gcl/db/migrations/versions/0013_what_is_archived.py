"""What is archived is told from the rest without reading it"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.create_index(
        "ix_video_ad_unit_archived_at",
        "video_ad_unit",
        ["archived_at"],
        sqlite_where=sa.text("archived_at IS NOT NULL"),
    )
