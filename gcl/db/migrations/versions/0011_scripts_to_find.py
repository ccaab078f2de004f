"""Scripts are found by title and market without reading their briefs"""

from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    columns = ["title", "language_code", "country_code", "campaign_id", "archived_at"]
    op.create_index("ix_video_ad_unit_search", "video_ad_unit", columns)
