"""Counting by the book, in fractions and with one purse per voter: slow, and written apart from what it checks."""

from fractions import Fraction

from budgets.rules.elections import Ballot

type Payments = list[list[Fraction]]


def buy(
    costs: list[Fraction],
    ballots: list[Ballot],
    amount: Fraction,
    helpers: list[int] | None = None,
    groups: list[str] | None = None,
) -> tuple[list[int], Payments, list[Fraction]]:
    """(plans in the order bought, what each voter paid for each, what each has left). Ties go by list order at last.

    At most one plan is bought of each group with a name.
    """
    helpers = helpers or [0] * len(costs)
    groups = groups or [""] * len(costs)
    purses = [amount] * len(ballots)
    given = [dict(ballot) for ballot in ballots]
    supporters = [
        [(voter, own[index]) for voter, own in enumerate(given) if index in own] for index in range(len(costs))
    ]
    votes = [len(behind) for behind in supporters]
    bought = [index for index, cost in enumerate(costs) if not cost and votes[index]]
    payments: Payments = [[Fraction(0)] * len(ballots) for _ in bought]
    while True:
        offers = []
        for index, cost in enumerate(costs):
            behind = supporters[index]
            if groups[index] and groups[index] in [groups[other] for other in bought]:
                continue
            if cost > amount * len(behind):
                continue
            if index in bought or sum((purses[voter] for voter, _ in behind), Fraction(0)) < cost or not behind:
                continue
            price = price_of(cost, [(purses[voter], points) for voter, points in behind])
            offers.append((price / cost, cost, -votes[index], -helpers[index], index, price, behind))
        if not offers:
            return bought, payments, purses
        *_, index, price, behind = min(offers)
        row = [Fraction(0)] * len(ballots)
        for voter, points in behind:
            row[voter] = min(purses[voter], price * points)
            purses[voter] -= row[voter]
        bought.append(index)
        payments.append(row)


def price_of(cost: Fraction, behind: list[tuple[Fraction, int]]) -> Fraction:
    """Least price per point at which these purses raise the cost."""
    rest, points_left = cost, sum(points for _, points in behind)
    price = Fraction(0)
    for purse, points in sorted(behind, key=lambda row: row[0] / row[1]):
        price = rest / points_left
        if purse >= price * points:
            return price
        rest -= purse
        points_left -= points
        price = purse / points
    return price


def equal_shares(
    costs: list[Fraction],
    ballots: list[Ballot],
    budget: Fraction,
    *,
    exact_start: bool = False,
    stop_exhaustive: bool = True,
    step: Fraction = Fraction(1),
    groups: list[str] | None = None,
) -> tuple[list[int], Fraction]:
    """(plans in the order bought, the last amount per voter). Plans above the budget take no part."""
    allowed = [index for index, cost in enumerate(costs) if cost <= budget]
    names = [groups[index] if groups else "" for index in allowed]
    amount = budget / len(ballots) if exact_start else Fraction(budget // len(ballots))
    listed = [tuple((allowed.index(i), p) for i, p in ballot if i in allowed) for ballot in ballots]
    wanted = {index for ballot in listed for index, _ in ballot}
    kept: list[int] = []
    kept_amount = amount
    while True:
        bought, _, _ = buy([costs[index] for index in allowed], listed, amount, groups=names)
        spent = sum((costs[allowed[index]] for index in bought), Fraction(0))
        if spent > budget:
            break
        kept, kept_amount = bought, amount
        taken = {names[index] for index in bought} - {""}
        rest = {index for index in wanted - set(bought) if names[index] not in taken}
        if not rest or (stop_exhaustive and all(spent + costs[allowed[index]] > budget for index in rest)):
            break
        amount += step
    return [allowed[index] for index in kept], kept_amount
