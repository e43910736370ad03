"""Written addresses, brought to administrative units.

Rule: an address names its units from the smallest to the largest (number and street, commune, district until 30 June
2025, province); people leave levels out, abbreviate, turn the order around and write without marks. Nothing here is a guess that hides: every unit that fits is a candidate.

`parsing.parse` answers from the data that ships with the program, `parsing.Reader` from any atlas of units.
"""
