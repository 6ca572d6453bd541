"""Meeste stemmen, the completion, and the comparison of two outcomes."""

from fractions import Fraction

import pytest

from budgets.rules.elections import Ballot, Election, Project
from budgets.rules.greedy import Comparison, Greedy, compare, complete, prefers_most_votes
from budgets.rules.ties import LOWEST_COST, TieBreak, UnresolvedTie


def asked(budget: int, costs: list[int], ballots: dict[Ballot, int], *, approval: bool = True) -> Election:
    projects = [Project(f"p{index}", Fraction(cost)) for index, cost in enumerate(costs)]
    return Election.of(budget, projects, ballots, approval=approval)


VOTES: dict[Ballot, int] = {((0, 1),): 5, ((1, 1),): 4, ((2, 1),): 3, ((3, 1),): 2}


def test_skip_stop_and_in_part() -> None:
    election = asked(100, [60, 50, 30, 10], VOTES)
    assert Greedy("skip").count(election).winners == [0, 2, 3]
    assert Greedy("stop").count(election).winners == [0]
    part = Greedy("part").count(election)
    assert (part.winners, part.part, part.part_amount) == ([0], 1, Fraction(40))


def test_who_stops_also_stops_at_what_never_fitted() -> None:
    election = asked(100, [101, 50, 30, 10], VOTES)
    assert Greedy("stop").count(election).winners == []
    assert Greedy("skip").count(election).winners == [1, 2, 3]


def test_points_count_as_points() -> None:
    ballots: dict[Ballot, int] = {((0, 1),): 5, ((1, 3),): 2}
    assert Greedy().count(asked(10, [10, 10], ballots)).winners == [0]
    assert Greedy().count(asked(10, [10, 10], ballots, approval=False)).winners == [1]


def test_a_tie_matters_only_where_not_all_fit() -> None:
    same: dict[Ballot, int] = {((0, 1), (1, 1), (2, 1)): 3}
    everything = Greedy().count(asked(90, [30, 30, 30], same))
    assert (everything.winners, everything.ties) == ([0, 1, 2], [])
    with pytest.raises(UnresolvedTie):
        Greedy().count(asked(80, [30, 30, 30], same))
    cheap = Greedy().count(asked(80, [50, 30, 30], same))
    assert cheap.winners == [1, 2]
    assert [tie.settled_by for tie in cheap.ties] == [LOWEST_COST, LOWEST_COST]


def test_completion_goes_by_votes_over_what_is_left() -> None:
    election = asked(100, [60, 50, 30, 10], VOTES)
    assert complete(election, [3], TieBreak())[0] == [0, 2]
    assert complete(election, [0, 2, 3], TieBreak())[0] == []


def test_more_voters_better_off_decides_below_a_number_of_voters() -> None:
    ballots: dict[Ballot, int] = {((0, 1),): 6, ((1, 1),): 4, (): 2}
    election = asked(10, [10, 10], ballots)
    assert compare(election, [0], [1]) == Comparison(better=6, worse=4, same=2)
    assert prefers_most_votes(election, [1], [0])
    assert not prefers_most_votes(election, [0], [1])
    assert not prefers_most_votes(election, [0], [0])
    assert not prefers_most_votes(election, [1], [0], below=12)
