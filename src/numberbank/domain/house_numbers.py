"""House numbers of North America: `12`, `12A`, `123 1/2`, `123-45`, `N6W23001`, `39.2` (Publication 28, appendix D)."""

import re

from numberbank.domain.address_text import tidy
from numberbank.domain.street_words import NUMBER_WORDS

_NUMBER = re.compile(
    r"[1-9][0-9]{0,6}[A-Z]?"
    r"|[1-9][0-9]{0,6}-[0-9]{1,6}[A-Z]?"
    r"|[0-9]{1,6}-[A-Z]{1,2}"
    r"|(?:[1-9][0-9]{0,6} )?[1-9]/[1-9]"
    r"|[1-9][0-9]{0,6}\.[0-9]{1,3}"
    r"|[NSEW][0-9]{1,5}(?:[NSEW][0-9]{1,5})?"
    r"|[0-9]{1,4}[NSEW][0-9]{1,5}"
)


def normal_number(text: str) -> str | None:
    """The number as it is written on a map; None when it is none."""
    number = tidy(text).upper().removesuffix(",")
    number = re.sub(r"^(?:NO\.?|NUMBER|#) ?(?=[0-9])", "", number)
    number = NUMBER_WORDS.get(number.lower(), number)
    number = re.sub(r"^([0-9]+)[- ]+([1-9]/[1-9])$", r"\1 \2", number)
    number = re.sub(r"^([0-9]+) ([A-Z])$", r"\1\2", number)
    return number if _NUMBER.fullmatch(number) else None
