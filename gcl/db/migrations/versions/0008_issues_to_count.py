"""Verdicts can be counted: indices that need none of their texts, and a row for each issue"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

# An element may be anything at all; of what is no object, json_extract would break off with "malformed JSON".
SEVERITY = "CASE one.type WHEN 'object' THEN json_extract(one.value, '$.severity') END"
RANK = "CASE " + SEVERITY + " WHEN 'critical' THEN 1 WHEN 'major' THEN 2 ELSE 3 END"
WORST = "(SELECT CASE min(" + RANK + ") WHEN 1 THEN 'critical' WHEN 2 THEN 'major' ELSE 'minor' END FROM {0} AS one)"

# Of a verdict, {0}: what each of its checks and answers found wrong. One that rests on neither has its gate's own words.
ISSUES = """
INSERT OR IGNORE INTO evaluation_issue
    (evaluation_id, ad_unit_id, gate, created_at, source, key, label, severity)
SELECT {0}.id, {0}.ad_unit_id, {0}.gate, {0}.created_at, 'check',
    substr(coalesce(json_extract(part.value, '$.check'), ''), 1, 60),
    substr(coalesce(json_extract(part.value, '$.label'), ''), 1, 300), """ + WORST.format("json_each(part.value, '$.findings')") + """
FROM {1} json_each({0}.checks) AS part
WHERE part.type = 'object' AND json_array_length(part.value, '$.findings') > 0
UNION ALL
SELECT {0}.id, {0}.ad_unit_id, {0}.gate, {0}.created_at, 'item',
    substr(coalesce(json_extract(part.value, '$.item'), ''), 1, 60),
    substr(coalesce(json_extract(part.value, '$.question'), ''), 1, 300),
    coalesce(json_extract(part.value, '$.severity'), 'minor')
FROM {1} json_each({0}.answers) AS part
WHERE part.type = 'object' AND json_extract(part.value, '$.answer') = 'no'
    AND coalesce(json_extract(part.value, '$.supported'), 1)
UNION ALL
SELECT {0}.id, {0}.ad_unit_id, {0}.gate, {0}.created_at, 'gate', '', '', """ + WORST.format("json_each({0}.issues)") + """
{2} json_array_length({0}.issues) > 0
    AND json_array_length({0}.checks) = 0 AND json_array_length({0}.answers) = 0
"""


def upgrade() -> None:
    op.create_index(
        "ix_evaluation_created_at", "evaluation", ["created_at", "gate", "draft", "passed", "score", "ad_unit_id"]
    )
    op.create_index(
        "ix_evaluation_counted", "evaluation", ["ad_unit_id", "created_at", "gate", "draft", "passed", "score"]
    )
    op.create_table(
        "evaluation_issue",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("evaluation_id", sa.Integer(), nullable=False),
        sa.Column("ad_unit_id", sa.Integer(), nullable=False),
        sa.Column("gate", sa.String(32), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("source", sa.String(8), nullable=False),
        sa.Column("key", sa.String(60), nullable=False),
        sa.Column("label", sa.String(300), nullable=False),
        sa.Column("severity", sa.String(16), nullable=False),
        sa.ForeignKeyConstraint(
            ["evaluation_id"],
            ["evaluation.id"],
            name=op.f("fk_evaluation_issue_evaluation_id_evaluation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_issue")),
        sa.UniqueConstraint("evaluation_id", "source", "key", name=op.f("uq_evaluation_issue_evaluation_id_source_key")),
    )
    op.create_index(
        "ix_evaluation_issue_key",
        "evaluation_issue",
        ["source", "key", "evaluation_id", "gate", "created_at", "ad_unit_id"],
    )
    op.create_index(
        "ix_evaluation_issue_created_at", "evaluation_issue", ["created_at", "source", "key", "gate", "ad_unit_id"]
    )
    op.create_index(
        "ix_evaluation_issue_ad_unit_id", "evaluation_issue", ["ad_unit_id", "created_at", "source", "key", "gate"]
    )
    op.execute(sa.text(_escaped(ISSUES.format("verdict", "evaluation AS verdict,", "FROM evaluation AS verdict WHERE"))))
    # Whoever writes a verdict, by whatever way, has its issues counted. A later migration that copies the table
    # evaluation has to make these again.
    new = ISSUES.format("new", "", "WHERE")
    op.execute(
        sa.text(
            _escaped(
                "CREATE TRIGGER evaluation_issue_of_new AFTER INSERT ON evaluation "
                f"BEGIN {new.replace('new.', 'NEW.')}; END"
            )
        )
    )
    op.execute(
        sa.text(
            _escaped(
                "CREATE TRIGGER evaluation_issue_of_changed AFTER UPDATE OF checks, answers, issues ON evaluation "
                "BEGIN DELETE FROM evaluation_issue WHERE evaluation_id = NEW.id; "
                f"{new.replace('new.', 'NEW.')}; END"
            )
        )
    )


def _escaped(statement: str) -> str:
    """A colon is not a parameter here."""
    return statement.replace(":", r"\:")
