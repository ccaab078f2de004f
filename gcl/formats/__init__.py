"""Scripts in and out of files."""
