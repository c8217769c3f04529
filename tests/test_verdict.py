"""The verdict on copying: its components worked by hand, its error rates on corpora with a known truth, bad input."""

import json

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2, f

from retold.cli import main
from retold.measures import components
from retold.measures.calibrate import BERNOULLI, HEAVY, Cell, calibrate, true_share
from retold.measures.runs import bounds
from retold.measures.verdict import CANNOT, MOST, SAME, SMALL, judge

RUNS = 400
# Of a rate of .065 so many runs show more than this in one case of a thousand.
UPPER = 0.105


def exact(values, story, noise=0.0, runs=20, units=100, shared=0.0):
    """Components of values whose drawing makes a known variance, the same for all texts."""
    story = np.array(story)
    drawn = components.Drawing(
        np.array([noise * units]), np.array([shared]), np.array([float(len(story) * (runs - 1))])
    )
    return components.components(
        np.array([values], dtype=float), drawn, story, np.full(len(story), float(units))
    )


def test_half_the_squared_difference_of_two_copies_is_what_copying_makes():
    c = exact([3.0, 5.0, 10.0, 20.0], [0, 0, 1, 2])
    assert c.within[0] == 2.0 and c.pairs == 1 and c.means[0].tolist() == [4.0, 10.0, 20.0]
    assert components.shares(c).copying[0] == pytest.approx(2**0.5)


def test_without_drawing_the_share_of_copying_is_one_less_the_intraclass_correlation():
    """Two versions each: the moments are those of the one-way analysis of variance (Shrout and Fleiss 1979)."""
    rng = np.random.default_rng(0)
    story = np.repeat(np.arange(12), 2)
    values = rng.standard_normal(12)[story] * 2 + rng.standard_normal(24)
    c = exact(values, story)
    between = 2 * c.means[0].var(ddof=1)
    within = c.within[0] / 12
    icc = (between - within) / (between + within)
    assert components.shares(c).share[0] == pytest.approx(1 - icc)


def test_without_drawing_the_limits_are_those_of_the_f_distribution():
    """Exact there, with tails like those of a normal sample: the ratio of mean squares over the expected one is F."""
    rng = np.random.default_rng(8)
    story = np.repeat(np.arange(9), 2)
    values = rng.standard_normal(9)[story] * 3 + rng.standard_normal(18)
    c = exact(values, story)
    assert (c.free_within[0], c.free_between[0]) == (9, 8)
    ratio = 2 * c.means[0].var(ddof=1) / (c.within[0] / 9)
    for share in (0.05, 0.2, 0.5, 0.9):
        # Expected ratio: (2 sigma + kappa) / kappa, with sigma / kappa = 1 / share - 1.
        expected = f.cdf(ratio / (2 * (1 / share - 1) + 1), 8, 9)
        assert components.probability(c, share)[0] == pytest.approx(expected, abs=1e-3)
    low, high = components.limits(c)
    assert components.probability(c, low)[0] == pytest.approx(0.025, abs=1e-3)
    assert components.probability(c, high)[0] == pytest.approx(0.975, abs=1e-3)


def test_drawing_that_versions_share_comes_off_what_stories_differ_by():
    values, story = [0.0, 0.1, 3.0, 6.0], [0, 0, 1, 2]
    alone = components.shares(exact(values, story)).stories[0]
    for shared in (0.3, 0.9):
        less = components.shares(exact(values, story, noise=2.0, shared=shared)).stories[0]
        assert less < alone
        alone = less


def test_heavy_tails_leave_fewer_degrees_of_freedom():
    light = exact([0.0, 1.0, 0.0, -1.0, 5.0, 6.0, 9.0, 10.0, 2.0, 3.0, 4.0, 5.0], np.repeat(np.arange(6), 2))
    heavy = exact([0.0, 0.1, 0.0, -0.1, 5.0, 9.0, 9.0, 9.1, 2.0, 2.1, 4.0, 4.1], np.repeat(np.arange(6), 2))
    assert light.free_within[0] == 6 and heavy.free_within[0] < 3


