"""What Kho says to people, in Vietnamese and in English."""

from dataclasses import dataclass
from typing import Literal

Language = Literal["vi", "en"]


@dataclass(frozen=True, slots=True)
class Message:
    """One sentence in both languages; may hold `{fields}` until `filled`."""

    vi: str
    en: str

    def filled(self, **fields: object) -> "Message":
        """The same sentence with its `{fields}` replaced. Raises KeyError for a field that is not given."""
        return Message(vi=self.vi.format_map(fields), en=self.en.format_map(fields))

    def in_(self, language: Language) -> str:
        """The sentence in one language."""
        return self.vi if language == "vi" else self.en
