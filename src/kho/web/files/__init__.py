"""Datasets as files: whole from disk and resumable, or a part as it is made."""
