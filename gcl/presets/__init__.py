"""What an entry of presets.json may say, a file for each kind; gcl/catalog.py reads them."""
