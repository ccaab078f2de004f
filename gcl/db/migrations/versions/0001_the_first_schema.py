"""The first schema"""

import sqlalchemy as sa
from alembic import op

import gcl.db.base


revision = '0001'
down_revision = None


def upgrade() -> None:
    op.create_table('brand',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=40), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('voice', sa.String(), nullable=False),
    sa.Column('values', sa.JSON(), nullable=False),
    sa.Column('visual_identity', sa.String(), nullable=False),
    sa.Column('messaging', sa.JSON(), nullable=False),
    sa.Column('locked_terms', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_brand')),
    sa.UniqueConstraint('key', name=op.f('uq_brand_key'))
    )
    op.create_table('country',
    sa.Column('code', sa.String(length=2), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_country'))
    )
    op.create_table('job',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('priority', sa.Integer(), nullable=False),
    sa.Column('model_key', sa.String(length=120), nullable=True),
    sa.Column('passed_over', sa.Integer(), nullable=False),
    sa.Column('payload', sa.JSON(), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('cancel_requested', sa.Boolean(), nullable=False),
    sa.Column('progress_done', sa.Integer(), nullable=False),
    sa.Column('progress_total', sa.Integer(), nullable=False),
    sa.Column('progress_note', sa.String(length=200), nullable=False),
    sa.Column('progress_since', gcl.db.base.UtcDateTime(), nullable=True),
    sa.Column('error', sa.String(), nullable=True),
    sa.Column('error_code', sa.String(length=32), nullable=True),
    sa.Column('created_at', gcl.db.base.UtcDateTime(), nullable=False),
    sa.Column('claimed_at', gcl.db.base.UtcDateTime(), nullable=True),
    sa.Column('finished_at', gcl.db.base.UtcDateTime(), nullable=True),
    sa.CheckConstraint("state IN ('queued', 'running', 'parked', 'done', 'failed', 'cancelled')", name=op.f('ck_job_state')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_job'))
    )
    with op.batch_alter_table('job', schema=None) as batch_op:
        batch_op.create_index('ix_job_kind', ['kind', 'id'], unique=False)
        batch_op.create_index('ix_job_state_priority', ['state', 'priority', 'id'], unique=False)

    op.create_table('language',
    sa.Column('code', sa.String(length=8), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('native_name', sa.String(length=80), nullable=False),
    sa.Column('direction', sa.String(length=3), nullable=False),
    sa.Column('primary_model', sa.String(length=120), nullable=True),
    sa.Column('alternative_model', sa.String(length=120), nullable=True),
    sa.CheckConstraint("direction IN ('ltr', 'rtl')", name=op.f('ck_language_direction')),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_language'))
    )
    op.create_table('pipeline_settings',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('global_default_model', sa.String(length=120), nullable=True),
    sa.Column('concept_default_model', sa.String(length=120), nullable=True),
    sa.Column('culture_default_model', sa.String(length=120), nullable=True),
    sa.Column('format_default_model', sa.String(length=120), nullable=True),
    sa.Column('cultural_default_model', sa.String(length=120), nullable=True),
    sa.Column('concept_eval_default_model', sa.String(length=120), nullable=True),
    sa.Column('brand_default_model', sa.String(length=120), nullable=True),
    sa.Column('format_max_retries', sa.Integer(), nullable=False),
    sa.Column('cultural_max_retries', sa.Integer(), nullable=False),
    sa.Column('concept_eval_max_retries', sa.Integer(), nullable=False),
    sa.Column('brand_max_retries', sa.Integer(), nullable=False),
    sa.Column('max_new_tokens', sa.Integer(), nullable=False),
    sa.Column('temperature', sa.Double(), nullable=False),
    sa.CheckConstraint('brand_max_retries BETWEEN 0 AND 3', name=op.f('ck_pipeline_settings_brand_retries')),
    sa.CheckConstraint('concept_eval_max_retries BETWEEN 0 AND 3', name=op.f('ck_pipeline_settings_concept_eval_retries')),
    sa.CheckConstraint('cultural_max_retries BETWEEN 0 AND 3', name=op.f('ck_pipeline_settings_cultural_retries')),
    sa.CheckConstraint('format_max_retries BETWEEN 0 AND 3', name=op.f('ck_pipeline_settings_format_retries')),
    sa.CheckConstraint('id = 1', name=op.f('ck_pipeline_settings_one_row')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pipeline_settings'))
    )
    op.create_table('prompt_template',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('slug', sa.String(length=60), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('body', sa.String(), nullable=False),
    sa.Column('author', sa.String(length=80), nullable=False),
    sa.Column('note', sa.String(length=300), nullable=False),
    sa.Column('use_count', sa.Integer(), nullable=False),
    sa.Column('last_used_at', gcl.db.base.UtcDateTime(), nullable=True),
    sa.Column('created_at', gcl.db.base.UtcDateTime(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_prompt_template')),
    sa.UniqueConstraint('slug', 'version', name=op.f('uq_prompt_template_slug_version'))
    )
    with op.batch_alter_table('prompt_template', schema=None) as batch_op:
        batch_op.create_index('uq_prompt_template_active', ['slug'], unique=True, sqlite_where=sa.text('active'))

    op.create_table('region',
    sa.Column('code', sa.String(length=32), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_region'))
    )
    op.create_table('worker_status',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('pid', sa.Integer(), nullable=False),
    sa.Column('started_at', gcl.db.base.UtcDateTime(), nullable=False),
    sa.Column('heartbeat_at', gcl.db.base.UtcDateTime(), nullable=False),
    sa.Column('model_key', sa.String(length=120), nullable=True),
    sa.Column('device', sa.String(length=120), nullable=False),
    sa.Column('memory_used', sa.Integer(), nullable=True),
    sa.Column('memory_total', sa.Integer(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_worker_status'))
    )
    op.create_table('campaign',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=80), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('client', sa.String(length=120), nullable=False),
    sa.Column('job_number', sa.String(length=40), nullable=False),
    sa.Column('brand_id', sa.Integer(), nullable=True),
    sa.Column('created_at', gcl.db.base.UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['brand_id'], ['brand.id'], name=op.f('fk_campaign_brand_id_brand')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_campaign')),
    sa.UniqueConstraint('key', name=op.f('uq_campaign_key'))
    )
    op.create_table('country_language',
    sa.Column('country_code', sa.String(length=2), nullable=False),
    sa.Column('language_code', sa.String(length=8), nullable=False),
    sa.ForeignKeyConstraint(['country_code'], ['country.code'], name=op.f('fk_country_language_country_code_country')),
    sa.ForeignKeyConstraint(['language_code'], ['language.code'], name=op.f('fk_country_language_language_code_language')),
    sa.PrimaryKeyConstraint('country_code', 'language_code', name=op.f('pk_country_language'))
    )
    op.create_table('frame',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('job_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('file', sa.String(length=120), nullable=False),
    sa.Column('thumbnail', sa.String(length=120), nullable=False),
    sa.Column('prompt', sa.String(), nullable=False),
    sa.Column('negative_prompt', sa.String(), nullable=False),
    sa.Column('model_key', sa.String(length=120), nullable=False),
    sa.Column('width', sa.Integer(), nullable=False),
    sa.Column('height', sa.Integer(), nullable=False),
    sa.Column('steps', sa.Integer(), nullable=False),
    sa.Column('guidance', sa.Double(), nullable=False),
    sa.Column('seed', sa.Integer(), nullable=False),
    sa.Column('seconds', sa.Double(), nullable=False),
    sa.Column('settings', sa.JSON(), nullable=False),
    sa.Column('created_at', gcl.db.base.UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['job_id'], ['job.id'], name=op.f('fk_frame_job_id_job')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_frame')),
    sa.UniqueConstraint('job_id', 'number', name=op.f('uq_frame_job_id_number'))
    )
    op.create_table('insight',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=80), nullable=False),
    sa.Column('region_code', sa.String(length=32), nullable=True),
    sa.Column('country_code', sa.String(length=2), nullable=True),
    sa.Column('language_code', sa.String(length=8), nullable=True),
    sa.Column('category', sa.String(length=40), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('source', sa.String(length=300), nullable=False),
    sa.CheckConstraint('(region_code IS NOT NULL) + (country_code IS NOT NULL) + (language_code IS NOT NULL) = 1', name=op.f('ck_insight_one_level')),
    sa.ForeignKeyConstraint(['country_code'], ['country.code'], name=op.f('fk_insight_country_code_country')),
    sa.ForeignKeyConstraint(['language_code'], ['language.code'], name=op.f('fk_insight_language_code_language')),
    sa.ForeignKeyConstraint(['region_code'], ['region.code'], name=op.f('fk_insight_region_code_region')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_insight')),
    sa.UniqueConstraint('key', name=op.f('uq_insight_key'))
    )
    with op.batch_alter_table('insight', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_insight_country_code'), ['country_code'], unique=False)
        batch_op.create_index(batch_op.f('ix_insight_language_code'), ['language_code'], unique=False)
        batch_op.create_index(batch_op.f('ix_insight_region_code'), ['region_code'], unique=False)

    op.create_table('pipeline_step',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('job_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('node', sa.String(length=32), nullable=False),
    sa.Column('status', sa.String(length=32), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('model_key', sa.String(length=120), nullable=False),
    sa.Column('draft', sa.Integer(), nullable=False),
    sa.Column('output', sa.JSON(), nullable=True),
    sa.Column('started_at', gcl.db.base.UtcDateTime(), nullable=False),
    sa.Column('finished_at', gcl.db.base.UtcDateTime(), nullable=True),
    sa.CheckConstraint("state IN ('running', 'passed', 'failed')", name=op.f('ck_pipeline_step_state')),
    sa.ForeignKeyConstraint(['job_id'], ['job.id'], name=op.f('fk_pipeline_step_job_id_job')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pipeline_step')),
    sa.UniqueConstraint('job_id', 'number', name=op.f('uq_pipeline_step_job_id_number'))
    )
    op.create_table('region_country',
    sa.Column('region_code', sa.String(length=32), nullable=False),
    sa.Column('country_code', sa.String(length=2), nullable=False),
    sa.ForeignKeyConstraint(['country_code'], ['country.code'], name=op.f('fk_region_country_country_code_country')),
    sa.ForeignKeyConstraint(['region_code'], ['region.code'], name=op.f('fk_region_country_region_code_region')),
    sa.PrimaryKeyConstraint('region_code', 'country_code', name=op.f('pk_region_country'))
    )
    op.create_table('video_ad_unit',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('campaign_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('source_id', sa.Integer(), nullable=True),
    sa.Column('title', sa.String(length=160), nullable=False),
    sa.Column('language_code', sa.String(length=8), nullable=False),
    sa.Column('country_code', sa.String(length=2), nullable=False),
    sa.Column('brand_id', sa.Integer(), nullable=True),
    sa.Column('status', sa.String(length=32), nullable=False),
    sa.Column('job_id', sa.Integer(), nullable=True),
    sa.Column('llm_model', sa.String(length=120), nullable=True),
    sa.Column('pipeline_model_config', sa.JSON(), nullable=False),
    sa.Column('concept_brief', sa.JSON(), nullable=True),
    sa.Column('cultural_brief', sa.JSON(), nullable=True),
    sa.Column('pipeline_metadata', sa.JSON(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('created_at', gcl.db.base.UtcDateTime(), nullable=False),
    sa.CheckConstraint("(kind = 'origin') = (source_id IS NULL)", name=op.f('ck_video_ad_unit_origin_has_no_source')),
    sa.CheckConstraint("kind IN ('origin', 'adaptation')", name=op.f('ck_video_ad_unit_kind')),
    sa.ForeignKeyConstraint(['brand_id'], ['brand.id'], name=op.f('fk_video_ad_unit_brand_id_brand')),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], name=op.f('fk_video_ad_unit_campaign_id_campaign')),
    sa.ForeignKeyConstraint(['country_code'], ['country.code'], name=op.f('fk_video_ad_unit_country_code_country')),
    sa.ForeignKeyConstraint(['job_id'], ['job.id'], name=op.f('fk_video_ad_unit_job_id_job')),
    sa.ForeignKeyConstraint(['language_code'], ['language.code'], name=op.f('fk_video_ad_unit_language_code_language')),
    sa.ForeignKeyConstraint(['source_id'], ['video_ad_unit.id'], name=op.f('fk_video_ad_unit_source_id_video_ad_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_video_ad_unit'))
    )
    with op.batch_alter_table('video_ad_unit', schema=None) as batch_op:
        batch_op.create_index('ix_video_ad_unit_campaign_id', ['campaign_id', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_video_ad_unit_job_id'), ['job_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_video_ad_unit_source_id'), ['source_id'], unique=False)

    op.create_table('ad_unit_script_row',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('ad_unit_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('shot_number', sa.String(length=16), nullable=False),
    sa.Column('timecode', sa.String(length=32), nullable=False),
    sa.Column('visual', sa.String(), nullable=False),
    sa.Column('audio', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['ad_unit_id'], ['video_ad_unit.id'], name=op.f('fk_ad_unit_script_row_ad_unit_id_video_ad_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ad_unit_script_row')),
    sa.UniqueConstraint('ad_unit_id', 'position', name=op.f('uq_ad_unit_script_row_ad_unit_id_position')),
    sa.UniqueConstraint('ad_unit_id', 'shot_number', name=op.f('uq_ad_unit_script_row_ad_unit_id_shot_number'))
    )
    op.create_table('evaluation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('ad_unit_id', sa.Integer(), nullable=False),
    sa.Column('job_id', sa.Integer(), nullable=False),
    sa.Column('step', sa.Integer(), nullable=False),
    sa.Column('gate', sa.String(length=32), nullable=False),
    sa.Column('draft', sa.Integer(), nullable=False),
    sa.Column('passed', sa.Boolean(), nullable=False),
    sa.Column('score', sa.Double(), nullable=False),
    sa.Column('issues', sa.JSON(), nullable=False),
    sa.Column('summary', sa.String(), nullable=False),
    sa.Column('model_key', sa.String(length=120), nullable=False),
    sa.Column('created_at', gcl.db.base.UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['ad_unit_id'], ['video_ad_unit.id'], name=op.f('fk_evaluation_ad_unit_id_video_ad_unit')),
    sa.ForeignKeyConstraint(['job_id'], ['job.id'], name=op.f('fk_evaluation_job_id_job')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_evaluation')),
    sa.UniqueConstraint('job_id', 'step', name=op.f('uq_evaluation_job_id_step'))
    )
    with op.batch_alter_table('evaluation', schema=None) as batch_op:
        batch_op.create_index('ix_evaluation_ad_unit_id', ['ad_unit_id', 'id'], unique=False)
        batch_op.create_index('ix_evaluation_gate_passed', ['gate', 'passed', 'id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('evaluation', schema=None) as batch_op:
        batch_op.drop_index('ix_evaluation_gate_passed')
        batch_op.drop_index('ix_evaluation_ad_unit_id')

    op.drop_table('evaluation')
    op.drop_table('ad_unit_script_row')
    with op.batch_alter_table('video_ad_unit', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_video_ad_unit_source_id'))
        batch_op.drop_index(batch_op.f('ix_video_ad_unit_job_id'))
        batch_op.drop_index('ix_video_ad_unit_campaign_id')

    op.drop_table('video_ad_unit')
    op.drop_table('region_country')
    op.drop_table('pipeline_step')
    with op.batch_alter_table('insight', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_insight_region_code'))
        batch_op.drop_index(batch_op.f('ix_insight_language_code'))
        batch_op.drop_index(batch_op.f('ix_insight_country_code'))

    op.drop_table('insight')
    op.drop_table('frame')
    op.drop_table('country_language')
    op.drop_table('campaign')
    op.drop_table('worker_status')
    op.drop_table('region')
    with op.batch_alter_table('prompt_template', schema=None) as batch_op:
        batch_op.drop_index('uq_prompt_template_active', sqlite_where=sa.text('active'))

    op.drop_table('prompt_template')
    op.drop_table('pipeline_settings')
    op.drop_table('language')
    with op.batch_alter_table('job', schema=None) as batch_op:
        batch_op.drop_index('ix_job_state_priority')
        batch_op.drop_index('ix_job_kind')

    op.drop_table('job')
    op.drop_table('country')
    op.drop_table('brand')
