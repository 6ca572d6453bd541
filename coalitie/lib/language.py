"""Which language an address speaks: Dutch stands at the root, any other language below its own code, as in /en/.

The address alone decides. No cookie, no guess from what a browser says it reads: who is sent a link sees what was sent.
"""

import re
from collections.abc import Callable
from functools import lru_cache, wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation

Handler = Callable[[HttpRequest], HttpResponse]

# Written out, for they are asked for at every link of a page.
PREFIXES = {code: "" if code == settings.LANGUAGE_CODE else f"/{code}" for code, _name in settings.LANGUAGES}
CODES = {prefix: code for code, prefix in PREFIXES.items() if prefix}
# An address of this site that may get a language: not a file, a short address, another host, or one that has one.
INSIDE = re.compile(rf"/(?!/|static/|media/|k/|(?:{'|'.join(CODES.values())})/)")


def link(path: str) -> str:
    """An address of this site, "/" first, in the language of this moment.

    In a language that has few pages it leads to the Dutch page where there is no other.
    """
    language = translation.get_language() or settings.LANGUAGE_CODE
    return PREFIXES.get(language, "") + path if speaks(language, path) else path


def kept() -> translation.override:
    """Around words that are stored: they are Dutch, whoever presses. ``with kept(): …``"""
    return translation.override(settings.LANGUAGE_CODE)


def full() -> str:
    """The language of this moment when all of the site is in it, else Dutch."""
    language = translation.get_language() or settings.LANGUAGE_CODE
    return settings.LANGUAGE_CODE if language in settings.FEW_PAGES else language


def speaks(language: str, path: str) -> bool:
    few = settings.FEW_PAGES.get(language)
    if few is None:
        return True
    bare = path.partition("?")[0].partition("#")[0]
    return bare in few or f"{bare.rstrip('/').rpartition('/')[0]}/*" in few


def split(path: str) -> tuple[str, str]:
    """``/en/agenda/`` is ``("en", "/agenda/")``."""
    code = CODES.get(path[:3]) if path[3:4] == "/" else None
    return (code, path[3:]) if code else (settings.LANGUAGE_CODE, path)


def within(path: str, language: str) -> str:
    """The same address in another language."""
    bare = split(path)[1]
    return PREFIXES[language] + bare if speaks(language, bare) else bare


def of_an_attribute(tag: str, attribute: str, value: str) -> str:
    """For the sanitiser: a link in a text to a page of this site leads there in the language of the reader."""
    return link(value) if tag == "a" and attribute == "href" and INSIDE.match(value) else value


def cached[**P, R](maxsize: int) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Keep what was made, for each language apart: words and links differ."""

    def decorator(make: Callable[P, R]) -> Callable[P, R]:
        @lru_cache(maxsize=maxsize)
        def kept(_language: str | None, *args: P.args, **kwargs: P.kwargs) -> R:
            return make(*args, **kwargs)

        @wraps(make)
        def made(*args: P.args, **kwargs: P.kwargs) -> R:
            return kept(translation.get_language(), *args, **kwargs)  # type: ignore[arg-type]

        return made

    return decorator


class LanguageMiddleware:
    """Speak the language of the address. What a language has no page for is shown in Dutch, at its Dutch address."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language, bare = split(request.path_info)
        if not speaks(language, bare):
            query = request.META.get("QUERY_STRING", "")
            return HttpResponseRedirect(f"{bare}?{query}" if query else bare, preserve_request=True)
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response
