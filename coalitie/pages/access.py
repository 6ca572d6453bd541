"""Who may do what with pages and values: everybody reads what is published, the coalition team writes."""

from coalitie.pages.models import Page, Value
from coalitie.people.models import Person


def allowed(user: Person, thing: Page | Value) -> set[str]:
    if user.is_authenticated and user.in_team:
        return {"read", "edit"}
    if isinstance(thing, Value) or thing.is_published:
        return {"read"}
    return set()
