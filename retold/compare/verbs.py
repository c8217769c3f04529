"""The verbs for texts in memory: what corresponds in two, which are versions of one story, how alike they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Any, Literal, TypeVar, overload

import pandas as pd

from retold.common import arguments
from retold.common.problems import show
from retold.compare import alignment, collection, grouping
from retold.compare.digest import digest
from retold.compare.grouping import THRESHOLD
from retold.compare.similarity import tfidf_cosine
from retold.text import Span, Text, read

Id = TypeVar("Id", str, int)

_IDS = "a list, or a column of a table, of ids: all of them texts (str), or all whole numbers (int)"
_TEXTS = "a list, or a column of a table, of texts (str)"
_NAMED = f"a mapping of names to texts (str), or {_TEXTS}"


def align(
    a: str | Sequence[str], b: str | Sequence[str], *, lines: str = "auto", least: float | None = None
) -> pd.DataFrame:
    """Align two versions of a story: which sentences correspond, and what happened to them.

    Parameters
    ----------
    a, b : str or sequence of str
        Each a text, which is cut into its pieces between full stops (`retold.text.pieces`), or a list of sentences.
    lines : {"auto", "keep", "join"}
        What to do with line breaks inside the paragraphs of a text, as for `retold.sentences`.
    least : float, optional
        Least probability of a link, 0 to 1; by default 0.5, and down to 0.35 where all are doubtful, as in free retellings.

    Returns
    -------
    DataFrame
        One row a pair, in reading order of `a`, with what only `b` has at its place. Columns:

        - ``a``, ``b``: tuples of (start, end) offsets into the text, in characters, end exclusive; of positions from 0 if
          sentences were given. Empty on one side if the other has no counterpart.
        - ``similarity``: cosine of the TF-IDF vectors of both sides; 0 to 1, higher is more alike; 1 if the words are the same
        - ``operation``: same (but for white space and the form of marks), edited, split (one sentence of `a`, several of `b`),
          merged (several of `a`, one of `b`), moved (out of the order of the rest), omitted (only in `a`), inserted (only in `b`)
        - ``probability``: of the least certain link of the row; without a counterpart, the probability that the likeliest candidate is none; 0 to 1

        A sentence may stand in several rows. Texts without a word give no rows.

    Raises
    ------
    TypeError, ValueError
        If `a` or `b` is neither a text nor a list of texts, `lines` none of these, `least` no number from 0 to 1.

    Notes
    -----
    A logistic model, fitted on pairs that people aligned and on versions made from news (``benchmarks/versions``), weighs
    the words of both sentences, in any language, their rivals and neighbours, and the order of all links: what is out of
    order needs the more evidence the more it would upset. Time grows with the product of the numbers of sentences.

    References
    ----------
    Manning, Raghavan & Schütze (2008), Introduction to Information Retrieval; Rabiner (1989), A tutorial on hidden Markov models.

    Examples
    --------
    >>> import retold
    >>> a = "The dam held. They measured it twice. The road is closed."
    >>> b = "The dam stood. The road is closed. Schools open on Monday."
    >>> pairs = retold.align(a, b)
    >>> pairs["operation"].tolist()
    ['edited', 'omitted', 'same', 'inserted']
    >>> [a[start:end] for start, end in pairs["a"][1]]
    ['They measured it twice.']
    """
    (one, in_a), (two, in_b) = _versions(a, "a", lines), _versions(b, "b", lines)
    aligned = alignment.align(one, two, None if least is None else arguments.share(least, "least"))
    for side, place in (("a", in_a), ("b", in_b)):
        if place is not None:
            aligned[side] = pd.Series([tuple(map(place, spans)) for spans in aligned[side]], dtype=object)
    return aligned


def _versions(
    given: str | Sequence[str], name: str, lines: str
) -> tuple[Text | list[Text], Callable[[Span], Span] | None]:
    """A version as it is read, and what leads from it back into a text."""
    if isinstance(given, str):
        reading = read(given, lines)
        return reading.view, reading.in_raw
    sentences = arguments.texts(given, name, f"{arguments.TEXT}, or a list of sentences")
    return [read(sentence, lines).view for sentence in sentences], None


@overload
def group(
    ids: Iterable[Id],
    texts: Iterable[str],
    *,
    threshold: float = ...,
    return_pairs: Literal[False] = ...,
) -> pd.Series: ...
@overload
def group(
    ids: Iterable[Id], texts: Iterable[str], *, threshold: float = ..., return_pairs: Literal[True]
) -> tuple[pd.Series, pd.DataFrame]: ...
def group(
    ids: Iterable[Id], texts: Iterable[str], *, threshold: float = THRESHOLD, return_pairs: bool = False
) -> pd.Series | tuple[pd.Series, pd.DataFrame]:
    """Find which texts are versions of one story: respun, shortened, retold, or with their parts in another order.

    Parameters
    ----------
    ids : sequence of str or int
        A name a text, each once, all of one type. Names decide ties, so that the order of the texts does not matter.
    texts : sequence of str
        The texts in the same order: a list, or a column of a table. One without a word is a group by itself.
    threshold : float
        Least probability of two versions, 0 to 1.
    return_pairs : bool
        Return the pairs behind the groups too.

    Returns
    -------
    groups : Series
        One value a text, by id, in the order given: the first id of its group. Versions of one story have the same.
    pairs : DataFrame
        Only if asked for: a row a pair of versions, or of texts of which one is partly in the other. Columns are the fields
        of `retold.compare.collection.Pair`: both ids, ``score`` (probability of versions, 0 to 1), ``kind`` (version,
        identical, partial), and what was found. Two texts of one group need not be a pair.

    Raises
    ------
    TypeError
        If an id is neither str nor int, ids are of both types, or a text is no str (such as a missing value).
    ValueError
        If there are not as many ids as texts, an id occurs twice, or the threshold is not from 0 to 1.

    Notes
    -----
    A word counts by how few passages hold it, here and in English at large. A logistic model judges how alike two texts are
    for their lengths, whether shared words stand in the same order, whether numbers agree, and which passages have no
    counterpart. It was fitted on versions by machines and people and on news of one topic, with
    the kinds weighted by hand and not by how often they occur. So where versions are rare, more of the pairs found are false. Candidates share uncommon words or MinHash values (Broder
    1997, On the resemblance and containment of documents). ``retold versions`` reads what does not fit into memory.

    Examples
    --------
    >>> import retold
    >>> texts = {
    ...     "tide": "Spring tides flooded the market.",
    ...     "ledger": "Marrow Bay lost its only bridge in a storm.",
    ...     "courier": "A storm took the only bridge of Marrow Bay.",
    ... }
    >>> groups = retold.group(texts.keys(), texts.values())
    >>> groups.to_dict()
    {'tide': 'tide', 'ledger': 'courier', 'courier': 'courier'}
    >>> _, pairs = retold.group(texts.keys(), texts.values(), return_pairs=True)
    >>> pairs[["doc_a", "doc_b"]].values.tolist()
    [['courier', 'ledger']]

    A table ``articles`` gets a column with ``articles["id"].map(groups)``.
    """
    groups, pairs = _grouped(ids, texts, threshold)
    return (groups, pairs) if return_pairs else groups


def _grouped(ids: Iterable[Id], texts: Iterable[str], threshold: float) -> tuple[pd.Series, pd.DataFrame]:
    names: list[Any] = _ids(ids)
    given = arguments.texts(texts, "texts", _TEXTS)
    if len(names) != len(given):
        raise ValueError(f"{len(names)} ids and {len(given)} texts; accepted is one id a text")
    if isinstance(threshold, bool) or not isinstance(threshold, int | float) or not 0 <= threshold <= 1:
        raise ValueError(f"threshold is {show(threshold)[1:-1]}; accepted is a number from 0 to 1")
    found: grouping.Grouping = grouping.group(
        names, [digest([read(text).view for text in given])], threshold=threshold
    )
    by_id = pd.Index(names, name="id")
    groups = pd.Series([names[first] for first in found.groups], index=by_id, name="group")
    rows = [*collection.pairs_of(names, found)]
    return groups, pd.DataFrame(rows, columns=list(collection.PAIR_COLUMNS))


def similarity(texts: Mapping[Any, str] | Sequence[str] | pd.Series) -> pd.DataFrame:
    """Say how alike texts are, each with each: which words they use and how often, as the report does.

    Parameters
    ----------
    texts : mapping of name to str, or sequence of str
        At least two texts: a dictionary or a Series, or a list, whose texts are named by their positions from 0.

    Returns
    -------
    DataFrame
        Square and symmetric, texts by texts, in the order given. A cell is the cosine of the TF-IDF vectors of two texts,
        without English function words: 0 (no word in common) to 1 (the same words in the same proportions); higher is
        more alike. A text has 1 with itself; one without such a word has 0 with all others.

    Raises
    ------
    TypeError
        If `texts` is a single text, or one of them is no str (such as a missing value).
    ValueError
        If there are fewer than two texts, or two of a Series have one name.

    Notes
    -----
    How rare a word is comes from these texts alone, so that a value depends on which texts stand beside it. Compare values
    of one call, not of two. The order of words does not count: `align` and `group` look at passages.

    References
    ----------
    Manning, Raghavan & Schütze (2008), Introduction to Information Retrieval. Weights as in scikit-learn: Pedregosa et al.
    (2011), Scikit-learn: Machine Learning in Python.

    Examples
    --------
    >>> import retold
    >>> alike = retold.similarity({
    ...     "ledger": "The dam held. Engineers measured the wall twice.",
    ...     "courier": "The dam stood. Engineers measured the wall.",
    ...     "tide": "Spring tides flooded the lower market.",
    ... })
    >>> alike.round(2).loc["ledger"].to_dict()
    {'ledger': 1.0, 'courier': 0.61, 'tide': 0.0}
    """
    names, given = _named(texts)
    # Counted by position: a name may be anything.
    places = [str(place) for place in range(len(given))]
    rows = [
        (place, term, count)
        for place, text in zip(places, given, strict=True)
        for term, count in sorted(Counter(read(text).view.terms).items())
    ]
    cosine = tfidf_cosine(pd.DataFrame(rows, columns=["doc_id", "term", "count"]), places)
    return cosine.set_axis(names, axis=0).set_axis(names, axis=1)


def _named(texts: Mapping[Any, str] | Sequence[str] | pd.Series) -> tuple[list[Any], list[str]]:
    """The names of at least two texts, and the texts."""
    if isinstance(texts, Mapping | pd.Series):
        names = list(texts.keys())
        given = [arguments.text(text, f"texts[{name!r}]") for name, text in texts.items()]
    else:
        given = arguments.texts(texts, "texts", _NAMED)
        names = list(range(len(given)))
    if len(given) < 2:
        count = "one text" if given else "no text"
        raise ValueError(f"texts holds {count}; accepted are two or more, to compare each with each")
    if twice := _twice(names):
        raise ValueError(f"texts has two texts of the name {show(twice[0])}; accepted is each name once")
    return names, given


def _ids(ids: Iterable[Id]) -> list[Id]:
    """The ids as a list, each known to be accepted."""
    names = arguments.listed(ids, "ids", _IDS)
    # A column of numpy holds whole numbers of its own kind.
    names = [name.item() if hasattr(name, "item") and not isinstance(name, str) else name for name in names]
    kinds = {}
    for place, name in enumerate(names):
        if isinstance(name, bool) or not isinstance(name, str | int):
            raise TypeError(f"ids[{place}] is {arguments.shown(name)}; accepted is {_IDS}")
        kinds[isinstance(name, str)] = place
    if len(kinds) > 1:
        raise TypeError(
            f"ids has texts, such as ids[{kinds[True]}], and numbers, such as ids[{kinds[False]}]; accepted is {_IDS}"
        )
    if twice := _twice(names):
        raise ValueError(f"ids has {show(twice[0])} more than once; accepted is each id once")
    return names


def _twice(names: Sequence[Hashable]) -> list[Hashable]:
    """Names that occur more than once."""
    return [name for name, count in Counter(names).items() if count > 1]
