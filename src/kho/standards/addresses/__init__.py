"""Written addresses, brought to administrative units.

Rule: an address names its units from the smallest to the largest (number and street, commune, district until 30 June
2025, province); people leave levels out, abbreviate, turn the order around and write without marks. No guess hides
here: units that fit about as well are all told, with a confidence that ranks them and is no measured probability.

`parsing.parse` answers from the data that ships with the program, `parsing.Reader` from any atlas of units.
"""
