"""The adaptation pipeline: a LangGraph state machine of seven nodes over structured generation."""
