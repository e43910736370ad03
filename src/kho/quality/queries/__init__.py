"""Queries of models: the portable subset of SELECT, and the one spelling that every engine answers alike."""
