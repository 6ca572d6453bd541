"""The counting on cases small enough to follow with a pencil, and its properties on thousands of random ones."""

from collections import Counter
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from budgets.rules.elections import BadElection, Ballot, Election, Excluded, Project, ballot_of
from budgets.rules.equal_shares import EqualShares
from budgets.rules.explain import Why, explain, explain_greedy, payments
from budgets.rules.greedy import Greedy
from budgets.rules.shares import Table, run
from budgets.rules.ties import FILE_ORDER, LOT, LOWEST_COST, MOST_HELPERS, MOST_VOTES, TieBreak, UnresolvedTie
from tests.budgets import recount
from tests.budgets.strategies import Given, drawn_election, election, given_elections

IN_ORDER = TieBreak(file_order=True)
QUICK = settings(max_examples=150, deadline=None, derandomize=True)

# The worked example of equalshares.net: who of eleven voters approves which plan.
COSTS = {"bike": 700, "gym": 400, "park": 250, "playground": 200, "library": 100}
APPROVED = {
    "bike": {0, 1, 2, 3, 4, 5, 10},
    "gym": {0, 1, 2, 3, 4, 5},
    "park": {1, 3, 4, 6, 9},
    "playground": {6, 7, 8, 9},
    "library": {6, 8, 9},
}


def example(helpers: dict[str, set[int]] | None = None) -> Election:
    ids = list(COSTS)
    ballots = [
        ballot_of(
            [index for index, plan in enumerate(ids) if voter in APPROVED[plan]],
            [index for index, plan in enumerate(ids) if voter in (helpers or {}).get(plan, set())],
        )
        for voter in range(11)
    ]
    return Election.of(1100, [Project(plan, Fraction(cost)) for plan, cost in COSTS.items()], Counter(ballots))


@pytest.mark.parametrize(
    ("helpers", "bought"),
    [
        ({}, [("bike", "7", "100"), ("playground", "4", "50"), ("library", "3", "100/3")]),
        (
            {"park": {3, 4, 6, 9}},
            [("park", "9", "250/9"), ("gym", "216/43", "2150/27"), ("playground", "18/5", "500/9")],
        ),
        (
            {"park": {4, 6, 9}, "gym": {0, 2}},
            [("park", "8", "125/4"), ("gym", "96/13", "325/6"), ("playground", "16/5", "125/2")],
        ),
    ],
)
def test_who_helps_steers_the_own_share_double(
    helpers: dict[str, set[int]], bought: list[tuple[str, str, str]]
) -> None:
    """With a price per point for who helps: they pay twice that, and count twice, and have no more to spend."""
    counted = run(Table.of(example(helpers)), Fraction(100), IN_ORDER)
    names = list(COSTS)
    prices = counted.exact().prices()
    costs = [Fraction(COSTS[names[index]]) for index in counted.winners]
    traced = [
        (names[index], str(cost / price), str(price))
        for index, cost, price in zip(counted.winners, costs, prices, strict=True)
    ]
    assert traced == bought


def test_one_helps_with_three_plans_at_most() -> None:
    assert ballot_of([3, 1, 2], [1]) == ((1, 2), (2, 1), (3, 1))
    with pytest.raises(BadElection, match="3 plans at most"):
        ballot_of(range(5), range(4))
    with pytest.raises(BadElection, match="also votes for it"):
        ballot_of([1], [2])


# --- Guards -----------------------------------------------------------------------------------------------------------


def plans(*costs: int) -> list[Project]:
    return [Project(f"p{index}", Fraction(cost)) for index, cost in enumerate(costs)]


def test_nobody_voted() -> None:
    outcome = EqualShares().count(Election.of(100, plans(10, 0), {}))
    assert (outcome.chosen, outcome.endowment) == ([], None)


def test_only_blank_ballots() -> None:
    outcome = EqualShares().count(Election.of(100, plans(10), {(): 4}))
    assert outcome.chosen == []
    assert outcome.endowment == 25