def test_stories_are_not_called_alike_while_their_upper_limit_is_above_a_texts_drawing_error():
    values = np.array([0.0, 0.3, 0.6, 0.9, 1.2])
    c = exact(values, range(5), noise=1.0)
    # Squares of the values around their mean over (tau squared + noise), at tau squared = noise.
    squares = ((values - values.mean()) ** 2).sum() / 2.0
    assert (chi2.cdf(squares, 4) < 0.05) == bool(components.alike(c)[0])
    assert not components.alike(exact([0.0, 9.0, 3.0, 4.0, 5.0], range(5), noise=1.0))[0]
    assert not components.alike(exact([1.0] * 5, range(5)))[0]


def test_the_variance_of_a_mean_is_found_by_leaving_out_runs():
    rng = np.random.default_rng(2)
    means = rng.standard_normal((1, 40, 10)) / 5**0.5  # of runs of five units of variance 1
    without = (means.sum(axis=2, keepdims=True) - means) / 9
    drawn = components.drawing(without, np.arange(40), np.full(40, 50.0))
    assert drawn.variance[0] == pytest.approx(1, rel=0.15)
    assert drawn.shared[0] == 0 and drawn.freedom[0] == 360


def test_copies_that_share_all_their_units_share_what_drawing_makes():
    rng = np.random.default_rng(3)
    one = rng.standard_normal((1, 1, 12))
    drawn = components.drawing(np.concatenate([one, one], axis=1), np.array([0, 0]), np.array([60.0, 60.0]))
    assert drawn.shared[0] == pytest.approx(1 - 0.5 / 120)
    other = np.concatenate([one, rng.standard_normal((1, 1, 12))], axis=1)
    assert components.drawing(other, np.array([0, 0]), np.array([60.0, 60.0])).shared[0] < 0.8


def test_neighbours_that_move_together_raise_what_drawing_makes():
    rng = np.random.default_rng(4)
    slow = rng.standard_normal((1, 30, 10)).cumsum(axis=2)
    story, units = np.arange(30), np.full(30, 50.0)
    mixed = rng.permuted(slow, axis=2)
    assert (
        components.drawing(slow, story, units).variance
        > 1.5 * components.drawing(mixed, story, units).variance
    )


@pytest.mark.parametrize(
    ("units", "runs"), [(1, 1), (29, 9), (30, 10), (49, 10), (53, 10), (58, 11), (100, 20), (1000, 20)]
)
def test_a_text_has_runs_of_five_neighbours_and_a_short_one_of_three(units, runs):
    ends = bounds(units)
    assert len(ends) - 1 == runs and ends[0] == 0 and ends[-1] == units
    assert runs == 1 or min(np.diff(ends)) >= (5 if units >= 50 else 3)


def judged(values, story, runs=20, noise=0.1, uses=None, seed=0):
    rng = np.random.default_rng(seed)
    without = np.array(values)[None, :, None] + noise * rng.standard_normal((1, len(values), runs))
    return judge(
        np.array([values], dtype=float),
        without,
        np.array(story),
        np.full(len(values), 5.0 * runs),
        uses=None if uses is None else np.array([uses]),
    )


FAR = [0.0, 0.001, 10.0, 10.001, 20.0, 20.002, 31.0, 31.001, 39.0, 39.0005]
TWICE = np.repeat(np.arange(5), 2)


def test_each_verdict_has_its_case():
    assert judged(FAR, TWICE, noise=0.0001).verdicts[0] == SMALL
    rng = np.random.default_rng(5)
    moved = list(np.repeat(rng.standard_normal(40) * 0.5, 2) + rng.standard_normal(80) * 5)
    assert judged(moved, np.repeat(np.arange(40), 2), noise=0.001).verdicts[0] == MOST
    assert judged(list(rng.standard_normal(40) * 0.01), range(40), noise=0.3).verdicts[0] == SAME


