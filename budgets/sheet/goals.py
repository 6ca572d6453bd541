"""Which of the world's goals (SDG) the deeds of a value serve most: a reading aid for who counts by those goals.

Numbers are those of the United Nations, names are our own. An initiative serves the goals of the values that it names.
"""

from django.utils.translation import gettext_lazy as _

GOALS = {
    3: _("gezond en in balans leven"),
    5: _("vrouwen, mannen en iedereen gelijk"),
    10: _("minder ongelijkheid"),
    11: _("buurten waar het goed wonen is"),
    12: _("zuinig met spullen"),
    16: _("samen beslissen en vertrouwen"),
    17: _("samenwerken"),
}
OF_VALUE = {
    "eigenaarschap": (11, 16),
    "zorg": (3, 10),
    "inclusiviteit": (5, 10),
    "initiatief": (11, 12),
    "zelforganisatie": (16, 17),
}
