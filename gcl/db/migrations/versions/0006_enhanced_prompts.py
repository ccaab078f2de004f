"""Enhanced prompts, and which way they are enhanced by default"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "enhancement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.Column("by", sa.String(length=8), nullable=False),
        sa.Column("prompt", sa.String(), nullable=False),
        sa.Column("model_key", sa.String(length=120), nullable=False),
        sa.Column("style", sa.String(length=120), nullable=True),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("author", sa.String(length=200), nullable=False),
        sa.Column("result", sa.String(), nullable=True),
        sa.Column("text", sa.String(), nullable=True),
        sa.Column("added", sa.JSON(), nullable=False),
        sa.Column("left", sa.JSON(), nullable=False),
        sa.Column("decision", sa.String(length=12), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("by IN ('rules', 'llm', 'api')", name=op.f("ck_enhancement_by")),
        sa.CheckConstraint("decision IN ('', 'used', 'discarded')", name=op.f("ck_enhancement_decision")),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_enhancement_job_id_job")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enhancement")),
    )
    op.create_index("ix_enhancement_job", "enhancement", ["job_id"])
    op.add_column("pipeline_settings", sa.Column("enhancer_default_model", sa.String(length=120), nullable=True))
    op.add_column(
        "pipeline_settings", sa.Column("enhance_by", sa.String(length=8), nullable=False, server_default="rules")
    )
