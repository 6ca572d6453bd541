"""An outcome as sentences: what happened to each plan and why, made from what is stored and from nothing else."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from budgets.models.request import Status
from coalitie.lib.money import euros

EXCLUDED = {
    "withdrawn": gettext_lazy("Dit plan is ingetrokken."),
    "above_budget": gettext_lazy("Dit plan kost meer dan het hele budget."),
    "no_votes": gettext_lazy("Niemand stemde op dit plan."),
    "below_threshold": gettext_lazy("Dit plan kreeg minder stemmen dan de regels van deze ronde vragen."),
}
SETTLED = {
    "lowest cost": gettext_lazy("omdat het minder kost"),
    "most votes": gettext_lazy("omdat het meer stemmen kreeg"),
    "most helpers": gettext_lazy("omdat er meer mensen meehelpen"),
    "lot": gettext_lazy("omdat het bij de loting eerder werd getrokken"),
}
RULES = {
    "equal_shares": gettext_lazy("gelijke aandelen"),
    "most_votes": gettext_lazy("meeste stemmen"),
}


def amount(text: str | Fraction) -> str:
    """In euros and cents; what lies between is rounded for the reader only."""
    exact = Fraction(text)
    return euros(Decimal(exact.numerator) / Decimal(exact.denominator))


def votes(number: int) -> str:
    return ngettext("%(number)s stem", "%(number)s stemmen", number) % {"number": thousands(number)}


def people(number: int) -> str:
    return ngettext("%(number)s mens", "%(number)s mensen", number) % {"number": thousands(number)}


def thousands(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def percent(text: str) -> int:
    """Rounded down: 100 is only said of what is whole."""
    return int(Fraction(text))


class Reader:
    """Reads a stored outcome. ``plan`` is always an entry of its ``plans``."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.data = data
        self.plans = {plan["id"]: plan for plan in data["plans"]}
        self.part = data["part"]["id"] if data["part"] else None
        self.reserve = set(data["reserve"])

    def name(self, number: str) -> str:
        return _("‘%(plan)s’") % {"plan": self.plans[number]["name"]}

    def names(self, numbers: list[str]) -> str:
        """‘A’, ‘B’ and ‘C’."""
        named = [self.name(number) for number in numbers]
        if len(named) < 2:
            return "".join(named)
        return _("%(some)s en %(last)s") % {"some": ", ".join(named[:-1]), "last": named[-1]}

    def status(self, plan: dict[str, Any]) -> Status:
        if plan["chosen"] or plan["id"] == self.part:
            return Status.CHOSEN
        return Status.RESERVE if plan["id"] in self.reserve else Status.NOT_CHOSEN

    def story(self, plan: dict[str, Any]) -> str:
        """Why it was chosen or not, in all words."""
        return self.why(plan) if self.status(plan) == Status.CHOSEN else self.why_not(plan)

    # --- Chosen -------------------------------------------------------------------------------------------------------
    def why(self, plan: dict[str, Any]) -> str:
        if plan["id"] == self.part:
            words = _("Voor dit plan was nog %(left)s over. Het kost %(cost)s en krijgt dus een deel.")
            return words % {"left": amount(self.data["part"]["amount"]), "cost": amount(plan["cost"])}
        if plan["why"] == "bought":
            return self._paid(plan)
        words = {
            "free": _("Dit plan kost niets."),
            "completion": _(
                "De mensen die dit plan kozen, konden het niet helemaal betalen. Maar er bleef geld over, en van de "
                "plannen die daar nog in pasten kreeg dit de meeste stemmen: %(votes)s."
            ),
            "most_votes": _("Met %(votes)s was dit plan aan de beurt, en er was nog genoeg geld."),
        }[plan["why"]]
        return words % {"votes": self.score(plan)}

    def _paid(self, plan: dict[str, Any]) -> str:
        if plan.get("hidden"):
            return _(
                "Wie dit plan koos, betaalde het samen. Wie hoeveel gaf, laten we niet zien: er stemden weinig mensen, "
                "en je zou kunnen zien wat iemand nog meer koos."
            )
        said = [
            _("%(people)s betaalden elk %(price)s.") % {"people": people(number).capitalize(), "price": amount(price)}
            for price, number in reversed(plan["payments"])
        ]
        money, poor = plan["less"]
        if poor:
            words = ngettext(
                "%(people)s had minder over en gaf de laatste %(money)s.",
                "%(people)s hadden minder over en gaven samen hun laatste %(money)s.",
                poor,
            )
            said.append(words % {"people": people(poor).capitalize(), "money": amount(money)})
        nothing = plan["votes"] - poor - sum(number for _price, number in plan["payments"])
        if nothing:
            words = ngettext(
                "%(people)s stemde ook op dit plan, maar had niets meer over.",
                "%(people)s stemden ook op dit plan, maar hadden niets meer over.",
                nothing,
            )
            said.append(words % {"people": people(nothing).capitalize()})
        return " ".join(said)

    def score(self, plan: dict[str, Any]) -> str:
        if plan["points"] == plan["votes"]:
            return votes(plan["votes"])
        words = _("%(points)s punten van %(people)s")
        return words % {"points": thousands(plan["points"]), "people": people(plan["votes"])}

    def support(self, plan: dict[str, Any]) -> str:
        """What the votes came to in the end."""
        if plan["why"] in ("excluded", "free", "most_votes", "rival") or plan["id"] == self.part:
            return ""
        if plan.get("hidden") == "few":
            return ""
        share = percent(plan["support_percent"])
        if plan.get("hidden") == "payments":
            return _("ten minste %(share)s%% van de stemmen telde ten volle mee") % {"share": share}
        if plan["why"] == "bought":
            return _("%(share)s%% van de stemmen telde ten volle mee") % {"share": share}
        return _("wie het koos, had nog %(share)s%% van de kosten") % {"share": share}

    # --- Not chosen ---------------------------------------------------------------------------------------------------
    def why_not(self, plan: dict[str, Any]) -> str:
        return " ".join(filter(None, [self._reason(plan), self.nearly(plan)]))

    def _reason(self, plan: dict[str, Any]) -> str:
        if plan["why"] == "excluded":
            return str(EXCLUDED[plan["excluded"]]) if self.data["voters"] else _("Er heeft niemand gestemd.")
        if plan["why"] == "rival":
            words = _("Dit plan kan niet samen met %(rival)s, en dat is gekozen.")
            return words % {"rival": self.name(plan["rival"])}
        if plan["why"] == "too_dear":
            words = _("Toen dit plan met %(votes)s aan de beurt was, was er nog %(left)s over. Het kost %(cost)s.")
            return words % {"votes": self.score(plan), "left": amount(plan["left"]), "cost": amount(plan["cost"])}
        had = Fraction(plan["support_percent"]) * Fraction(plan["cost"]) / 100
        if plan["why"] == "too_few_votes":
            words = _(
                "Te weinig stemmen voor wat het kost. Wie dit plan koos, had samen %(all)s te verdelen. Het kost "
                "%(cost)s."
            )
            whole = plan["votes"] * Fraction(self.data["endowment"])
            return words % {"all": amount(whole), "cost": amount(plan["cost"])}
        words = _(
            "Wie dit plan koos, heeft het geld al aan andere plannen gegeven, vooral aan %(plans)s. Er was samen nog "
            "%(had)s over. Het kost %(cost)s."
        )
        most = [number for number, _amount in plan["spent"][:2]]
        if plan.get("hidden"):
            words = _("Wie dit plan koos, heeft het geld al aan andere plannen gegeven. Het kost %(cost)s.")
        elif not most:
            words = _(
                "Wie dit plan koos, heeft het geld al aan andere plannen gegeven. Er was samen nog %(had)s over. Het "
                "kost %(cost)s."
            )
        return words % {"plans": self.names(most), "had": amount(had), "cost": amount(plan["cost"])}

    def nearly(self, plan: dict[str, Any]) -> str:
        """How far it was from being chosen, counted again."""
        if plan.get("hidden") == "few" and plan["votes"] and plan["why"] != "excluded":
            return _("Minder dan vijf mensen kozen dit plan. Daarom vertellen we niet hoeveel het scheelde.")
        more, less = plan["more_votes"], plan["cheaper"]
        if more is None and less is None:
            return ""
        cheaper = _("%(money)s goedkoper") % {"money": amount(less)} if less is not None else ""
        if more is None:
            return _("Was het %(cheaper)s, dan was het gelukt.") % {"cheaper": cheaper}
        words = ngettext("nog %(number)s stem", "nog %(number)s stemmen", more) % {"number": thousands(more)}
        if not cheaper:
            return _("Met %(votes)s was het gelukt.") % {"votes": words}
        return _("Met %(votes)s, of als het %(cheaper)s was, was het gelukt.") % {"votes": words, "cheaper": cheaper}

    # --- The whole ----------------------------------------------------------------------------------------------------
    def summary(self) -> list[str]:
        """What stands at the top of the page."""
        data = self.data
        number, total = len(self.chosen), len(data["plans"])
        if not data["voters"]:
            return [_("Niemand heeft gestemd. Daarom is er geen plan gekozen.")]
        said = [
            ngettext(
                "%(people)s stemde, en %(number)s van de %(total)s plannen gaan door.",
                "%(people)s stemden, en %(number)s van de %(total)s plannen gaan door.",
                data["voters"],
            )
            % {"people": people(data["voters"]).capitalize(), "number": number, "total": total}
        ]
        if not number:
            said = [
                _("%(people)s stemden, maar geen plan is gekozen.") % {"people": people(data["voters"]).capitalize()}
            ]
        left = Fraction(data["budget"]) - self.spent
        words = _("Samen kosten ze %(cost)s van de %(budget)s. Er blijft %(left)s over.")
        if number and left:
            said.append(words % {"cost": amount(self.spent), "budget": amount(data["budget"]), "left": amount(left)})
        elif number:
            said.append(_("Samen kosten ze %(cost)s: het hele budget.") % {"cost": amount(self.spent)})
        wanted = [plan for plan in data["plans"] if plan["votes"] and plan["excluded"] is None]
        if wanted and all(plan["chosen"] for plan in wanted):
            said.append(_("Er was genoeg geld voor elk plan dat mee kon doen en waar iemand op stemde."))
        return said

    @property
    def chosen(self) -> list[dict[str, Any]]:
        """In the order in which they were chosen; one that gets a part comes last."""
        found = sorted((plan for plan in self.data["plans"] if plan["chosen"]), key=lambda plan: plan["place"])
        return [*found, self.plans[self.part]] if self.part else found

    @property
    def spent(self) -> Fraction:
        whole = Fraction(self.data["cost"])
        return whole + Fraction(self.data["part"]["amount"]) if self.part else whole

    def shares(self) -> list[str]:
        """How the amount per voter came about; nothing where the outcome goes by votes."""
        data = self.data
        if data["rule"] != "equal_shares" or data["endowment"] is None:
            return []
        said = [
            _("%(budget)s gedeeld door %(people)s is %(start)s voor ieder, in hele euro’s.")
            % {"budget": amount(data["budget"]), "people": people(data["voters"]), "start": amount(data["start"])}
        ]
        if data["endowment"] != data["start"]:
            words = _(
                "Daarmee ging niet al het geld op: niet iedereen kan alles uitgeven aan plannen die ook anderen kozen. "
                "Daarom ging ieders deel steeds een euro omhoog, tot %(amount)s. Elke keer telden we opnieuw vanaf het "
                "begin. De uitslag is die van de laatste keer die nog binnen het budget bleef."
            )
            said.append(words % {"amount": amount(data["endowment"])})
        return said

    def other(self) -> list[str]:
        """What the other rule would have done, and how many voters are better off with which."""
        data = self.data
        mine, theirs = {plan["id"] for plan in self.chosen}, set(data["other"]["chosen"])
        rule = RULES[data["other"]["rule"]]
        against = data["comparison"]
        better, worse = against[data["rule"]], against[data["other"]["rule"]]
        said = []
        if mine == theirs:
            said.append(_("Met ‘%(rule)s’ waren dezelfde plannen gekozen.") % {"rule": rule})
        else:
            gained = [number for number in self.plans if number in theirs - mine]
            lost = [number for number in self.plans if number in mine - theirs]
            if gained:
                words = _("Met ‘%(rule)s’ was wel gekozen: %(plans)s.")
                said.append(words % {"rule": rule, "plans": self.names(gained)})
            if lost:
                words = _("Met ‘%(rule)s’ was niet gekozen: %(plans)s.")
                said.append(words % {"rule": rule, "plans": self.names(lost)})
            words = _(
                "Met deze uitslag zien %(better)s meer van hun eigen plannen doorgaan, met de andere %(worse)s. Voor "
                "%(same)s maakt het niet uit."
            )
            counts = {"better": people(better), "worse": people(worse), "same": people(against["same"])}
            said.append(words % counts)
        if data["other"]["ties_in_order"]:
            said.append(_("Daar stonden plannen gelijk. Daarvoor namen we de volgorde van de stemlijst."))
        if data["asked"] != data["rule"]:
            said.append(
                _(
                    "De ronde telt met ‘gelijke aandelen’, maar er stemden weinig mensen en met ‘meeste stemmen’ zijn "
                    "er meer beter af. Volgens de spelregels geldt dan ‘meeste stemmen’."
                )
            )
        return said

    def ties(self) -> list[str]:
        """What stood equal, and what decided."""
        said = []
        for tie in self.data["ties"]:
            words = _("%(plans)s stonden gelijk. %(first)s ging voor, %(why)s.")
            why = SETTLED.get(tie["by"], tie["by"])
            said.append(words % {"plans": self.names(tie["plans"]), "first": self.name(tie["first"]), "why": why})
        return said
