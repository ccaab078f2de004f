"""The model that comes with the studio: its network, its pipeline, and under thumbnail/ its weights."""
