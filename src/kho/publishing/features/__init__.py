"""Published datasets whose rows lie somewhere, as collections of features. Rule: OGC 17-069r4, 18-058r1, 19-079r2."""