def test_everything_affordable_ends() -> None:
    asked = Election.of(10**12, plans(3, 5), {((0, 1),): 1, ((1, 1),): 2})
    assert sorted(EqualShares(stop="exhaustive").count(asked).winners) == [0, 1]
    assert sorted(EqualShares(stop="overspend").count(asked).winners) == [0, 1]


def test_a_far_away_amount_is_reached_without_a_run_for_each_euro() -> None:
    runs = 0

    def told(amount: Fraction, cost: Fraction) -> None:
        nonlocal runs
        runs += 1

    asked = Election.of(10**12, plans(9 * 10**11, 8 * 10**11, 10**11), {((0, 1), (1, 1)): 1, ((2, 1),): 19})
    outcome = EqualShares().count(asked, progress=told)
    assert outcome.winners == [2, 1]
    assert outcome.endowment == 8 * 10**11
    # One by one only within a billionth of where something changes.
    assert runs < 1_000


def test_free_plans_above_budget_and_without_votes() -> None:
    asked = Election.of(50, plans(0, 0, 51, 10, 40), {((0, 1), (2, 1), (3, 1)): 2})
    assert asked.excluded == {1: Excluded.NO_VOTES, 2: Excluded.ABOVE_BUDGET, 4: Excluded.NO_VOTES}
    outcome = EqualShares().count(asked)
    assert outcome.chosen == [0, 3]


def test_threshold_and_withdrawn() -> None:
    asked = Election.of(50, [*plans(10, 10), Project("gone", Fraction(1), withdrawn=True)], {
        ((0, 1), (2, 1)): 3, ((1, 1),): 2
    })  # fmt: skip
    asked = asked.with_threshold(3)
    assert asked.excluded == {1: Excluded.BELOW_THRESHOLD, 2: Excluded.WITHDRAWN}
    assert EqualShares().count(asked).chosen == [0]


@pytest.mark.parametrize(
    ("ballots", "why"),
    [
        ({((5, 1),): 1}, "not on the list"),
        ({((-1, 1),): 1}, "not on the list"),
        ({((0, 0),): 1}, "points"),
        ({((0, 1), (0, 1)): 1}, "names a plan twice"),
        ({((0, 1),): -1}, "less than zero times"),
    ],
)
def test_ballots_that_cannot_be(ballots: dict[tuple[tuple[int, int], ...], int], why: str) -> None:
    with pytest.raises(BadElection, match=why):
        Election.of(10, plans(1), ballots)


def test_of_plans_that_exclude_each_other_one_is_chosen() -> None:
    rivals = [Project("a", Fraction(20), group="plein"), Project("b", Fraction(20), group="plein"), *plans(20)]
    asked = Election.of(60, rivals, {((0, 1), (1, 1)): 3, ((1, 1), (2, 1)): 1})
    outcome = EqualShares().count(asked)
    assert asked.rivals(outcome.chosen) == {0}
    assert sorted(outcome.chosen) == [1, 2]
    first = explain(outcome, EqualShares())[0]
    assert (first.why, first.rival) == (Why.RIVAL, 1)
    greedy = Greedy().count(asked)
    assert greedy.winners == [1, 2]
    assert explain_greedy(greedy, Greedy())[0].rival == 1


def test_a_tie_between_plans_that_exclude_each_other_asks_for_a_lot_though_money_is_enough() -> None:
    both: dict[Ballot, int] = {((0, 1), (1, 1)): 2}
    apart = Election.of(60, [Project("a", Fraction(20)), Project("b", Fraction(20))], both)
    rivals = Election.of(60, [Project(name, Fraction(20), group="plein") for name in "ab"], both)
    assert Greedy().count(apart).ties == []
    with pytest.raises(UnresolvedTie):
        Greedy().count(rivals)
    assert Greedy().count(rivals, TieBreak(lot=("b", "a"))).winners == [1]


def test_rivals_cost_something() -> None:
    with pytest.raises(BadElection, match="rivals"):
        Election.of(10, [Project("a", Fraction(0), group="plein")], {})


