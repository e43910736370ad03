"""Administrative units in time: province, district, commune, and what became of each.

Rule: a unit is named by the statistics office's code (decision 124/2004/QĐ-TTg, 8 July 2004): two digits for a
province, three for a district, five for a commune. A code alone says little: it is a unit on a day. On 1 July 2025
districts ended (law 72/2025/QH15) and 63 provinces became 34 (resolution 202/2025/QH15, 12 June 2025); a new unit
mostly took the code of one of the old ones. So `00004` is phường Trúc Bạch before that day and phường Ba Đình after.

`kho.standards.units.known` answers from the data that ships with the program, `atlas.Atlas` from any data.
"""
