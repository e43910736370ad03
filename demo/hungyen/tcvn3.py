"""Unicode to TCVN3, as a program shows it that takes it for Western text: characters of Windows-1252 at its places.

TCVN 5712:1993, table VN3. Capitals with a tone mark have no place there, so a text with one is refused.
"""

import unicodedata

_RUNS = "A1ĂÂÊÔƠƯĐăâêôơưđ B5àảãáạ BBằẳẵắ C6ặầẩẫấậè CEẻẽéẹềểễếệìỉ DCĩíịò E1ỏõóọồổỗốộờởỡớợù F1ủũúụừửữứựỳỷỹýỵ"


def tcvn3(text: str) -> str:
    """The text as it stands in a cell whose font is `.VnTime`. Raises KeyError for a letter TCVN3 has not."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(letter if letter.isascii() else _PLACES[letter] for letter in composed)


def _places() -> dict[str, str]:
    places: dict[str, str] = {}
    for run in _RUNS.split():
        first = int(run[:2], 16)
        places |= {letter: bytes([first + at]).decode("cp1252") for at, letter in enumerate(run[2:])}
    return places


_PLACES = _places()
