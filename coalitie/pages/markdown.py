"""What the Markdown of a page becomes."""

from functools import lru_cache

from django.utils.safestring import SafeString

from coalitie.lib.text import render_page


@lru_cache(maxsize=64)
def rendered(text: str) -> SafeString:
    """Pages are few and change rarely, so each worker keeps their HTML; the key is the text itself."""
    return render_page(text)
