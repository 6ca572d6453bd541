"""Random elections, small and full of ties, cents and coincidences."""

from collections import Counter
from fractions import Fraction
from random import Random

from hypothesis import strategies as st

from budgets.rules.elections import Ballot, Election, Project

type Given = tuple[Fraction, list[Fraction], list[Ballot]]


@st.composite
def given_elections(draw: st.DrawFn, *, most_points: int = 1, most_voters: int = 12) -> Given:
    """(budget, cost per plan, ballot per voter)."""
    plans = draw(st.integers(1, 7))
    cents = draw(st.sampled_from([1, 1, 1, 100]))
    amounts = st.integers(0, 60) | st.sampled_from([10, 20, 30])
    costs = [Fraction(draw(amounts) * 100, cents * 10) for _ in range(plans)]
    budget = Fraction(draw(st.integers(0, 150)))
    chosen = st.dictionaries(st.integers(0, plans - 1), st.integers(1, most_points), max_size=plans)
    ballots = draw(st.lists(chosen.map(lambda ballot: tuple(sorted(ballot.items()))), min_size=1, max_size=most_voters))
    return budget, costs, ballots


def drawn_election(random: Random) -> Given:
    """The same kind of election without Hypothesis, which takes longer to draw one than to count it."""
    plans, cents = random.randint(1, 7), random.choice([1, 1, 1, 100])
    amounts = (random.choice([random.randint(0, 60), random.choice([10, 20, 30])]) for _ in range(plans))
    costs = [Fraction(amount * 100, cents * 10) for amount in amounts]
    liked = random.random()
    ballots: list[Ballot] = [
        tuple((index, 1) for index in range(plans) if random.random() < liked) for _ in range(random.randint(1, 12))
    ]
    return Fraction(random.randint(0, 150)), costs, ballots


def election(given: Given, *, approval: bool = True) -> Election:
    budget, costs, ballots = given
    projects = [Project(f"p{index}", cost) for index, cost in enumerate(costs)]
    return Election.of(budget, projects, Counter(ballots), approval=approval)
