"""The five people one can sign in as, and the second factor of those who sit at the desk.

The secrets are public on purpose: they guard made-up people in a demo and nothing else.
"""

import time
from typing import NamedTuple

from allauth.mfa import app_settings
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value


class DemoPerson(NamedTuple):
    email: str
    name: str
    what: str
    secret: str = ""

    @property
    def second_step(self) -> str:
        """The six digits of this half minute; empty for who needs none."""
        if not self.secret:
            return ""
        return format_hotp_value(hotp_value(self.secret, int(time.time()) // app_settings.TOTP_PERIOD))


RESIDENT = DemoPerson("bewoner@demo.example", "Fenna B.", "bewoner, nog nergens lid")
PULLER = DemoPerson("trekker@demo.example", "Tarik T.", "trekker bij Het Dapper Verbond")
COORDINATOR = DemoPerson(
    "coordinator@demo.example", "Carla C.", "coördinator van Het Dapper Verbond", "DAPPERDAPPERDAPPERDAPPER"
)
NEIGHBOUR = DemoPerson(
    "coordinator2@demo.example", "Driss D.", "coördinator van De Kolenkit Kookt Over", "KOLENKITKOLENKITKOLENKIT"
)
TEAM = DemoPerson("team@demo.example", "Els E.", "coalitieteam", "COALITIECOALITIECOALITIE")
PEOPLE = [RESIDENT, PULLER, COORDINATOR, NEIGHBOUR, TEAM]


def people_to_sign_in_as() -> list[str]:
    """Lines for the console of the demo."""
    lines = [f"{person.email:27} {person.what}" for person in PEOPLE]
    return [*lines, "Inlogcodes staan op /demo/post/, de tweede stap voor het beheer op /demo/."]
