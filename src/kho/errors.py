"""The family of exceptions a user can cause.

A *finding* is data and lives in `kho.quality`; what is here stops a command. Each class has a stable code and says
what is wrong, where, why and what to do next; the command line prints that and no traceback.
"""

from typing import ClassVar

from kho.messages import Language, Message


class KhoError(Exception):
    """A mistake a user can mend.

    Subclasses set `code`, `what` and `mend`; both sentences may hold `{fields}`, given by keyword when raised.
    `where` is the place a person goes to mend it: a file with its line, an address, a dataset's name.
    """

    code: ClassVar[str] = "KHO-000"
    what: ClassVar[Message]
    mend: ClassVar[Message]
    exit_code: ClassVar[int] = 2
    http_status: ClassVar[int] = 400

    def __init__(self, *, where: str = "", **fields: object) -> None:
        self.where = where
        self.fields = fields
        super().__init__(self.text("en"))

    def message(self) -> Message:
        """What is wrong, in both languages."""
        return self.what.filled(**self.fields)

    def next_step(self) -> Message:
        """What to do next, in both languages."""
        return self.mend.filled(**self.fields)

    def text(self, language: Language) -> str:
        """Code, place, what and what to do next, as shown to a person."""
        place = f"{self.where}: " if self.where else ""
        return f"{self.code} {place}{self.message().in_(language)}\n  → {self.next_step().in_(language)}"
