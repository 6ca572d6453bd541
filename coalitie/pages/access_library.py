"""Who may do what with papers and short addresses: everybody reads what is published, the coalition team keeps them."""

from coalitie.pages.models import Document, ShortLink
from coalitie.people.models import Person


def in_team(user: Person) -> bool:
    return user.is_authenticated and user.in_team


def of_document(user: Person, document: Document) -> set[str]:
    """Of what was withdrawn the page stays for everybody, and the file for the team."""
    if not in_team(user):
        return set() if document.published_at is None else {"read", "download"} if document.is_standing else {"read"}
    may = {"read", "download", "edit", "set_status"}
    may |= {"publish", "put_file"} if document.published_at is None else set()
    may |= {"take_back"} if document.is_standing else set()
    may |= {"put_back"} if document.withdrawn_at is not None else set()
    return may | ({"replace"} if document.replaces_id is None else {"stand_alone"})


def of_link(user: Person, link: ShortLink) -> set[str]:
    if not in_team(user):
        return {"read"}
    if link.withdrawn_at is not None:
        return {"read", "edit", "put_back"}
    return {"read", "edit", "point_to", "withdraw"} | ({"check"} if link.leads_out else set())
