"""The words of the steps that every portal begins with, so that they can be said in another language too.

The rows came with migration 0014; what the team changes at its desk is its own, and stays as it writes it.
"""

from django.utils.translation import gettext_noop as _

WORDS = (
    _("Elkaar kennen"),
    _("Je weet van elkaar wie je bent en wat je hier zoekt."),
    _(
        "Spreek af op een plek die van niemand is: een bankje, een café, de hal van de flat. Laat iedereen "
        "vertellen wat hij hier fijn vindt en wat hij mist. Schrijf dat op. Stem nergens over."
    ),
    _("Het coalitieteam"),
    _("Weten wat er al is"),
    _("Je sluit aan bij wat buren al doen, in plaats van het over te doen."),
    _(
        "Loop een rondje langs de buurtkamer, de moskee of kerk, de school, de tuin en de winkels. Vraag wie er "
        "al iets organiseert. Maak er samen een kaartje van."
    ),
    _("Je maatje"),
    _("Wie zijn er nog niet?"),
    _("Wie je niet uitnodigt, komt niet. Samen horen jullie meer van de buurt."),
    _(
        "Noem de straten, leeftijden en talen die nog niemand van jullie kent. Kies er één en ga langs, met "
        "koffie en zonder folder. Vraag wat zij zouden willen."
    ),
    _("Een eerste activiteit"),
    _("Doen geeft vertrouwen. Buren zien dat er iets gebeurt."),
    _(
        "Kies iets wat binnen zes weken kan en bijna niets kost: soep op het plein, een schoonmaakochtend, een "
        "rondje stekjes ruilen. Zet het in de agenda en vertel daarna hoe het was."
    ),
    _("Een trekker van je maatje"),
    _("Hoe beslissen we?"),
    _("Iedereen weet vooraf hoe een besluit ontstaat, ook wie er later bij komt."),
    _(
        "Spreek af wat ieder gewoon mag doen, waarover je eerst praat, en hoe je verder gaat als iemand bezwaar "
        "heeft. Een half A4 is genoeg. Hang het op waar iedereen het ziet."
    ),
    _("Het werk delen"),
    _("Een platform dat op één mens rust, valt om als die mens moe is."),
    _("Zorg dat van elke taak twee mensen weten hoe het moet. Vraag elkaar af en toe: krijg je hier nog energie van?"),
    _("Geld en open boeken"),
    _("Ook over vijftig euro is iedereen het eens, omdat iedereen het kan zien."),
    _(
        "Kies twee mensen die samen op het geld letten. Schrijf elk bedrag op, met de bon erbij, en laat het "
        "lezen aan wie het wil. Een bankrekening hoeft nog niet: je maatje of het coalitieteam kan voor je "
        "betalen."
    ),
    _("Penningmeester van het coalitieteam"),
    _("Te vinden zijn"),
    _("Buren weten waar en wanneer ze je tegenkomen."),
    _("Kies een vaste plek en een vaste tijd, al is het één uur per maand. Zet die op je pagina en hang de poster op."),
)
