"""Names of persons, organisations and facilities in a form for matching: the same for all ways to write one name.

These forms are for comparing, never for showing: what a register writes stays what it is.
"""