def test_texts_that_copying_alone_drives_apart_are_not_called_alike():
    """Every story has the same mean, and its versions lie far apart."""
    assert judged([0.0, 10.0] * 30, np.repeat(np.arange(30), 2), noise=0.001).verdicts[0] == CANNOT


@pytest.mark.parametrize(
    ("values", "story", "options"),
    [
        (FAR, range(10), {}),  # no copies
        ([1.0, 2.0], [0, 0], {}),  # one story
        ([1.0, 1.1, 2.0], [0, 0, 1], {"runs": 9}),
        ([3.0] * 10, TWICE, {"noise": 0.0}),
        ([1.0], [0], {"runs": 1}),
        (FAR, TWICE, {"uses": [0.9] * 10, "noise": 0.0001}),
    ],
    ids=["no copies", "one story", "nine runs", "constant", "one run", "nine uses"],
)
def test_what_cannot_be_told_is_not_told_and_nothing_warns(values, story, options, recwarn):
    told = judged(values, story, **options)
    assert told.verdicts[0] == CANNOT
    assert not recwarn.list


def test_two_stories_and_three_thousand_texts_can_be_judged():
    assert judged([1.0, 1.001, 90.0], [0, 0, 1], noise=0.0001).verdicts[0] in (SMALL, CANNOT)
    rng = np.random.default_rng(6)
    story = np.concatenate([np.arange(2000), np.arange(1000)])
    values = list(rng.standard_normal(2000)[story] * 5 + rng.standard_normal(3000) * 0.1)
    assert judged(values, story, noise=0.01).verdicts[0] == SMALL


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.floats(-1e6, 1e6), min_size=6, max_size=12),
    st.floats(1e-3, 1e3),
    st.floats(-1e3, 1e3),
)
def test_neither_the_unit_of_a_measure_nor_the_order_of_texts_decides(values, scale, shift):
    story = np.arange(len(values)) // 2
    rng = np.random.default_rng(0)
    moved = rng.standard_normal((1, len(values), 20))
    units = np.full(len(values), 100.0)

    def told(values, moved, story):
        values = np.array([values])
        return judge(values, values[:, :, None] + moved, story, units).small[0]

    first = told(np.array(values), moved, story)
    # Values far from zero keep fewer digits of what is drawn.
    assert told((np.array(values) + shift) * scale, moved * scale, story) == pytest.approx(first, abs=2e-2)
    back = np.arange(len(values))[::-1]
    turned = np.unique(story[back], return_inverse=True)[1]
    assert told(np.array(values)[back], moved[:, back], turned) == pytest.approx(first, abs=1e-6)


WRONG = [
    Cell(4, 1, 50, "strangers", 0.8),
    Cell(10, 5, 200, "strangers", 0.5),
    Cell(10, 5, 200, "boundary", 0.95),
    Cell(10, 1, 200, "no-signal", 0.95),
    Cell(30, 15, 50, "no-signal", 0.95),
    Cell(10, 5, 200, "strangers", 0.8, family=BERNOULLI, rate=0.2),
    Cell(30, 15, 200, "boundary", 0.5, family=BERNOULLI, rate=0.02),
]


@pytest.mark.parametrize("cell", WRONG, ids=str)
def test_copying_is_seldom_called_small_where_it_is_not(cell):
    rates = calibrate(cell, RUNS, seed=3)
    assert rates["copying_small"] <= UPPER
    if cell.truth == "boundary":
        assert rates["copying_most"] <= UPPER


def test_stories_that_differ_are_seldom_called_alike_and_intervals_hold_the_truth():
    for truth in ("copies", "strangers"):
        rates = calibrate(Cell(30, 15, 200, truth), RUNS, seed=4)
        assert rates["no_difference"] <= UPPER and rates["coverage"] >= 0.89


def test_with_many_copied_stories_the_truth_is_found():
    assert calibrate(Cell(30, 15, 200, "copies"), RUNS)["copying_small"] >= 0.8
    assert calibrate(Cell(60, 30, 200, "strangers"), RUNS)["copying_most"] >= 0.7
    assert calibrate(Cell(60, 30, 200, "no-signal"), RUNS)["no_difference"] >= 0.8


