"""Rows of two tables matched without a common key, by `splink` on DuckDB (Fellegi and Sunter, 1969).

Every column says for itself how much it speaks for or against a pair. What it weighs is learnt from the tables, from a
sensible beginning, so that nobody has to say it and small tables do well too. Every pair is told with its reasons.
"""
