"""Frames are rated, tagged, put on boards, and deleted in a way that can be taken back"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("frame", sa.Column("rating", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("frame", sa.Column("deleted_at", sa.DateTime(), nullable=True))
    shown = ["deleted_at", "id", "favourite", "rating", "model_key", "created_at"]
    op.create_index("ix_frame_shown", "frame", shown)
    op.create_table(
        "frame_tag",
        sa.Column("frame_id", sa.Integer(), nullable=False),
        sa.Column("tag", sa.String(60), nullable=False),
        sa.ForeignKeyConstraint(["frame_id"], ["frame.id"], name="fk_frame_tag_frame_id_frame", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("frame_id", "tag", name="pk_frame_tag"),
    )
    op.create_index("ix_frame_tag_tag", "frame_tag", ["tag", "frame_id"])
    op.create_table(
        "board",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_board"),
    )
    op.create_table(
        "board_frame",
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("frame_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["board_id"], ["board.id"], name="fk_board_frame_board_id_board", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["frame_id"], ["frame.id"], name="fk_board_frame_frame_id_frame", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("board_id", "frame_id", name="pk_board_frame"),
    )
    op.create_index("ix_board_frame_frame_id", "board_frame", ["frame_id"])