def test_neighbours_alike_do_not_pass_for_stories_that_differ():
    assert calibrate(Cell(60, 30, 50, "no-signal", dependence=0.3), RUNS)["gate"] <= 0.16
    assert calibrate(Cell(4, 1, 200, "no-signal", dependence=0.3, family=BERNOULLI), RUNS)["gate"] <= 0.16


def test_rare_heavy_damage_is_a_limit_that_the_program_shows():
    heavy = calibrate(Cell(10, 5, 1000, "strangers", machine=HEAVY), RUNS)["copying_small"]
    assert heavy > calibrate(Cell(10, 5, 1000, "strangers"), RUNS)["copying_small"]


def test_the_true_share_of_copying_is_what_the_models_say():
    assert true_share(Cell(truth="strangers")) == true_share(Cell(truth="no-signal")) == 1
    assert true_share(Cell(units=1000, truth="boundary", shared=1.0)) == pytest.approx(0.5)
    assert true_share(Cell(units=50, truth="copies", shared=0.0)) == pytest.approx(0.0204 / 0.0604)
    rates = Cell(units=1000, truth="boundary", shared=0.0, family=BERNOULLI, rate=0.2)
    assert true_share(rates) == pytest.approx(0.5, abs=0.02)
    assert np.isnan(true_share(Cell(truth="no-signal", shared=1.0)))


def command(*arguments):
    return CliRunner().invoke(main, ["calibrate", *map(str, arguments)])


def test_the_command_prints_one_object_of_rates_and_the_same_for_the_same_seed():
    asked = ("--truth", "copies", "--runs", 50, "--units", 60, "--seed", 9)
    one, two = command(*asked), command(*asked)
    assert one.exit_code == 0 and one.output == two.output
    rates = json.loads(one.output)
    names = ["copying_small", "copying_most", "no_difference", "cannot_tell"]
    assert list(rates) == [*names, "coverage", "gate"]
    assert sum(rates[name] for name in names) == pytest.approx(1)
    other = command(*asked[:-1], 10)
    assert other.output != one.output


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("--truth", "copies", "--pairs", 7), "at most every story has a second version"),
        (("--truth", "lies"), "strangers"),
        (("--truth", "copies", "--shared", 2), "0<=x<=1"),
        (("--truth", "copies", "--rate", 0, "--family", "bernoulli"), "0<x<1"),
        ((), "--truth"),
    ],
    ids=["more pairs than stories", "no such truth", "correlation", "rate", "no truth"],
)
def test_what_makes_no_corpus_is_refused_with_what_is_accepted(asked, said):
    told = command(*asked)
    assert told.exit_code == 2 and said in told.output and "Traceback" not in told.output


@pytest.mark.parametrize(
    "asked",
    [
        ("--stories", 1),
        ("--pairs", 0),
        ("--units", 1),
        ("--units", 7),
        ("--units", 29),
        ("--stories", 1, "--pairs", 0),
    ],
    ids=str,
)
def test_too_little_for_a_verdict_cannot_be_told(asked):
    told = command("--truth", "copies", "--runs", 20, *asked)
    rates = json.loads(told.output)
    assert rates["copying_small"] == rates["copying_most"] == 0
    assert rates["coverage"] is None


def many(stories, gap, sigma, seed=0):
    """Values of stories in two versions that lie `gap` apart, the stories with this variance exactly."""
    means = np.random.default_rng(seed).standard_normal(stories)
    means = (means - means.mean()) / means.std(ddof=1) * sigma**0.5
    return np.repeat(means, 2) + np.tile([gap / 2, -gap / 2], stories), np.repeat(np.arange(stories), 2)


