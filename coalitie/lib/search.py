"""Finding things by word: Dutch stems first, a wider net beside it, and trigrams against typing errors.

The Dutch stemmer keeps *bankje* and *bankjes* apart, and *initiatief* and *initiatieven*. So each word also finds
what begins like it, with the f/v and s/z of Dutch plurals taken as one.
"""

import re
from unicodedata import category

from django.contrib.postgres.search import SearchQuery
from django.db.models import Func, TextField, Value

SHORTEST = 4
MOST_WORDS = 8
ENDINGS = ("en", "es", "e", "s", "n")
TWINS = {"f": "v", "v": "f", "s": "z", "z": "s"}
OPERATORS = re.compile(r"[\"-]|\bor\b", re.IGNORECASE)


class Plain(Func):
    """Without capitals and accents; names are compared, found and put in order this way."""

    function = "plain"
    output_field = TextField()


def word_query(text: str) -> SearchQuery:
    """What a person typed, as a query. Quotes, *or* and a minus keep their meaning; then nothing is widened."""
    exact = SearchQuery(text, config="nederlands", search_type="websearch")
    wide = wider(text)
    if not wide:
        return exact
    return exact | SearchQuery(Plain(Value(wide)), config="simple", search_type="raw")


def wider(text: str) -> str:
    """``bankjes en initiatieven`` → ``(bankj:*) & (initiatiev:* | initiatief:*)``."""
    if OPERATORS.search(text):
        return ""
    words = [word for word in plain_words(text) if len(word) >= SHORTEST][:MOST_WORDS]
    return " & ".join("(" + " | ".join(f"{root}:*" for root in roots(word)) + ")" for word in words)


def plain_words(text: str) -> list[str]:
    """Letters and digits that stay so without accents: of *½* and *ŉ* the database would make an operator."""
    return "".join(sign if is_plain(sign) else " " for sign in text.casefold()).split()


def is_plain(sign: str) -> bool:
    kind = category(sign)
    return kind in {"Ll", "Lu", "Lt", "Lo", "Nd"}


def roots(word: str) -> list[str]:
    root = next(
        (word.removesuffix(end) for end in ENDINGS if word.endswith(end) and len(word) - len(end) >= SHORTEST), word
    )
    twin = TWINS.get(root[-1])
    return [root, root[:-1] + twin] if twin else [root]
