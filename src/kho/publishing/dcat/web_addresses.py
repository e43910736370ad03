"""What may stand as a web address in a catalogue."""

import re
from typing import Final

_ADDRESS: Final = re.compile(r"https?://[^\s<>\"{}|\\^`\x00-\x20]+", re.IGNORECASE)


def is_web_address(words: str) -> bool:
    """Whether the words are one http(s) address that every serialisation can hold."""
    return _ADDRESS.fullmatch(words) is not None
