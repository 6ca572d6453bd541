"""Who may do what with pages and values: everybody reads what is published, the coalition team writes."""

from coalitie.pages.models import Page, State, Value
from coalitie.people.models import Person

# What the team may do with a page in each state, besides reading and editing.
VERBS = {
    State.DRAFT: {"submit", "publish", "withdraw"},
    State.REVIEW: {"give_back", "publish", "withdraw"},
    State.PLANNED: {"publish", "publish_version", "unplan"},
    State.PUBLISHED: {"publish_version", "keep", "withdraw"},
    State.WITHDRAWN: {"publish"},
}


def allowed(user: Person, thing: Page | Value) -> set[str]:
    if user.is_authenticated and user.in_team:
        return {"read", "edit"} | (VERBS[thing.state] | {"move"} if isinstance(thing, Page) else set())
    if isinstance(thing, Value) or thing.is_published:
        return {"read"}
    return set()
