"""The house rules as something to choose from. Their text stands on /huisregels/; the numbers are the same there."""

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Rule(models.TextChoices):
    PERSON = "person", _("1. Praat over de zaak, niet op de persoon")
    EXCLUDES = "excludes", _("2. Sluit niemand uit")
    PRIVATE = "private", _("3. Houd het privé van een ander privé")
    BUURT = "buurt", _("4. Het gaat over de buurt")
    ADVERT = "advert", _("5. Geen reclame")
    HONEST = "honest", _("6. Wees eerlijk")
    SAFE = "safe", _("7. Houd het veilig en wettig")
    OTHERS = "others", _("8. Zet er niets neer wat van een ander is")

    @property
    def explained(self) -> str | Promise:
        return EXPLAINED[self]


EXPLAINED: dict[Rule, str | Promise] = {
    Rule.PERSON: _("Iemand wordt uitgescholden, bedreigd of vernederd."),
    Rule.EXCLUDES: _("Haat, racisme of een grap over wie iemand is."),
    Rule.PRIVATE: _("Een naam, adres, foto of verhaal van iemand die dat niet wilde."),
    Rule.BUURT: _("Het heeft niets met de buurt te maken."),
    Rule.ADVERT: _("Een verkooppraatje, werving of een kettingbericht."),
    Rule.HONEST: _("Iemand doet zich anders voor of verzwijgt een eigen belang."),
    Rule.SAFE: _("Een oproep tot geweld, of iets gevaarlijks of verbodens."),
    Rule.OTHERS: _("Een tekst of foto die van een ander is."),
}