def test_copying_is_not_called_most_where_short_texts_alone_set_versions_apart():
    """More than half as it is, less in very long texts: the reader of a long text would be misled."""
    drawn = 0.09
    values, story = many(1500, (2 * 1.6 * drawn) ** 0.5, 2.0 * drawn)
    c = exact(values, story, noise=drawn)
    assert components.probability(c, 0.5)[0] < 0.05 < components.probability(c, 0.5, net=True)[0]
    rng = np.random.default_rng(1)
    without = values[None, :, None] + (drawn / 19) ** 0.5 * rng.standard_normal((1, len(values), 20))
    assert judge(values[None], without, story, np.full(len(values), 100.0)).verdicts[0] == CANNOT


def test_copies_with_one_use_each_are_not_tested_however_many():
    far, story = [10.0 * n for n in range(8) for _ in range(2)], np.repeat(np.arange(8), 2)
    assert judged(far, story, noise=0.0001, uses=[2.0] * 16).verdicts[0] == SMALL
    assert judged(far, story, noise=0.0001, uses=[1.0] * 16).verdicts[0] == CANNOT


def test_identical_copies_may_still_differ_by_half_a_use():
    rng = np.random.default_rng(2)
    one = rng.standard_normal((1, 1, 12))
    drawn = components.drawing(
        np.concatenate([one, one], axis=1), np.array([0, 0]), np.array([60.0, 60.0]), np.full((1, 2), 10.0)
    )
    assert drawn.shared[0] == pytest.approx(1 - 0.5 / 20)


def test_versions_that_agree_by_luck_are_not_believed():
    c = exact([1.0, 1.0, 2.0, 3.0], [0, 0, 1, 2], noise=0.5, shared=0.2)
    assert c.within[0] == pytest.approx(0.5 * 0.8 * chi2.isf(0.75, 1))


def test_the_margin_of_alike_is_known_only_as_well_as_drawing_is():
    values = np.array([0.0, 0.3, 0.6, 0.9, 1.2, 0.1])
    for scale in (0.01, 0.1, 0.2, 0.3, 0.5, 1.0):
        c = exact(values * scale, range(6), noise=0.01, runs=2)
        squares = ((values - values.mean()) ** 2).sum() * scale**2 / 0.02
        assert bool(components.alike(c)[0]) == (f.cdf(squares / 5, c.free_between[0], 6) < 0.05)


def test_the_kurtosis_is_freed_of_its_bias():
    squares = np.array([[0.0, 0, 0, 9]])
    assert components._fewer(squares, known=True)[0] == pytest.approx(2 / (4 / (4 / 6) - 1))
    assert components._fewer(squares, known=False)[0] == pytest.approx(2 / (4 / (3 / 5) - 1))


def test_a_correlation_of_neighbouring_runs_counts_from_both_sides():
    drawn = components.drawing(np.array([[[1.0, 1, -1, -1]]]), np.array([0]), np.array([4.0]))
    assert drawn.variance[0] == pytest.approx(12 * (1 + 2 * (1 / 4 + 1 / 4)))


def test_versions_of_unlike_length_are_drawn_as_such():
    drawn = components.Drawing(np.array([100.0]), np.array([0.0]), np.array([38.0]))
    c = components.components(
        np.array([[1.0, 2.0, 9.0]]), drawn, np.array([0, 0, 1]), np.array([50.0, 200.0, 100.0])
    )
    assert c.single[0].tolist() == pytest.approx([100 * (1 / 50 + 1 / 200) / 2, 1.0])


def test_in_very_long_texts_copying_is_less():
    c = exact([0.0, 0.1, 3.0, 6.0], [0, 0, 1, 2], noise=0.001)
    assert components.shares(c).net[0] < components.shares(c).share[0]
    assert components.probability(c, 0.1, net=True)[0] > components.probability(c, 0.1)[0]


def test_a_text_with_units_in_few_runs_is_not_judged_by_those_of_its_story():
    values = np.array([FAR])
    without = values[:, :, None] + 1e-4 * np.random.default_rng(0).standard_normal((1, 10, 20))
    held = np.full(10, 20)
    held[3] = 1
    assert judge(values, without, TWICE, np.full(10, 100.0)).tested[0]
    assert not judge(values, without, TWICE, np.full(10, 100.0), runs=held).tested[0]
