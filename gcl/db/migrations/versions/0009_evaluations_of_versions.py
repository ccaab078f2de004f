"""Which version of a script a verdict is about, and the evaluation that a person asked for"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.add_column("evaluation", sa.Column("revision", sa.Integer(), nullable=True))
    # Alembic would copy the whole table for the sake of the reference.
    op.execute(
        "ALTER TABLE video_ad_unit ADD COLUMN evaluation_job_id INTEGER "
        "CONSTRAINT fk_video_ad_unit_evaluation_job_id_job REFERENCES job (id)"
    )
