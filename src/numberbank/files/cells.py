"""What may stand in a cell. Each check gives the value, or raises Wrong."""

import re

from numberbank.domain.callback_urls import ForbiddenTarget, check_form
from numberbank.domain.e164 import E164, is_e164
from numberbank.domain.number_blocks import NumberType
from numberbank.domain.provisioning import VoiceType
from numberbank.files.mistakes import Wrong

NONE = "(none)"
"""what stands for nothing: an empty cell leaves things as they are"""
LONGEST_TEXT = 255
LONGEST_URL = 2048
"""both as in the contract (openapi/numbers.yaml)"""
_YES = ("true", "yes", "1")
_NO = ("false", "no", "0")


def number(text: str) -> E164:
    if is_e164(text):
        return E164(text)
    raise _no_number(text)


def _no_number(text: str) -> Wrong:
    """As exactly as can be: numbers come from spreadsheets and from people."""
    bare = re.sub(r"[\s().\-/\u00a0\u2010-\u2015]", "", text)
    digits = bare.isascii() and bare.isdigit()
    as_is = "write a plus sign and 7 to 15 digits, as in +12025550142"
    if text == NONE:
        return Wrong("cannot be taken away", "name the number that the row is about")
    if re.fullmatch(r"[0-9][0-9.,]*[eE]\+?[0-9]+", text):
        return Wrong("is an amount that a spreadsheet made of a number", "make the column text, and write it anew")
    if len(re.findall(r"\+[0-9]", text)) > 1:
        return Wrong("is more than one number", "write a row for each")
    if text.lower().startswith("tel:"):
        return Wrong("has tel: before it", "write the number alone")
    if is_e164(bare):
        return Wrong("has spaces or signs in it", f"write {bare}")
    if digits and bare.startswith("00") and is_e164(f"+{bare[2:]}"):
        return Wrong("begins with 00", f"write +{bare[2:]}")
    if digits and bare.startswith("0"):
        return Wrong("has no country code", "write it with a plus sign and the country code, as in +12025550142")
    if digits and is_e164(f"+{bare}"):
        return Wrong("has no plus sign", f"write +{bare} (spreadsheets take the sign away: make the column text)")
    if re.fullmatch(r"\+0[0-9]*", bare):
        return Wrong("has a zero after the plus sign", "write the country code there")
    if re.fullmatch(r"\+?[0-9]{1,7}", bare):
        return Wrong("is too short", as_is)
    if re.fullmatch(r"\+?[0-9]{15,}", bare):
        return Wrong("is too long", as_is)
    if not bare.isascii() and bare.lstrip("+").isdigit():
        return Wrong("has digits of another script", "write the digits 0 to 9")
    if re.search(r"[A-Za-z]", text):
        return Wrong("has letters in it", as_is)
    return Wrong("is no number", as_is)


def name(text: str) -> str:
    """Empty for `(none)`, as with all that can be taken away."""
    if text == NONE:
        return ""
    if len(text) > LONGEST_TEXT:
        raise Wrong(f"has {len(text)} characters", f"write at most {LONGEST_TEXT}")
    if not text.isprintable():
        raise Wrong("has a line break or a control character in it", "take it out")
    return text


def identifier(text: str) -> str:
    if text != NONE and re.search(r"\s", text):
        raise Wrong("has a space in it", "an id has none")
    return name(text)


def url(text: str) -> str:
    if text == NONE:
        return ""
    if len(text) > LONGEST_URL:
        raise Wrong(f"has {len(text)} characters", f"write at most {LONGEST_URL}")
    try:
        check_form(text)
    except ForbiddenTarget as error:
        raise Wrong(str(error), "write one such as https://hooks.example.com/numbers") from None
    return text


def flag(text: str) -> bool:
    if text.lower() in _YES:
        return True
    if text.lower() in _NO:
        return False
    raise Wrong("is neither yes nor no", "write yes or no, or leave it empty")


def region(text: str) -> str:
    if not re.fullmatch(r"[A-Z]{2}", text):
        raise Wrong("is no region", "write its two letters, as in US, or leave it empty")
    return text


def number_type(text: str) -> str:
    if text not in set(NumberType):
        raise Wrong("is no type of number", f"write {', '.join(NumberType)}, or leave it empty")
    return text


def voice_type(text: str) -> VoiceType:
    if text not in set(VoiceType):
        raise Wrong("is no type of voice", "write RTC (app), EST (trunk) or FAX, or leave it empty")
    return VoiceType(text)
