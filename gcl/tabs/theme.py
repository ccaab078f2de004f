"""The look: neutral greys, one accent, the system's own fonts (nothing is fetched), light and dark."""

from __future__ import annotations

from gradio.themes import Base
from gradio.themes.utils import colors, sizes

from gcl.tabs.render import FOLDER

SCRIPTS = (
    "gallery.js",
    "tree.js",
    "evidence.js",
    "studio.js",
    "review.js",
    "script.js",
    "painting.js",
)  # the first to stand is the first to be asked about a key
STYLES = ("studio.css", "gallery.css", "evidence.css", "charts.css", "campaigns.css", "review.css", "script.css")
_FONTS = ["Inter", "system-ui", "Segoe UI", "Noto Sans", "sans-serif"]
_MONO = ["ui-monospace", "SFMono-Regular", "Menlo", "Noto Sans Mono", "monospace"]

_GREYS = colors.Color(
    name="grey",
    c50="#f7f7f8",
    c100="#eeeef0",
    c200="#e0e1e4",
    c300="#cbccd1",
    c400="#9b9ea6",
    c500="#6d7079",
    c600="#53565e",
    c700="#3a3c42",
    c800="#27292d",
    c900="#1b1c1f",
    c950="#131416",
)
_ACCENT = colors.Color(
    name="ink-blue",
    c50="#eff2fd",
    c100="#dfe6fb",
    c200="#c2cff7",
    c300="#9db1ff",
    c400="#7189ee",
    c500="#4966dd",
    c600="#3350c8",
    c700="#2b44ab",
    c800="#263b8c",
    c900="#202f6b",
    c950="#171f45",
)


def theme() -> Base:
    """Colours of studio.css, given to Gradio's own components. In both modes text has at least 4.5:1, fields 3:1."""
    look = Base(
        primary_hue=_ACCENT,
        secondary_hue=_GREYS,
        neutral_hue=_GREYS,
        font=_FONTS,
        font_mono=_MONO,
        text_size=sizes.text_sm,
        spacing_size=sizes.spacing_sm,
        radius_size=sizes.radius_sm,
    )
    return look.set(
        body_background_fill="*neutral_50",
        body_background_fill_dark="*neutral_950",
        body_text_color="#1a1b1e",
        body_text_color_dark="#ececee",
        body_text_color_subdued="*neutral_600",
        body_text_color_subdued_dark="#a5a8b0",
        background_fill_primary="#ffffff",
        background_fill_primary_dark="*neutral_900",
        background_fill_secondary="*neutral_50",
        background_fill_secondary_dark="*neutral_950",
        border_color_primary="*neutral_200",
        border_color_primary_dark="#303238",
        block_background_fill="transparent",
        block_background_fill_dark="transparent",
        block_border_width="0px",
        block_padding="0px",
        block_shadow="none",
        block_label_background_fill="transparent",
        block_label_background_fill_dark="transparent",
        block_label_text_color="*neutral_600",
        block_label_text_color_dark="#a5a8b0",
        block_title_text_color="*neutral_600",
        block_title_text_color_dark="#a5a8b0",
        block_title_text_size="12px",
        block_title_text_weight="500",
        block_title_background_fill="transparent",
        block_title_background_fill_dark="transparent",
        block_title_padding="0",
        block_info_text_color="*neutral_600",
        block_info_text_color_dark="#a5a8b0",
        input_background_fill="#ffffff",
        input_background_fill_dark="*neutral_900",
        input_border_color="#8b8e96",
        input_border_color_dark="#74777f",
        input_border_width="1px",
        input_border_color_focus="*primary_600",
        input_border_color_focus_dark="*primary_300",
        input_shadow="none",
        input_shadow_focus="0 0 0 2px rgba(73, 102, 221, 0.25)",
        input_placeholder_color="*neutral_500",
        input_placeholder_color_dark="#868992",
        input_padding="8px 10px",
        input_radius="6px",
        button_large_radius="6px",
        button_medium_radius="6px",
        button_small_radius="6px",
        button_primary_background_fill="*primary_600",
        button_primary_background_fill_dark="*primary_500",
        button_primary_background_fill_hover="*primary_700",
        button_primary_background_fill_hover_dark="*primary_600",
        button_primary_text_color="#ffffff",
        button_primary_text_color_dark="#ffffff",
        button_primary_border_color="transparent",
        button_secondary_background_fill="#ffffff",
        button_secondary_background_fill_dark="*neutral_900",
        button_secondary_background_fill_hover="*neutral_100",
        button_secondary_background_fill_hover_dark="*neutral_800",
        button_secondary_border_color="*neutral_300",
        button_secondary_border_color_dark="#3d4047",
        button_secondary_text_color="#1a1b1e",
        button_secondary_text_color_dark="#ececee",
        button_large_padding="8px 14px",
        button_large_text_size="14px",
        button_large_text_weight="550",
        button_small_padding="4px 10px",
        button_medium_text_weight="500",
        checkbox_label_padding="6px 10px",
        checkbox_label_background_fill="#ffffff",
        checkbox_label_background_fill_dark="*neutral_900",
        checkbox_label_border_width="1px",
        checkbox_label_border_color="#8b8e96",
        checkbox_label_border_color_dark="#74777f",
        checkbox_label_background_fill_selected="*primary_50",
        checkbox_label_background_fill_selected_dark="*primary_950",
        checkbox_label_border_color_selected="*primary_600",
        checkbox_label_border_color_selected_dark="*primary_300",
        checkbox_label_shadow="none",
        checkbox_background_color_selected="*primary_600",
        checkbox_background_color_selected_dark="*primary_500",
        slider_color="*primary_600",
        slider_color_dark="*primary_300",
        layout_gap="14px",
        form_gap_width="0px",
        panel_background_fill="transparent",
        panel_background_fill_dark="transparent",
        panel_border_width="0px",
    )


def stylesheet() -> str:
    return "".join(
        (FOLDER / name).read_text(encoding="utf-8")
        for name in (
            "studio.css",
            "gallery.css",
            "evidence.css",
            "charts.css",
            "campaigns.css",
            "review.css",
            "script.css",
        )
    )


def head() -> str:
    """The scripts in the page's head, so that they stand before any panel is drawn."""
    return "".join(f"<script>{(FOLDER / name).read_text(encoding='utf-8')}</script>" for name in SCRIPTS)
