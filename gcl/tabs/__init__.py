"""The screens: one file a tab, `build(services, demo, tab)`. The only place for Gradio besides app.py.

A handler builds a request, calls one service and formats the answer with a view (views/*.html, always escaped).
"""
