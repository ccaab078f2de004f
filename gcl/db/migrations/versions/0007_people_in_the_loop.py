"""Checklists, versions, decisions, approval, alternatives for a line, batches of markets"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

# The rows of every script that is there become its first version.
KEEP_AS_VERSION = """
INSERT INTO script_version (ad_unit_id, number, rows, author, note, created_at)
SELECT unit.id, unit.revision, (
    SELECT json_group_array(json_object(
        'shot_number', shot_number, 'timecode', timecode, 'visual', visual, 'audio', audio))
    FROM (SELECT * FROM ad_unit_script_row WHERE ad_unit_id = unit.id ORDER BY position)
), '', 'As it was before versions were kept', CURRENT_TIMESTAMP
FROM video_ad_unit AS unit
WHERE EXISTS (SELECT 1 FROM ad_unit_script_row WHERE ad_unit_id = unit.id)
"""


def upgrade() -> None:
    op.add_column("brand", sa.Column("forbidden_terms", sa.JSON(), nullable=False, server_default="[]"))
    op.create_table(
        "checklist_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(60), nullable=False),
        sa.Column("gate", sa.String(32), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("severity", sa.String(16), nullable=False),
        sa.Column("brand_id", sa.Integer(), nullable=True),
        sa.Column("language_code", sa.String(8), nullable=True),
        sa.Column("country_code", sa.String(2), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "gate IN ('format', 'cultural', 'concept_eval', 'brand')", name=op.f("ck_checklist_item_gate")
        ),
        sa.CheckConstraint("severity IN ('critical', 'major', 'minor')", name=op.f("ck_checklist_item_severity")),
        sa.ForeignKeyConstraint(["brand_id"], ["brand.id"], name=op.f("fk_checklist_item_brand_id_brand")),
        sa.ForeignKeyConstraint(
            ["language_code"], ["language.code"], name=op.f("fk_checklist_item_language_code_language")
        ),
        sa.ForeignKeyConstraint(["country_code"], ["country.code"], name=op.f("fk_checklist_item_country_code_country")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checklist_item")),
        sa.UniqueConstraint("key", name=op.f("uq_checklist_item_key")),
    )
    op.create_index(op.f("ix_checklist_item_gate"), "checklist_item", ["gate"])
    op.create_table(
        "script_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ad_unit_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("rows", sa.JSON(), nullable=False),
        sa.Column("author", sa.String(120), nullable=False),
        sa.Column("note", sa.String(300), nullable=False),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.Column("draft", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["ad_unit_id"], ["video_ad_unit.id"], name=op.f("fk_script_version_ad_unit_id_video_ad_unit")
        ),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_script_version_job_id_job")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_script_version")),
        sa.UniqueConstraint("ad_unit_id", "number", name=op.f("uq_script_version_ad_unit_id_number")),
    )
    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ad_unit_id", sa.Integer(), nullable=False),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.Column("step", sa.Integer(), nullable=True),
        sa.Column("node", sa.String(32), nullable=False),
        sa.Column("action", sa.String(16), nullable=False),
        sa.Column("who", sa.String(80), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["ad_unit_id"], ["video_ad_unit.id"], name=op.f("fk_decision_ad_unit_id_video_ad_unit")
        ),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_decision_job_id_job")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
    )
    op.create_index("ix_decision_ad_unit_id", "decision", ["ad_unit_id", "id"])
    op.create_index("ix_decision_job_id", "decision", ["job_id", "step"])
    op.create_table(
        "line_options",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ad_unit_id", sa.Integer(), nullable=False),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("shot_number", sa.String(16), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["ad_unit_id"], ["video_ad_unit.id"], name=op.f("fk_line_options_ad_unit_id_video_ad_unit")
        ),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_line_options_job_id_job")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_line_options")),
    )
    op.create_index("ix_line_options_ad_unit_id", "line_options", ["ad_unit_id", "id"])
    op.create_table(
        "batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("concept_brief", sa.JSON(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch")),
    )
    op.add_column("campaign", sa.Column("archived_at", sa.DateTime(), nullable=True))
    for column in (
        sa.Column("evaluated_revision", sa.Integer(), nullable=True),
        sa.Column("approved_revision", sa.Integer(), nullable=True),
        sa.Column("approved_by", sa.String(80), nullable=False, server_default=""),
        sa.Column("approved_at", sa.DateTime(), nullable=True),
        sa.Column("review_mode", sa.String(16), nullable=False, server_default="automatic"),
        sa.Column("archived_at", sa.DateTime(), nullable=True),
    ):
        op.add_column("video_ad_unit", column)
    # Alembic would copy the whole table for the sake of the reference.
    op.execute(
        "ALTER TABLE video_ad_unit ADD COLUMN batch_id INTEGER "
        "CONSTRAINT fk_video_ad_unit_batch_id_batch REFERENCES batch (id)"
    )
    op.create_index(op.f("ix_video_ad_unit_batch_id"), "video_ad_unit", ["batch_id"])
    for column in (
        sa.Column("checks", sa.JSON(), nullable=False, server_default="[]"),
        sa.Column("answers", sa.JSON(), nullable=False, server_default="[]"),
        sa.Column("override", sa.JSON(), nullable=True),
    ):
        op.add_column("evaluation", column)
    op.add_column(
        "pipeline_settings", sa.Column("review_mode", sa.String(16), nullable=False, server_default="automatic")
    )
    op.execute(KEEP_AS_VERSION)
    # Whether somebody edited one of these since its run was not kept. A run may have failed before any verdict.
    op.execute(
        "UPDATE video_ad_unit SET evaluated_revision = revision "
        "WHERE EXISTS (SELECT 1 FROM evaluation WHERE evaluation.ad_unit_id = video_ad_unit.id)"
    )
