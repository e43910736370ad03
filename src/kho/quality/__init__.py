"""Rules and findings as values: planned here, executed by the engines."""
