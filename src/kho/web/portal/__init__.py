"""Pages for everybody: find, look at, take."""