# --- Ties -------------------------------------------------------------------------------------------------------------


def test_ties_go_by_cost_votes_helpers_and_then_only_by_lot() -> None:
    alike: dict[Ballot, int] = {((0, 1),): 2, ((1, 1),): 2}
    cheap = Election.of(40, plans(15, 10), alike)
    assert [(tie.chosen, tie.settled_by) for tie in EqualShares().count(cheap).ties] == [("p1", LOWEST_COST)]
    # The same price per point for the same cost: two voters, or one who steers double.
    voted = Election.of(60, plans(20, 20), {((1, 1),): 2, ((0, 2),): 1})
    assert [(tie.chosen, tie.settled_by) for tie in EqualShares().count(voted).ties] == [("p1", MOST_VOTES)]
    helped = Election.of(20, [Project("a", Fraction(20)), Project("b", Fraction(20), helpers=1)], alike)
    outcome = EqualShares().count(helped)
    assert [helped.projects[index].id for index in outcome.chosen] == ["b"]
    assert outcome.ties[0].settled_by == MOST_HELPERS
    equal = Election.of(20, plans(20, 20), alike)
    with pytest.raises(UnresolvedTie) as caught:
        EqualShares().count(equal)
    assert caught.value.projects == ("p0", "p1")
    drawn = EqualShares().count(equal, TieBreak(lot=("p1", "p0")))
    assert (drawn.chosen, drawn.ties[0].settled_by) == ([1], LOT)
    replayed = EqualShares().count(equal, IN_ORDER)
    assert (replayed.chosen, replayed.ties[0].settled_by) == ([0], FILE_ORDER)


def test_a_lot_that_leaves_one_out_settles_nothing() -> None:
    with pytest.raises(UnresolvedTie):
        EqualShares().count(Election.of(20, plans(20, 20), {((0, 1),): 2, ((1, 1),): 2}), TieBreak(lot=("p1",)))


# --- Properties -------------------------------------------------------------------------------------------------------


def test_an_independent_recount_of_a_thousand_elections_agrees() -> None:
    random = Random(2021)
    for _ in range(1000):
        budget, costs, ballots = asked = drawn_election(random)
        exact, exhaustive = random.random() < 0.5, random.random() < 0.5
        expected = recount.equal_shares(costs, ballots, budget, exact_start=exact, stop_exhaustive=exhaustive)
        outcome = EqualShares("exact" if exact else "floor", stop="exhaustive" if exhaustive else "overspend").count(
            election(asked), IN_ORDER
        )
        assert (outcome.winners, outcome.endowment) == expected, asked


@QUICK
@given(given_elections(), st.booleans(), st.booleans())
def test_an_independent_recount_agrees(asked: Given, exact_start: bool, stop_exhaustive: bool) -> None:
    budget, costs, ballots = asked
    expected = recount.equal_shares(costs, ballots, budget, exact_start=exact_start, stop_exhaustive=stop_exhaustive)
    rule = EqualShares("exact" if exact_start else "floor", stop="exhaustive" if stop_exhaustive else "overspend")
    outcome = rule.count(election(asked), IN_ORDER)
    assert (outcome.winners, outcome.endowment) == expected


@QUICK
@given(given_elections(), st.lists(st.sampled_from(["", "", "plein", "kade"]), min_size=7, max_size=7))
def test_an_independent_recount_agrees_where_plans_exclude_each_other(asked: Given, drawn: list[str]) -> None:
    budget, costs, ballots = asked
    groups = [name if cost else "" for name, cost in zip(drawn, costs, strict=False)]
    projects = [Project(f"p{index}", cost, group=groups[index]) for index, cost in enumerate(costs)]
    outcome = EqualShares().count(Election.of(budget, projects, Counter(ballots)), IN_ORDER)
    assert (outcome.winners, outcome.endowment) == recount.equal_shares(costs, ballots, budget, groups=groups)
    chosen = [groups[index] for index in outcome.chosen if groups[index]]
    assert len(chosen) == len(set(chosen))


