"""One writer per format that agencies send; each tells where every row stands."""
