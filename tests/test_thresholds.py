"""The table of limits on the page on methods."""

import re

from conftest import ROOT

from retold.book import thresholds
from retold.compare import grouping
from retold.measures import components, verdict


def test_the_table_of_limits_has_the_values_of_the_program():
    said = thresholds.table()
    assert said.count("\n") == len(thresholds.LIMITS) + 2
    assert f"| score of a pair that makes a group, at least | {grouping.THRESHOLD:.0%} |" in said
    assert f"copying is most of it | {components.CUT:.0%} |" in said
    assert f"| uses in all copies together, at least | {verdict.USES} |" in said


def test_every_limit_has_a_name_and_a_value_once():
    named = [(about, limit) for about, limit, _ in thresholds.LIMITS]
    assert len(set(named)) == len(named)
    assert all(re.search(r"\d", value) for _, _, value in thresholds.LIMITS)


def test_the_page_on_methods_shows_the_limits_and_says_how_the_share_of_copying_is_computed():
    page = (ROOT / "book/methods.md").read_text(encoding="utf-8")
    assert "_generated/thresholds.md" in page
    assert ":name: share-of-copying" in page and ":name: interval-of-the-share" in page