@QUICK
@given(given_elections(most_points=5))
def test_an_independent_recount_of_points_agrees(asked: Given) -> None:
    budget, costs, ballots = asked
    outcome = EqualShares().count(election(asked, approval=False), IN_ORDER)
    assert (outcome.winners, outcome.endowment) == recount.equal_shares(costs, ballots, budget)


@QUICK
@given(given_elections(most_points=3))
def test_payments_add_up_to_the_cost_and_stay_within_the_share(asked: Given) -> None:
    counted = election(asked, approval=False)
    outcome = EqualShares().count(counted, IN_ORDER)
    if outcome.last is None:
        return
    exact = outcome.last.exact()
    exact.prices()
    assert outcome.endowment is not None
    for turn, index in enumerate(outcome.last.winners):
        rows = payments(exact, turn)
        assert sum(row.amount * row.voters for row in rows) == counted.projects[index].cost
    _, by_hand, left = recount.buy([project.cost for project in counted.projects], asked[2], outcome.endowment)
    assert min(left) >= 0
    assert all(sum(row[voter] for row in by_hand) <= outcome.endowment for voter in range(len(asked[2])))
    assert counted.cost_of(outcome.chosen) <= counted.budget


@QUICK
@given(given_elections(), st.randoms(use_true_random=False))
def test_the_order_of_plans_and_ballots_changes_nothing(asked: Given, random: object) -> None:
    budget, costs, ballots = asked
    lot = TieBreak(lot=tuple(f"p{index}" for index in range(len(costs))))
    here = election(asked)
    order = list(range(len(costs)))
    random.shuffle(order)  # type: ignore[attr-defined]
    mixed = list(ballots)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    renumbered = [tuple(sorted((order.index(index), points) for index, points in ballot)) for ballot in mixed]
    there = Election.of(budget, [here.projects[index] for index in order], Counter(renumbered))
    first, second = EqualShares().count(here, lot), EqualShares().count(there, lot)
    assert [here.projects[index].id for index in first.chosen] == [there.projects[index].id for index in second.chosen]
    assert (first.endowment, first.ties) == (second.endowment, second.ties)


@QUICK
@given(given_elections(), st.sampled_from([Fraction(1, 100), Fraction(3), Fraction(1000), Fraction(22, 7)]))
def test_another_currency_changes_nothing(asked: Given, rate: Fraction) -> None:
    budget, costs, ballots = asked
    here = EqualShares("exact").count(election(asked), IN_ORDER)
    there = EqualShares("exact", step=rate).count(
        election((budget * rate, [cost * rate for cost in costs], ballots)), IN_ORDER
    )
    assert here.chosen == there.chosen
    assert here.endowment is not None
    assert there.endowment == here.endowment * rate


@QUICK
@given(given_elections(most_voters=6), st.integers(2, 9))
def test_ten_times_the_voters_and_the_money_changes_nothing(asked: Given, times: int) -> None:
    """Equal ballots are kept as one with a number; that number must do what so many ballots do."""
    budget, costs, ballots = asked
    many = (budget * times, [cost * times for cost in costs], ballots * times)
    # Plans above the budget stay so, as both grow.
    assert (
        EqualShares("exact").count(election(many), IN_ORDER).winners
        == EqualShares("exact").count(election(asked), IN_ORDER).winners
    )


def test_what_doubles_cannot_tell_apart_fractions_do() -> None:
    """Two plans whose price differs by one part in ten billion: the votes decide, not the rounding."""
    large = 10**12
    asked = Election.of(
        large, plans(large // 10 + 1, large // 10), {((0, 1),): 5_000_000_001, ((1, 1),): 5_000_000_000}
    )
    outcome = EqualShares("exact").count(asked, IN_ORDER)
    # 10¹¹+1 over 5·10⁹+1 votes against 10¹¹ over 5·10⁹: votes per plan are what counts.
    assert outcome.winners[0] == 0
    assert outcome.ties == []
