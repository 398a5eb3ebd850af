"""What is wrong in a file of wishes: where, what, why, and what to write instead."""

from dataclasses import dataclass

_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Mistake:
    """`line` is 1 for the first; 0 stands for the whole file. `column` is empty for the whole row."""

    line: int
    column: str
    value: str
    reason: str
    remedy: str

    def __str__(self) -> str:
        where = f"line {self.line}" if self.line else "the file"
        value = f" {shown(self.value)}" if self.value else ""
        subject = " ".join(part for part in (self.column + value,) if part)
        return f"{where}: {subject} {self.reason}: {self.remedy}".replace("  ", " ")


class Wrong(Exception):
    """A value that cannot be; whoever knows where it stands makes a Mistake of it."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.remedy = remedy

    def at(self, line: int, column: str, value: str = "") -> Mistake:
        return Mistake(line, column, value, self.reason, self.remedy)


def shown(value: str) -> str:
    """In quotes, on one line, and not too long."""
    text = "".join(character if character.isprintable() else "?" for character in value)
    return f'"{text[:_LONGEST]}…"' if len(text) > _LONGEST else f'"{text}"'
