"""Vietnamese text: its encodings, syllables, tone marks, look-alikes and folding for search."""
