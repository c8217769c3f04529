"""Every declared measure has an example worked by hand, and comes to its value."""

import pytest

from retold.measures import declared, examples


@pytest.mark.parametrize("measure", declared.DECLARED, ids=lambda m: m.key)
def test_the_example_worked_by_hand_comes_out(measure):
    assert examples.value(measure) == pytest.approx(measure.example[1], rel=1e-9)
