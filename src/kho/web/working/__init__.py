"""The working place: what officers, engineers and administrators do, page by page."""
