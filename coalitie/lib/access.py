"""Who may do what, asked in one way everywhere.

Each app's ``access.py`` answers ``allowed(user, obj) -> set[str]``, holding status and role in one place. Views then
call ``require``; templates ask ``{% if "submit" in may %}``.
"""

from collections.abc import Collection

from django.http import Http404

from coalitie.lib.refused import Forbidden


def require(verb: str, may: Collection[str], because: str) -> None:
    """404 when the thing may not even be read, 403 with the Dutch reason when only the verb is missing."""
    if verb in may:
        return
    if "read" not in may:
        raise Http404
    raise Forbidden(because)
