"""Frames: the one lifecycle of a diffusion model, and what each family does differently."""
