"""Weights from elsewhere: what has to be fetched and how much it is, and fetching it, file by file.

Nothing here needs torch: a download runs beside the queue and occupies no model.
"""
