"""How each text tells it: what it calls the event, how it explains it, who speaks, who is blamed, what comes next.

The aspects are those of Entman's (1993) frame, with the names of the event and the voices beside them. What a text
says of each comes from the lexicon of names, from the speakers and from coded passages; what a corpus lacks has no
aspect. Each cell says what copying may have had to do with it, as far as the copies at hand can show.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from retold.chapters.numbers import MISSING, Number, number, words
from retold.coding.frames import KEY, gist_pairs
from retold.common import days
from retold.common.names import slug
from retold.common.once import Tables, once
from retold.common.statistics import ratio
from retold.corpus.labels import EACH, ORIGINAL, RESPUN, labels_of, many
from retold.corpus.schema import BLAME, OUTLET
from retold.measures import speakers
from retold.text.offsets import spans

EVENT, CAUSE, VOICE, REMEDY = "event", "cause", "voice", "remedy"
ASPECTS: Mapping[str, str] = {
    EVENT: "calls the event",
    CAUSE: "explains it by",
    VOICE: "gives the word to",
    BLAME: "blames",
    REMEDY: "says of what comes next",
}
CODED = (CAUSE, REMEDY)  # aspects whose content is coded, in the coder's words
FEW = 2  # things that the table names of what is counted
MORE, COUNTED = 4, 6  # things that a portrait names of what is coded, and of what is counted
LEAST = 0.005  # a smaller share of the words would be shown as none
LONGEST_KEY = 40  # letters of an outlet's name in the name of a file
NOBODY = "somebody whom the coding does not name"
SIDE_BY_SIDE = 6  # texts of an event that stand beside each other in one table
ROWS = 7  # rows that such a table has of each aspect that is counted
PARTS: Mapping[str, str] = {
    EVENT: "names of the event, uses",
    CAUSE: "passages that name a cause",
    VOICE: "voices, share of the words of known groups",
    BLAME: "blamed, passages",
    REMEDY: "passages on what should or will come next",
}

# What copying may have had to do with a cell.
WHOLE, FIRST, SAME, CODED_ALIKE = (
    "not respun",
    "first in every copy",
    "same in every copy",
    "coded alike in every copy",
)
LARGER, COULD, APART, UNKNOWN = (
    "more than copying moved elsewhere",
    "could be copying",
    "the copies differ",
    "nothing to compare",
)
MARKS: Mapping[str, str] = {
    WHOLE: "no machine reworded the text, as far as is known",
    FIRST: "all versions of the story put the same thing first: only damage that they share, or the coding, could have put it there",
    SAME: "all versions of the story say the same: only damage that they share, or the coding, could have made it; a count says for how many of the passages coded here that holds",
    CODED_ALIKE: "the passages that correspond in all versions have the same code; what they say was not compared",
    LARGER: "the text is a respun copy, but what comes first leads by more than copying moved any such share in the copies at hand, which compares and does not test",
    COULD: "the text is a respun copy, and nothing at hand rules out that copying made this",
    APART: "the versions of the story disagree, so copying made the difference",
    UNKNOWN: "how the file came from the original is not known, and there is no other version",
}


@dataclass(frozen=True)
class Cell:
    """What a text says of an aspect: a line a thing, and what copying may have had to do with it."""

    lines: tuple[str, ...] = ()
    mark: str = ""


@once
def numbers(t: Tables) -> dict[str, Number]:
    """How far two codings of gists say the same, how many causes and remedies a text has, and who is heard most and least."""
    pairs = gist_pairs(t["frames_1"], t["frames_2"])
    decided = t["gist_decisions"]["same"].value_counts()
    partly, other = (int(decided.get(kind, 0)) for kind in ("partly", "other"))
    spoken = speakers.with_traits(t, speakers.outermost(t["attributions"]))
    unofficial = spoken[~spoken["official"]].groupby("side")["words"].sum()
    of_sides = {
        f"told.unofficial.{side}": number(unofficial.get(side, 0), "words")
        for side in sorted(set(t["speakers"]["side"]))
    }
    by_code = {
        f"told.{code}.{doc_id}": number(rows["passage"].nunique(), "words")
        for code in CODED
        for doc_id, rows in gists(t, code).groupby("doc_id")
    }
    return {
        **_agreed(t),
        "told.gists_both": number(len(pairs) or None, "d"),
        "told.gists_partly": number(partly, "words", known=len(pairs) > 0),
        "told.gists_other": number(other, "words", known=len(pairs) > 0),
        "told.gists_same": number(ratio(len(pairs) - partly - other, len(pairs)), ".0%"),
        **_ends(t),
        **by_code,
        **of_sides,
    }


def _agreed(t: Tables) -> dict[str, Number]:
    """Of causes and of what comes next: in how many places either coding found one, and both, and both said the same."""
    one, two = t["frames_1"], t["frames_2"]
    pairs = gist_pairs(one, two)
    apart = t["gist_decisions"]
    apart = apart[apart["same"] != "same"]
    made: dict[str, Number] = {}
    for code in CODED:
        places = [set(c.loc[c["code"] == code, KEY].itertuples(index=False, name=None)) for c in (one, two)]
        both, differ = (int((rows["code"] == code).sum()) for rows in (pairs, apart))
        made[f"told.either.{code}"] = number(len(places[0] | places[1]) or None, "d")
        made[f"told.both.{code}"] = number(len(places[0] & places[1]), "d", known=both > 0)
        made[f"told.same.{code}"] = number(both - differ, "d", known=both > 0)
    return made


def _ends(t: Tables) -> dict[str, Number]:
    """The groups of speakers that are heard most and least, with their share of all attributed words; those that tie together."""
    groups = heard(t)
    made: dict[str, Number] = {}
    for end, find in (("least", pd.Series.min), ("most", pd.Series.max)):
        share = find(groups[HEARD[1]]) if len(groups) > 1 else None
        named = [] if share is None else list(groups.loc[groups[HEARD[1]] == share, "who"])
        made[f"told.heard_{end}"] = words(" and ".join(named) or MISSING)
        made[f"told.heard_{end}_share"] = number(share, ".0%")
    return made


def units(t: Tables) -> dict[str, list[str]]:
    """Return what is portrayed, by name, with its texts: each text, or of many texts each outlet, the largest first."""
    corpus, names = t["corpus"], labels_of(t["corpus"])
    if not many(corpus["doc_id"]):
        return {names[d]: [d] for d in corpus["doc_id"]}
    sizes = corpus["outlet"].value_counts(sort=True)
    return {str(outlet): list(corpus.loc[corpus["outlet"] == outlet, "doc_id"]) for outlet in sizes.index}


@once
def aspects(t: Tables) -> list[str]:
    """Return the aspects of which a corpus can say something."""
    return [aspect for aspect in ASPECTS if len(_content(t, aspect))]


def _content(t: Tables, aspect: str) -> pd.DataFrame:
    return gists(t, aspect) if aspect in CODED else counted(t, aspect)


@once
def counted(t: Tables, aspect: str) -> pd.DataFrame:
    """Return what is counted of an aspect: doc_id, name, n.

    Names of the event by their uses; groups of speakers by their words, those inside another's left out; targets of blame
    by the passages that blame them.
    """
    if aspect == EVENT:
        rows = t["namings"].rename(columns={"term": "name", "count": "n"})
    elif aspect == VOICE:
        labels = speakers.groups(t).set_index("group")["label"]
        spoken = speakers.outermost(t["attributions"])
        known = spoken[spoken["group"].isin(labels.index)]
        rows = known.assign(name=known["group"].map(labels), n=known["words"])
    else:
        codes = t["frame_codes"]
        labels = codes[codes["field"] == "target"].set_index("code")["label"]
        blaming = t["frames"][t["frames"]["code"] == BLAME]
        blaming = blaming.drop_duplicates(["doc_id", "passage", "target"])
        rows = blaming.assign(
            name=blaming["target"].map(labels).fillna(blaming["target"]).replace("", NOBODY), n=1
        )
    sums = rows[rows["n"] > 0].groupby(["doc_id", "name"], sort=False)["n"].sum()
    return sums.astype(float).reset_index()


@once
def gists(t: Tables, code: str) -> pd.DataFrame:
    """Return what a text says of causes or remedies: doc_id, passage, own (in the outlet's own voice), gist.

    In each text what was coded as the main one comes first, then what it says itself, then what its sources say, in the order of the text.
    """
    rows = t["frames"]
    rows = rows[(rows["code"] == code) & rows["gist"].ne("")]
    order = {d: n for n, d in enumerate(t["corpus"]["doc_id"])}
    ranked = rows.assign(
        rank=rows["doc_id"].map(order),
        own=rows["voice"] == OUTLET,
        main=rows["main"].fillna(False).astype(bool),
    ).sort_values(["rank", "main", "own", "passage"], ascending=[True, False, False, True], kind="stable")
    return ranked[["doc_id", "passage", "own", "gist"]].reset_index(drop=True)


def cell(t: Tables, docs: Sequence[str], aspect: str, most: int = FEW) -> Cell:
    """Return what texts say of an aspect, at most so many things of it, and the mark of a single text."""
    lines = _gist_lines(t, docs, aspect, most) if aspect in CODED else _counted_lines(t, docs, aspect, most)
    marked = lines and len(docs) == 1
    return Cell(tuple(lines), mark(t, docs[0], aspect) if marked else "")


def _counted_lines(t: Tables, docs: Sequence[str], aspect: str, most: int) -> list[str]:
    rows = counted(t, aspect)
    sums = rows[rows["doc_id"].isin(docs)].groupby("name", sort=False)["n"].sum()
    if aspect == VOICE:
        sums = sums / sums.sum()
    shown = sums[sums >= LEAST].sort_values(ascending=False, kind="stable").head(most)
    said = [f"{name} {n:.0%}" if aspect == VOICE else f"{name} ({n:.0f})" for name, n in shown.items()]
    return [", ".join(said)] if said else []


def _gist_lines(t: Tables, docs: Sequence[str], code: str, most: int) -> list[str]:
    rows = gists(t, code)
    rows = rows[rows["doc_id"].isin(docs)].drop_duplicates("gist")
    shown = rows.head(most)
    lines = [_voiced(row.gist, row.own) for row in shown.itertuples()]
    return [*lines, f"and {len(rows) - len(shown)} more"] if len(rows) > len(shown) else lines


def _voiced(gist: str, own: bool) -> str:
    return gist if own else f"{gist} (a source)"


@once
def mark(t: Tables, doc_id: str, aspect: str) -> str:
    """Return what copying may have had to do with what a text says of an aspect: one of `MARKS`, or how many of how many.

    Versions of the story are compared where there are any: whether they have the same first name, voice or target; of
    coded content, whether the passages that correspond are coded alike. A text of which no other version is at hand, and which is
    respun, is set against the copies of other stories: by how much the first leads the second, in shares, against the
    largest difference of any share between copies. Nothing is marked in a corpus without copies.
    """
    corpus = t["corpus"].set_index("doc_id")
    if corpus["story_id"].is_unique and not (corpus["copy_kind"] == RESPUN).any():
        return ""
    kind, story = corpus.loc[doc_id, ["copy_kind", "story_id"]]
    looked_at = _looked_at(t, aspect)
    versions = [d for d in corpus.index[corpus["story_id"] == story] if d != doc_id and d in looked_at]
    if versions:
        return _between_versions(t, doc_id, versions, aspect)
    if kind in (ORIGINAL, "republished"):
        return WHOLE
    if kind != RESPUN:
        return UNKNOWN
    apart = None if aspect in CODED else _copies_apart(t, aspect)
    # A lead is a difference of two shares: copying may move it by twice what it moves one.
    return COULD if apart is None or _lead(t, doc_id, aspect) <= 2 * apart else LARGER


@once
def _looked_at(t: Tables, aspect: str) -> frozenset[str]:
    """The texts in which somebody, or the program, looked for an aspect: in another that it is not found says nothing."""
    if aspect == EVENT:
        return frozenset(t["corpus"]["doc_id"])
    return speakers.texts_read(t) if aspect == VOICE else frozenset(t["frames"]["doc_id"])


def _between_versions(t: Tables, doc_id: str, versions: Sequence[str], aspect: str) -> str:
    if aspect not in CODED:
        # Several may share the first place.
        shared = frozenset.intersection(*(_first(t, d, aspect) for d in (doc_id, *versions)))
        return FIRST if shared else APART
    own = sorted(_passages(t, aspect).get(doc_id, ()))
    compared = len(t["gist_versions"]) > 0
    alike = [p for p in own if all(_also(t, doc_id, p, other, aspect, compared) for other in versions)]
    mark = SAME if compared else CODED_ALIKE
    return (
        mark if len(alike) == len(own) else f"{len(alike)} of {len(own)} {'the ' if compared else ''}{mark}"
    )


@once
def _shares(t: Tables, doc_id: str, aspect: str) -> pd.Series:
    rows = counted(t, aspect)
    own = rows[rows["doc_id"] == doc_id].set_index("name")["n"].sort_values(ascending=False, kind="stable")
    return own / own.sum()


@once
def _first(t: Tables, doc_id: str, aspect: str) -> frozenset[str]:
    shares = _shares(t, doc_id, aspect)
    return frozenset(shares.index[shares == shares.max()])


def _lead(t: Tables, doc_id: str, aspect: str) -> float:
    shares = [*map(float, _shares(t, doc_id, aspect)), 0.0, 0.0]
    return shares[0] - shares[1]


@once
def _passages(t: Tables, code: str) -> dict[str, frozenset[int]]:
    """The passages of each text that name a cause, or say what comes next."""
    rows = gists(t, code)
    return {str(d): frozenset(map(int, of_text)) for d, of_text in rows.groupby("doc_id")["passage"]}


@once
def _said_alike(t: Tables, code: str) -> frozenset[frozenset[tuple[str, int]]]:
    """The pairs of passages of versions that say the same, as somebody compared them."""
    rows = t["gist_versions"]
    rows = rows[(rows["code"] == code) & (rows["same"] == "same")]
    places = rows[["doc_a", "passage_a", "doc_b", "passage_b"]].itertuples(index=False, name=None)
    return frozenset(frozenset({(a, int(p)), (b, int(q))}) for a, p, b, q in places)


@once
def _copies_apart(t: Tables, aspect: str) -> float | None:
    """The largest difference of any share between versions of a story; None if no story has versions with such shares."""
    largest = None
    for _, ids in t["corpus"].groupby("story_id", sort=False)["doc_id"]:
        shares = [s for d in ids if len(s := _shares(t, d, aspect))]
        if len(shares) > 1:
            wide = pd.concat(shares, axis=1).fillna(0.0)
            largest = max(largest or 0.0, float((wide.max(axis=1) - wide.min(axis=1)).max()))
    return largest


@once
def _counterparts(t: Tables) -> dict[tuple[str, int, str], set[int]]:
    """The passages of another version that correspond to a passage, by (text, passage, other text)."""
    at = {d: list(rows.itertuples()) for d, rows in t["passages"].groupby("doc_id")}

    def passages(doc_id: str, where: str) -> set[int]:
        starts = [start for start, _ in spans(where)]
        return {int(p.passage) for p in at.get(doc_id, ()) for start in starts if p.start <= start < p.end}

    joined: dict[tuple[str, int, str], set[int]] = {}
    for row in t["alignments"].itertuples():
        ends = ((row.doc_a, row.a, row.doc_b, row.b), (row.doc_b, row.b, row.doc_a, row.a))
        for doc_id, here, other, there in ends:
            for p in passages(doc_id, here) if here and there else ():
                joined.setdefault((doc_id, p, other), set()).update(passages(other, there))
    return joined


def _also(t: Tables, doc_id: str, passage: int, other: str, code: str, compared: bool) -> bool:
    """Whether a passage of another version that corresponds has the code as well; of compared gists, whether it says the same."""
    there = _passages(t, code).get(other, frozenset()) & _counterparts(t).get((doc_id, passage, other), set())
    if not compared:
        return bool(there)
    return any(frozenset({(doc_id, passage), (other, q)}) in _said_alike(t, code) for q in there)


def table(t: Tables) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the table of texts by aspects, of many texts of outlets, with the marks of its cells in a table of the same shape."""
    rows, marks, listed = [], [], _of_units(t)
    for name, docs in units(t).items():
        cells = [cell(t, docs, aspect, 1 if aspect in CODED else FEW) for aspect in listed]
        rows.append((name, *(c.lines for c in cells)))
        marks.append(("", *(c.mark for c in cells)))
    who = "outlet" if many(t["corpus"]["doc_id"]) else "text"
    columns = [who, *(ASPECTS[a] for a in listed)] if listed else [who]
    return pd.DataFrame(rows if listed else [], columns=columns), pd.DataFrame(
        marks if listed else [], columns=columns
    )


@dataclass(frozen=True)
class Portrait:
    """What a report says of one text, or of the texts of an outlet.

    Attributes
    ----------
    key : str
        The text's id, or *outlet-* and the outlet's name in letters, digits and hyphens.
    name, headline, facts : str
        What it is called; the headline of the original, where known; what kind of text it is, in a line.
    quoted : str
        Whose words the excerpts are.
    rows : list of (aspect, Cell, excerpts)
        What it says of each aspect, and excerpts that show it.
    """

    key: str
    name: str
    headline: str
    facts: str
    quoted: str
    rows: list[tuple[str, Cell, list[str]]]


def _of_units(t: Tables) -> list[str]:
    """The aspects that are said of each unit: of an outlet with many texts those that are counted, since no text's cause is the outlet's."""
    crowd = many(t["corpus"]["doc_id"])
    return [aspect for aspect in aspects(t) if not (crowd and aspect in CODED)]


def portraits(t: Tables) -> list[Portrait]:
    """Return the portraits of the texts of a corpus; of many texts those of the outlets that have most, at most `EACH`."""
    corpus = t["corpus"].set_index("doc_id")
    made = []
    for n, (name, docs) in enumerate(list(units(t).items())[:EACH], 1):
        single = len(docs) == 1 and not many(corpus.index)
        rows = [
            (a, cell(t, docs, a, MORE if a in CODED else COUNTED), _excerpts(t, docs, a) if single else [])
            for a in _of_units(t)
        ]
        key = docs[0] if single else f"outlet-{slug(name, LONGEST_KEY) or n}"
        title, basis = corpus.loc[docs[0], ["title", "title_basis"]] if single else ("", "")
        headline = f"{title} (headline inferred)" if title and basis == "inferred" else str(title)
        respun = single and corpus.loc[docs[0], "copy_kind"] == RESPUN
        quoted = "in the copy's words" if respun else "in its words"
        told_of = [row for row in rows if row[1].lines]
        made.append(Portrait(key, name, headline, _facts(t, docs), quoted, told_of))
    return made


def _excerpts(t: Tables, docs: Sequence[str], aspect: str) -> list[str]:
    listed = t["excerpts"]
    shown = listed[listed["doc_id"].isin(docs) & (listed["shows"] == aspect)]
    return list(shown.sort_values("start")["text"])


KINDS = {"original": "from the outlet itself", "republished": "a republication", "respun": "a respun copy"}


def _facts(t: Tables, docs: Sequence[str]) -> str:
    """What kind of texts these are, in one line: outlet, genre, day, length, how the file came."""
    rows, sizes = t["corpus"][t["corpus"]["doc_id"].isin(docs)], speakers.sizes(t)
    dates = [d for d in (*rows["published"], *rows["published_latest"]) if d]
    parts = [
        ", ".join(rows["outlet"].unique()[:1]),
        ", ".join(dict.fromkeys(g for g in rows["genre"] if g)),
        days.in_words(min(dates), max(dates)) if dates else "",
        f"{sizes[list(docs)].sum():,.0f} words" + (f" in {len(docs)} texts" if len(docs) > 1 else ""),
        ", ".join(dict.fromkeys(KINDS.get(k, "") for k in rows["copy_kind"] if k in KINDS)),
    ]
    return " · ".join(part for part in parts if part)


def events(t: Tables) -> dict[str, list[str]]:
    """Return the events told by several texts that are few enough to stand side by side, with these texts; at most `EACH` events."""
    corpus = t["corpus"]
    told = corpus[corpus["event"] != ""].groupby("event", sort=False)["doc_id"].agg(list)
    few = {str(event): ids for event, ids in told.items() if 1 < len(ids) <= SIDE_BY_SIDE}
    return dict(list(few.items())[:EACH])


def side_by_side(t: Tables, docs: Sequence[str]) -> list[tuple[str, pd.DataFrame]]:
    """Return what texts of one event have in numbers, a part an aspect: the name of the part, and its rows by a column a text.

    The first part says what kind of text each is. Of what is counted the `ROWS` that are largest in any of these texts stand there; of causes and
    remedies the passages, those in the text's own voice and those of its sources.
    """
    corpus, sizes = t["corpus"].set_index("doc_id"), speakers.sizes(t)
    names = labels_of(t["corpus"])
    columns = [names[d] for d in docs]
    facts = {
        "genre": [corpus.loc[d, "genre"] or "–" for d in docs],
        "words": [f"{sizes[d]:,.0f}" for d in docs],
        "the file is": [KINDS.get(corpus.loc[d, "copy_kind"], corpus.loc[d, "copy_kind"]) for d in docs],
    }
    parts = [("the text", pd.DataFrame(facts, index=columns).T)]
    for aspect in aspects(t):
        made = _passages_of(t, docs, aspect) if aspect in CODED else _counts_of(t, docs, aspect)
        if len(made):
            parts.append((PARTS[aspect], made.set_axis(columns, axis=1)))
    return parts


def _counts_of(t: Tables, docs: Sequence[str], aspect: str) -> pd.DataFrame:
    rows = counted(t, aspect)
    rows = rows[rows["doc_id"].isin(docs)]
    wide = rows.pivot_table(index="name", columns="doc_id", values="n", aggfunc="sum", fill_value=0.0)
    wide = wide.reindex(columns=list(docs), fill_value=0.0)
    if aspect == VOICE:
        wide = wide.div(wide.sum().where(wide.sum() > 0, 1.0))
    order = wide.max(axis=1).sort_values(ascending=False, kind="stable").index[:ROWS]
    return wide.loc[order].map(lambda n: f"{n:.0%}" if aspect == VOICE else f"{n:.0f}")


def _passages_of(t: Tables, docs: Sequence[str], code: str) -> pd.DataFrame:
    rows = gists(t, code)
    by = {
        name: [f"{((rows['doc_id'] == d) & (rows['own'] == own)).sum()}" for d in docs]
        for name, own in (("says it itself", True), ("lets a source say it", False))
    }
    return pd.DataFrame(by, index=list(docs)).T


HEARD = ["who", "share of attributed words", "words in quotation marks", "texts that give them no word"]
PERSONS = {
    "woman": "Of all: single persons whom a text calls women",
    "man": "Of all: single persons whom a text calls men",
}


@once
def heard(t: Tables) -> pd.DataFrame:
    """Return how much is heard of each group of speakers, the least heard first: `HEARD`, the share with each story counted once."""
    kinds = {str(row.label): ("group", str(row.group)) for row in speakers.groups(t).itertuples()}
    return _heard_of(t, kinds).sort_values(HEARD[1], kind="stable", ignore_index=True)


def missing(t: Tables) -> pd.DataFrame:
    """Return how much is heard of whom, as `HEARD`: of each group, then of persons of whom a text says that they are women or men.

    Without a coding of speakers the program's reading is used, and persons are left out.
    """
    persons = {name: ("gender", key) for key, name in PERSONS.items()} if speakers.is_coded(t) else {}
    groups = heard(t)
    return pd.concat([groups, _heard_of(t, persons)], ignore_index=True) if len(groups) else groups


def _heard_of(t: Tables, kinds: Mapping[str, tuple[str, str]]) -> pd.DataFrame:
    """How much is heard of speakers who have a value in a column, by the name of the kind."""
    spoken = speakers.outermost(t["attributions"])
    if spoken.empty:
        return pd.DataFrame(columns=HEARD)
    known, read = speakers.with_traits(t, spoken), speakers.texts_read(t)
    weighed = known["words"].astype(float) * speakers.story_weights(t, spoken)
    rows = []
    for name, (column, value) in kinds.items():
        theirs = known[column] == value
        given = set(known.loc[theirs & (known["words"] > 0), "doc_id"])
        quoted = int(known.loc[theirs, "quoted_words"].sum())
        rows.append((name, ratio(weighed[theirs].sum(), weighed.sum()), quoted, len(read - given)))
    return pd.DataFrame(rows, columns=HEARD)


def chronology(t: Tables) -> pd.DataFrame:
    """Return what happened and when the texts appeared, in the order of days: day, what, who says so, whether the day is inferred."""
    names, rows = labels_of(t["corpus"]), []
    for (day, latest, what), said in t["chronology"].groupby(["day", "day_latest", "what"], sort=False):
        who = [names[d] for d in said["doc_id"] if d] + [s for s in said["source"] if s]
        inferred = "inferred" if (said["basis"] == "inferred").all() else "stated"
        rows.append((day, days.in_words(day, latest), what, ", ".join(dict.fromkeys(who)), inferred))
    dated = t["corpus"][t["corpus"]["published"] != ""] if rows else t["corpus"].head(0)
    for text in dated.itertuples():
        when = days.in_words(text.published, text.published_latest)
        rows.append(
            (text.published, when, f"{names[text.doc_id]}: the original appears", "", text.date_basis)
        )
    columns = ["from", "day", "what", "according to", "the day is"]
    ordered = pd.DataFrame(rows, columns=columns).sort_values(
        ["from", "day"], kind="stable", ignore_index=True
    )
    return ordered.drop(columns="from")


def specimens(t: Tables) -> list[tuple[tuple[str, str], tuple[str, str]]]:
    """Return the pairs of excerpts that show what copying made of one line: the texts, and their words.

    They are those marked as specimens whose names end in -a and -b.
    """
    marked = t["excerpts"][t["excerpts"]["shows"] == "specimen"].set_index("excerpt_id")
    pairs = [(str(name), f"{str(name)[:-2]}-b") for name in marked.index if str(name).endswith("-a")]
    return [
        (
            (str(marked.loc[a, "doc_id"]), str(marked.loc[b, "doc_id"])),
            (str(marked.loc[a, "text"]), str(marked.loc[b, "text"])),
        )
        for a, b in pairs
        if b in marked.index
    ]
