"""Why each plan was chosen or not, and by how much it missed."""

from fractions import Fraction

from hypothesis import given, settings

from budgets.rules.elections import Election, Excluded, Project
from budgets.rules.equal_shares import EqualShares
from budgets.rules.explain import Explanation, Payment, Spent, Why, explain, explain_greedy
from budgets.rules.greedy import Greedy
from tests.budgets.strategies import Given, election, given_elections
from tests.budgets.test_equal_shares import COSTS, IN_ORDER, QUICK, example, plans


def told() -> dict[str, Explanation]:
    counted = example()
    entries = explain(EqualShares().count(counted), EqualShares(), IN_ORDER)
    return dict(zip(COSTS, entries, strict=True))


def test_chosen_plans_say_who_paid_what() -> None:
    playground = told()["playground"]
    assert (playground.why, playground.round, playground.left) == (Why.BOUGHT, 2, Fraction(200))
    assert playground.payments == (Payment(Fraction(50), 4),)
    assert (playground.effective_votes, playground.support) == (Fraction(4), Fraction(100))


def test_others_say_where_the_money_of_their_supporters_went() -> None:
    gym, park = told()["gym"], told()["park"]
    assert (gym.why, gym.support, gym.spent) == (Why.SPENT_ELSEWHERE, Fraction(0), (Spent(0, Fraction(600)),))
    assert park.spent == (Spent(0, Fraction(300)), Spent(3, Fraction(100)), Spent(4, Fraction(200, 3)))
    assert park.support == Fraction(100 * 100, 3 * 250)


def test_too_few_votes_and_left_out() -> None:
    counted = Election.of(100, plans(90, 60, 200, 5), {((0, 1),): 1, ((1, 1), (2, 1)): 3})
    few, bought, dear, nobody = explain(EqualShares().count(counted), EqualShares())
    assert few.why == Why.TOO_FEW_VOTES
    assert bought.why == Why.BOUGHT
    assert (dear.why, dear.excluded) == (Why.EXCLUDED, Excluded.ABOVE_BUDGET)
    assert (nobody.excluded, nobody.more_votes) == (Excluded.NO_VOTES, 1)
    assert few.cheaper == 50


@settings(QUICK, max_examples=40)
@given(given_elections(most_voters=8))
def test_what_would_have_been_enough_is_enough_and_one_less_is_not(asked: Given) -> None:
    counted = election(asked)
    rule = EqualShares()
    for entry in explain(rule.count(counted, IN_ORDER), rule, IN_ORDER):
        index = entry.project
        if entry.more_votes is not None:
            assert index in rule.count(counted.with_votes(index, entry.more_votes), IN_ORDER).chosen
            assert entry.more_votes == 1 or (
                index not in rule.count(counted.with_votes(index, entry.more_votes - 1), IN_ORDER).chosen
            )
        if entry.cheaper is not None:
            cost = counted.projects[index].cost
            assert index in rule.count(counted.with_cost(index, cost - entry.cheaper), IN_ORDER).chosen


@QUICK
@given(given_elections(most_points=2))
def test_every_plan_is_explained_and_the_money_is_all_there(asked: Given) -> None:
    counted = election(asked, approval=False)
    outcome = EqualShares().count(counted, IN_ORDER)
    entries = explain(outcome, EqualShares(), IN_ORDER, most_recounts=0)
    assert [entry.project for entry in entries] == list(range(len(counted.projects)))
    for entry in entries:
        assert (entry.round is not None) == (entry.project in outcome.chosen)
        if entry.why == Why.BOUGHT:
            paid = sum(payment.amount * payment.voters for payment in entry.payments)
            assert paid == counted.projects[entry.project].cost
        if entry.why in {Why.TOO_FEW_VOTES, Why.SPENT_ELSEWHERE}:
            assert outcome.endowment is not None
            supporters = counted.votes[entry.project] * outcome.endowment
            had = counted.projects[entry.project].cost * entry.support / 100
            assert had + sum(row.amount for row in entry.spent) == supporters
            assert entry.support < 100


def test_recounts_are_bounded_and_go_to_the_nearest_first() -> None:
    counted = example()
    entries = explain(EqualShares().count(counted), EqualShares(), IN_ORDER, most_recounts=0)
    assert {entry.more_votes for entry in entries} == {None}


def test_most_votes() -> None:
    counted = Election.of(100, [Project("a", Fraction(60)), Project("b", Fraction(50))], {((0, 1),): 5, ((1, 1),): 4})
    first, second = explain_greedy(Greedy().count(counted), Greedy())
    assert (first.why, first.round, first.left) == (Why.MOST_VOTES, 1, Fraction(40))
    assert (second.why, second.left, second.support) == (Why.TOO_DEAR, Fraction(40), Fraction(80))
    # With one vote more they stand equal, and the cheaper one goes first.
    assert (second.more_votes, second.cheaper) == (1, Fraction(10))
