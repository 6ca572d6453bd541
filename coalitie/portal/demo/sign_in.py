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
    # What is interesting to see as this person.
    see: str
    secret: str = ""

    @property
    def second_step(self) -> str:
        """The six digits of this half minute; empty for who needs none."""
        if not self.secret:
            return ""
        return format_hotp_value(hotp_value(self.secret, int(time.time()) // app_settings.TOTP_PERIOD))


RESIDENT = DemoPerson(
    "bewoner@demo.example",
    "Fenna B.",
    "bewoner, nog nergens lid",
    "Haar eigen pagina is nog leeg: zo begint iedereen. Word lid, doe ergens aan mee of stel iets voor.",
)
PULLER = DemoPerson(
    "trekker@demo.example",
    "Tarik T.",
    "trekker bij Het Dapper Verbond",
    "Er wachten drie mensen op zijn welkom. Iemand wil hem de sleutel van de restjesmarkt geven, er kwam een plek vrij"
    " op het saunavlot, en hij is nog een verslag schuldig.",
)
COORDINATOR = DemoPerson(
    "coordinator@demo.example",
    "Carla C.",
    "coördinator van Het Dapper Verbond",
    "Op haar eigen pagina staat wat op haar wacht: voorstellen, meldingen, eerste reacties, dalende energie en een"
    " initiatief dat naar haar platform wil verhuizen.",
    "DAPPERDAPPERDAPPERDAPPER",
)
NEIGHBOUR = DemoPerson(
    "coordinator2@demo.example",
    "Driss D.",
    "coördinator van De Kolenkit Kookt Over",
    "Hij kijkt opnieuw naar besluiten van andere platforms. Carla’s eigen bureau ziet hij niet.",
    "KOLENKITKOLENKITKOLENKIT",
)
TEAM = DemoPerson(
    "team@demo.example",
    "Els E.",
    "coalitieteam",
    "Zij ziet alle platforms, en kan in het beheer pagina’s schrijven en rollen geven.",
    "COALITIECOALITIECOALITIE",
)
PEOPLE = [RESIDENT, PULLER, COORDINATOR, NEIGHBOUR, TEAM]


def people_to_sign_in_as() -> list[str]:
    """Lines for the console of the demo."""
    lines = [f"{person.email:27} {person.what}" for person in PEOPLE]
    return [*lines, "Inlogcodes staan op /demo/post/, de tweede stap voor het beheer op /demo/."]
