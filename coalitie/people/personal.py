"""How a model says what in it belongs to a person.

Lower layers cannot import upper ones, so each model that points to a user declares it itself::

    class Membership(models.Model):
        user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
        personal = {"user": Mine("Lidmaatschappen", fields=("platform", "role", "since"), erase="delete")}

The key is the name of the foreign key, of a field with an e-mail address, or of an array with numbers of accounts. A
test fails when a foreign key to a user is declared nowhere. A model may also refuse: ``refuse_erasing(user) -> str |
None`` (a classmethod) answers with the sentence that says what must happen first.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass(frozen=True)
class Mine:
    """Rows that are about a person.

    title: what the rows are, as a Dutch noun in plural, for the download and the preview.
    fields: what the download holds of each row; a foreign key is written as its text.
    erase: "delete" forgets the row, "nameless" keeps it and empties the key.
    also: what is set along with an emptied key, such as words that go with their writer.
    """

    title: str
    fields: tuple[str, ...] = ()
    erase: Literal["delete", "nameless"] = "nameless"
    also: Mapping[str, Any] = field(default_factory=dict)


# Models of libraries, which cannot say it themselves: "app.Model.field".
OF_LIBRARIES: dict[str, Mine] = {
    "account.EmailAddress.user": Mine("E-mailadressen", ("email",), "delete"),
    "mfa.Authenticator.user": Mine("Passkeys en controlecodes", ("type", "created_at", "last_used_at"), "delete"),
    "admin.LogEntry.user": Mine("Handelingen in het beheer", ("action_time", "object_repr"), "delete"),
}
