"""The limits by which rules decide, with the values that the program has: a table for the page on methods."""

from __future__ import annotations

from retold.common import markup, statistics
from retold.compare import clusters, digest, grouping, linking, similarity
from retold.measures import calibrate, components, runs, specific, verdict
from retold.speech import dialogue, engine
from retold.text import language, segments, wrapped


def _part(value: float) -> str:
    return f"{value:.0%}"


# Section of the page; what is limited; the value.
LIMITS: tuple[tuple[str, str, str], ...] = (
    ("Language", "characters of a text below which it counts as English", f"{language.SHORTEST:,}"),
    ("Language", "probability of English at which English is given up, at most", _part(language.UNLIKELY)),
    ("Language", "probability of the other language, at least", _part(language.LIKELY)),
    (
        "From files",
        "probability at which texts get one story before anybody confirms it",
        _part(grouping.SURE),
    ),
    (
        "Lines",
        "width at which lines may have been wrapped, in characters",
        f"{wrapped.NARROWEST} to {wrapped.WIDEST}",
    ),
    ("Headings", "words of a heading, at most", f"{segments.HEADING_WORDS}"),
    ("Clusters", "draws behind the support of a clade", f"{similarity.DRAWS:,}"),
    ("Shared phrases", "values of a MinHash", f"{similarity.PERMUTATIONS:,}"),
    ("Links of sentences", "probability of a link, at least", _part(linking.LEAST)),
    ("Links of sentences", "the same in free retellings, at least", _part(linking.DOUBTFUL)),
    (
        "Links of sentences",
        "expected F1 of the best choice of links below which a pair of texts counts as a free retelling",
        _part(linking.SURE_TEXTS),
    ),
    ("Versions", "words in a passage", f"{digest.PASSAGE}"),
    ("Versions", "passages of a text, at most; those of a longer text are longer", f"{digest.MOST_PASSAGES}"),
    ("Versions", "score of a pair that makes a group, at least", _part(grouping.THRESHOLD)),
    ("Versions", "score of a pair that shares a part, at least", _part(grouping.RELATED)),
    ("Who says what", "confidence of a decided attribution, at least", _part(engine.DECIDED)),
    ("Stories", "personal pronouns in a thousand words, at least", f"{dialogue.PERSONS}"),
    ("Stories", "names and numbers in a thousand words, at most", f"{dialogue.NAMES}"),
    ("Stories", "words outside quotations, at least", f"{dialogue.FEWEST}"),
    ("Stories", "confidence that their speakers are given", _part(dialogue.SURENESS)),
    ("Coding", "alpha that Krippendorff relies on, at least", f"{statistics.RELIABLE}"),
    ("Coding", "alpha that allows tentative conclusions, at least", f"{statistics.TENTATIVE}"),
    ("Typical words", "stories of an outlet in which a word must be", f"{specific.LEAST_UNITS}"),
    ("Typical words", "deals of stories to outlets", f"{specific.DEALS:,}"),
    ("Typical words", "deals in which all outlets keep within their limits", _part(specific.LEVEL)),
    ("Groups of stories", "stories", f"{clusters.LEAST_STORIES} to {clusters.MOST_STORIES:,}"),
    (
        "Groups of stories",
        "a story is left out if it has fewer words than",
        f"{clusters.FLOOR} and {_part(clusters.SHORT)} of the median",
    ),
    ("Groups of stories", "groups, at most", f"{clusters.MOST_GROUPS}"),
    ("Groups of stories", "shuffles of the words", f"{clusters.SHUFFLES}"),
    ("Groups of stories", "shuffles that the stories must be beyond", _part(clusters.LEVEL)),
    ("Intervals", "draws", f"{statistics.RESAMPLES:,}"),
    ("Intervals", "share of the draws inside", _part(statistics.LEVEL)),
    ("Intervals", "sentences of a text, at least", f"{statistics.MIN_SENTENCES}"),
    ("Noise floor", "the cut: share of copying above which copying is most of it", _part(components.CUT)),
    ("Noise floor", "error of a verdict", _part(components.ERROR)),
    ("Noise floor", "level of the interval", _part(components.LEVEL)),
    ("Noise floor", "units in a run, at least; in short texts", f"{runs.NEIGHBOURS}; {runs.FEWEST}"),
    ("Noise floor", "runs of a text, at least and at most", f"{runs.ENOUGH} and {runs.MOST}"),
    ("Noise floor", "uses in all copies together, at least", f"{verdict.USES}"),
    ("Noise floor", "uses in a copy on average, at least", f"{verdict.EACH}"),
    ("Noise floor", "point of the chi-squared distribution for copies alike by luck", _part(components.LOW)),
    ("Noise floor", "invented corpora for each case of the error rates", f"{calibrate.RUNS:,}"),
)


def table() -> str:
    """Return the table of limits as Markdown: what it is about, what is limited, the value."""
    return markup.table(["for", "limit", "value"], LIMITS)
