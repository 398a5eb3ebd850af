"""Words that several commands share."""


def counted(count: int, thing: str) -> str:
    """`1 block`, `2,000 blocks`."""
    return f"{count:,} {thing}{'' if count == 1 else 's'}"
