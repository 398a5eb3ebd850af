"""The text of an address: what counts as the same, and how words are tidied before they are looked at."""

import re
import unicodedata

_LITTLE_WORDS = {"of", "the", "and", "de", "du", "des", "la", "le", "les", "del", "los", "las", "y", "au", "aux"}
_ORDINAL = re.compile(r"[0-9]+(st|nd|rd|th|e|re|er)", re.IGNORECASE)
_FRACTIONS = {"½": " 1/2", "¼": " 1/4", "¾": " 3/4", "⅓": " 1/3", "⅔": " 2/3"}


def tidy(text: str) -> str:
    """Composed characters, plain apostrophes and fractions, single spaces: no change to a reader's eye."""
    for sign, fraction in _FRACTIONS.items():
        text = text.replace(sign, fraction)
    text = unicodedata.normalize("NFC", text).replace("\u2019", "'").replace("\u2013", "-")
    return " ".join(text.split())


def without_dots(text: str) -> str:
    """`U.S. Hwy 1` as `US Hwy 1`, and `St. Paul St.` as `St Paul St`; a decimal point stays."""
    return tidy(re.sub(r"(?<![0-9])\.|\.(?![0-9])", "", text))


def same(one: str, other: str) -> bool:
    """Capitals and spaces are no difference."""
    return tidy(one).casefold() == tidy(other).casefold()


def plain(text: str) -> str:
    """For comparing: without accents, capitals and punctuation, single spaces."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(char for char in letters if not unicodedata.combining(char))
    return " ".join(re.sub(r"[^\w\s]", " ", kept.replace("'", "").replace(".", "")).split())


def capitalised(words: list[str]) -> list[str]:
    """The words of a street as a map has them, when all came in capitals or all without; otherwise as they came."""
    text = " ".join(words)
    if text not in (text.upper(), text.lower()) or len(text) == 1:
        return words
    return [_capitalised(word, first=index == 0) for index, word in enumerate(words)]


def _capitalised(word: str, *, first: bool) -> str:
    if _ORDINAL.fullmatch(word):
        return word.lower()
    if any(char.isdigit() for char in word):
        return word.upper()
    if not first and word.lower() in _LITTLE_WORDS:
        return word.lower()
    return "-".join(part[:1].upper() + part[1:].lower() for part in word.split("-"))
