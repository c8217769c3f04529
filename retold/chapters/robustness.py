"""Every finding under the choices that could have been made otherwise.

A variant is the same tables with one choice changed, or a few numbers that this choice
changes; its chapters are computed again by the code that computes the report. A finding that
a choice cannot touch is left out, not counted as confirmed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from retold.chapters import quotes, versions
from retold.chapters.numbers import MISSING, Number, how_many, in_words, number, words
from retold.chapters.registry import MEASURED, measured, prefixes_of
from retold.chapters.rules import HOLDS, UNKNOWN, bars, operands, verdict
from retold.chapters.stories import same_story
from retold.common.once import Kept, Tables
from retold.common.statistics import SEED, ratio
from retold.compare import neighbours, similarity
from retold.measures import components, declared, naming, readability, runs, speakers
from retold.measures.counts import OWN

SEEDS = (1, 2, 3, 4, 5)
READ, FRAMING, FLOOR = "05-readability", "06-framing", "07-noise-floor"
VERSIONS, QUOTES, SPEAKERS = "02-versions", "03-quotes", "04-speakers"
PAGE = "08-robustness"
SEEDED = "seed"  # no choice of substance: counted apart
FEW = 2  # choices by which a finding was hardly tried
NEAR = 0.1  # of a bar: a number that comes so close to it might as well lie on the other side
STORIES = "stories"  # a finding whose number a story left out does not move, or takes away, was not tried
STORY_PAGES = (VERSIONS, QUOTES, SPEAKERS, READ, FRAMING, FLOOR)
FEWEST_STORIES = 3  # with fewer, nothing is left to compare
MOST_STORIES = 20  # left out: each time all chapters are computed again

# Which numbers a choice reaches, as patterns of their names.
# What rests on draws, so that another seed can change it; a score or a ratio does not.
DRAWN = (
    r"^readability\.(clear_pairs|copies_clear|rank|hardest|easiest|copies_furthest|copy_low|copy_high|alone_|damage_low"
    r"|damage_high)"
)
# What scraps do is a comparison of two splitters already.
FORMULAS = r"^(?!readability\.(torn|orders|moved|settings)).*readability\."
NAMING = r"^framing\.(contrast|copy_distance|other_|named)"
# What rests on whole texts by its nature stays out: codings of pairs, damage, word lists.
CUT = r"^(?!versions\.|framing\.(key_|slots)|readability\.damage)"
QUOTED = r"^quotes\.(identical|long|median)"
SPOKEN = r"^(?!speakers\.engine)(speakers\.|framing\.(speaks|among|acts_over)|.*\.speakers\.)"
# Quoted words stay as they are.
SPOKEN_IN_ALL = rf"^(?!speakers\.(only_)?quoted){SPOKEN}"
ACTED = r"framing\.(acts|actor|speaks|among|mentions)"
FRAMED = r"framing\.(function|own|blam|outlet|target|issue|remed)"


@dataclass(frozen=True)
class Variant:
    """One choice made otherwise.

    `changed` replaces tables, and `options` is passed on; the chapters in `pages` are then computed
    again. `numbers` replaces numbers of the report as it stands. `touches` is a pattern of the keys of those
    chapters that the change reaches; findings that rest on others are left out.
    """

    choice: str
    option: str
    pages: tuple[str, ...]
    changed: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    numbers: Mapping[str, Number] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)
    touches: str = ""


def variants(t: Tables) -> list[Variant]:
    """Return every choice that this corpus allows to make otherwise."""
    drawn = f"{DRAWN}|^({'|'.join(re.escape(m.key) for m in declared.of(t))})\\.(low|high)\\."
    # What is left out of a text in turn hangs on no seed.
    drawn_pages = tuple(page for page in MEASURED if page != FLOOR)
    return [
        *_splitting(t),
        *_similarity(t),
        *_equal_length(t),
        *_quotations(t),
        *_speech(t),
        *_coders(t),
        *(
            Variant(SEEDED, f"random numbers {n}", drawn_pages, options={"seed": SEED + n}, touches=drawn)
            for n in SEEDS
        ),
        *(
            Variant(
                "cut",
                f"cut at {cut:.0%}",
                (FLOOR,),
                options={"cut": cut},
                touches=r"^noise\.(code|small|most|cannot|decided)",
            )
            for cut in components.CUTS
            if cut != components.CUT
        ),
        Variant("drawing", "drawn in runs", drawn_pages, {"sentences": _in_runs(t)}, touches=drawn),
        *_prior(t),
        *_actors(t),
        *_stories(t),
    ]


def _actors(t: Tables) -> list[Variant]:
    """Other cuts of the list of actors: those that are within another with it, and each part of one alone."""
    actors, mentions = t["actors"], t["mentions"]
    within = dict(actors.loc[actors["within"].fillna("") != "", ["actor", "within"]].itertuples(index=False))
    named = mentions["lexicon"] == "actors"
    tried = {}
    for whole in dict.fromkeys(within.values()):
        inner = [actor for actor, other in within.items() if other == whole]
        joined = actors[~actors["actor"].isin(inner)].copy()
        at = joined["actor"] == whole
        for column in ("groups", "speakers"):
            every = actors.loc[actors["actor"].isin([whole, *inner]), column].fillna("").astype(str)
            joined.loc[at, column] = " ".join(" ".join(every).split())
        renamed = mentions["name"].where(~(named & mentions["name"].isin(inner)), whole)
        tried[f"{whole} with {', '.join(inner)}"] = {
            "actors": joined,
            "mentions": mentions.assign(name=renamed),
        }
    for (actor, part), _ in mentions[named & (mentions["part"] != "")].groupby(["name", "part"], sort=False):
        others = named & (mentions["name"] == actor) & (mentions["part"] != part)
        tried[f"{actor}: {part} alone"] = {"mentions": mentions[~others].reset_index(drop=True)}
    return [
        Variant("actors", option, (FRAMING, FLOOR), changed, touches=ACTED)
        for option, changed in tried.items()
    ]


def _in_runs(t: Tables) -> pd.DataFrame:
    """The sentences with the run of neighbours in which they are drawn: what one is says something of the next."""
    sentences = t["sentences"]
    return sentences.assign(run=runs.of_unit(t, "sentence").of_sentence)


def _stories(t: Tables) -> list[Variant]:
    """Every story left out in turn, or `MOST_STORIES` of them; with the copied one all that rests on copies is missing."""
    corpus = t["corpus"]
    if corpus["story_id"].nunique() < FEWEST_STORIES:
        return []
    stories = [rows["doc_id"].tolist() for _, rows in corpus.groupby("story_id", sort=False)]
    return [
        Variant(STORIES, f"without {doc_ids[0]}", STORY_PAGES, _Without(t, frozenset(doc_ids)))
        for doc_ids in left_out(stories)
    ]


def left_out(stories: Sequence[list[str]]) -> list[list[str]]:
    """Return the stories that are left out, in their order: those with versions first, then others, evenly over the corpus."""
    if len(stories) <= MOST_STORIES:
        return list(stories)
    copied = [n for n, doc_ids in enumerate(stories) if len(doc_ids) > 1]
    single = [n for n, doc_ids in enumerate(stories) if len(doc_ids) == 1]
    chosen = _evenly(copied, MOST_STORIES)
    return [stories[n] for n in sorted([*chosen, *_evenly(single, MOST_STORIES - len(chosen))])]


def _evenly(items: Sequence[int], most: int) -> list[int]:
    """At most so many of the items, evenly spaced."""
    many = min(most, len(items))
    return [items[n * len(items) // many] for n in range(many)]


@dataclass(frozen=True)
class _Without(Mapping[str, pd.DataFrame]):
    """All tables that are about texts, without the rows about some; each is made when it is asked for."""

    tables: Tables
    gone: frozenset[str]

    def __getitem__(self, name: str) -> pd.DataFrame:
        frame = self.tables[name]
        about = _about(frame)
        if not about:
            raise KeyError(name)
        return frame[~frame[about].isin(self.gone).any(axis=1)].reset_index(drop=True)

    def __iter__(self) -> Iterator[str]:
        return (name for name in self.tables if _about(self.tables[name]))

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _about(frame: pd.DataFrame) -> list[str]:
    """The columns that name a text."""
    return [column for column in ("doc_id", "doc_a", "doc_b") if column in frame]


def _prior(t: Tables) -> list[Variant]:
    """Other weights of the prior of the log-odds."""
    return [
        Variant(
            "prior",
            f"prior of {prior:,.0f} words",
            (FRAMING,),
            numbers={
                "framing.key_flagged": number(rows["flagged"].sum(), "words"),
                "framing.key_pooled": number(rows["pooled"].max()),
            },
        )
        for prior, rows in t["keyness_null"].groupby("prior")
        if prior != naming.PRIOR_WORDS
    ]


def _departure(options: Sequence[str], usual: Sequence[str]) -> list[tuple[int, str]]:
    """The place and the option of the one choice made otherwise; nothing if there are several, or none."""
    other = [(n, one) for n, (one, two) in enumerate(zip(options, usual, strict=True)) if one != two]
    return other if len(other) == 1 else []


def _splitting(t: Tables) -> list[Variant]:
    """Other splitters, boilerplate left in, quotations left out."""
    choices = ("splitter", "cleaning", "quotations in formulas")
    names = {
        "raw": "boilerplate left in",
        "without": "without quotations",
        "scraps apart": "torn scraps count",
        "sentencex": "split by sentencex",
        "textstat": "split by textstat",
    }
    # What a user counted in sentences was counted in other ones.
    own = [m.key for m in declared.own(t) if m.of == "sentence" and not m.counts]
    touches = f"{FORMULAS}|(^|\\.)({'|'.join(map(re.escape, own))})(\\.|$)" if own else FORMULAS
    formulas = [
        Variant(
            choices[n],
            names.get(option, option),
            (READ, FLOOR),
            {"sentences": counts, OWN: t[OWN].head(0)},
            touches=touches,
        )
        for options, counts in readability.readings(t).items()
        for n, option in _departure(options, readability.DEFAULT)
    ]
    if t["cleaning"].empty:
        return formulas
    raw = {"namings": t["namings"].assign(count=t["namings"]["count_raw"])}
    return [*formulas, Variant("cleaning", "boilerplate left in, naming", (FRAMING,), raw, touches=NAMING)]


def _similarity(t: Tables) -> list[Variant]:
    """Stop words, n-grams, weighting, cleaning, and excerpts of equal length for the cosines."""
    named = {
        "words": ("stop words", "stop words kept"),
        "words-1-2": ("n-grams", "words and pairs of words"),
        "characters-3-5": ("n-grams", "characters, three to five"),
        "counts": ("weighting", "bare counts"),
        "tfidf-sublinear": ("weighting", "sublinear TF-IDF"),
        "raw": ("cleaning", "boilerplate left in, similarity"),
        "equal-length": ("length", "equal length, similarity"),
    }
    tried = []
    for options, rows in t["cosines"].groupby(["vectoriser", "weighting", "reading"], sort=False):
        for _, option in _departure(options, similarity.USUAL):
            tried.append(Variant(*named[option], (VERSIONS,), numbers=_cosine_numbers(t, rows)))
    return tried


def _cosine_numbers(t: Tables, rows: pd.DataFrame) -> dict[str, Number]:
    """How alike texts are by one way to compare them; how they cluster, only where every pair is kept."""
    ids = list(t["corpus"]["doc_id"])
    if len(ids) > neighbours.EVERY_PAIR:
        return versions.pair_numbers(rows.assign(same_story=same_story(t, rows)))
    cosine = pd.DataFrame(1.0, index=ids, columns=ids)
    for row in rows.itertuples():
        cosine.loc[row.doc_a, row.doc_b] = cosine.loc[row.doc_b, row.doc_a] = row.similarity
    return versions.cosine_numbers(cosine, t["corpus"])


def _equal_length(t: Tables) -> list[Variant]:
    """Every text cut after as many words as the shortest has, at the end of a sentence."""
    sentences = t["sentences"]
    total = sentences.groupby("doc_id")["words"].sum()
    if len(total) < 2:
        return []
    kept = (sentences.groupby("doc_id")["words"].cumsum() <= int(total.min())) | (sentences["sentence"] == 1)
    cut = sentences[kept].reset_index(drop=True)
    ends = cut.groupby("doc_id")["end"].max()

    def before(frame: pd.DataFrame, at: pd.Series) -> pd.DataFrame:
        return frame[at < frame["doc_id"].map(ends)].reset_index(drop=True)

    attributions = t["attributions"]
    starts = attributions["content"].str.split("-").str[0].astype(int)
    passages = before(t["passages"], t["passages"]["start"])
    changed = {
        "sentences": cut,
        "mentions": before(t["mentions"], t["mentions"]["start"]),
        "attributions": before(attributions, starts),
        "namings": t["namings"].assign(count=t["namings"]["count_equal"]),
        "cosine_draws": t["cosine_draws"].head(0),
        "passages": passages,
        "frames": t["frames"].merge(passages[["doc_id", "passage"]]),
    }
    return [Variant("length", "equal length", (READ, FRAMING, FLOOR), changed, touches=CUT)]


def _quotations(t: Tables) -> list[Variant]:
    """Long quotations alone, speech alone; fates by rule instead of by coding."""
    if t["drift"].empty or t["quotations"].empty:
        return []
    base = quotes.numbers(t)
    roles = t["quotations"].set_index("pair_id")["role"]
    spoken = t["drift"][t["drift"]["pair_id"].map(roles).eq("speech")]
    same, long = (_value(base[f"quotes.{name}"]) or 0 for name in ("long_identical", "long"))
    of_long = {"quotes.identical_share": number(ratio(same, long), ".0%")}
    by_rule = {
        key.replace(".computed.", ".fate."): n
        for key, n in base.items()
        if key.startswith("quotes.computed.")
    }
    return [
        Variant("quotations", "long quotations alone", (QUOTES,), numbers=of_long),
        Variant("quotations", "no scare quotes", (QUOTES,), {"drift": spoken}, touches=QUOTED),
        Variant("coding", "fates by rule", (QUOTES,), numbers=by_rule),
    ]


def _speech(t: Tables) -> list[Variant]:
    """Only words in quotation marks count as a speaker's; the program instead of the coding."""
    attributions = t["attributions"]
    coded = attributions["method"] == speakers.CODED
    if not coded.any():
        return []
    quoted = attributions.assign(words=attributions["quoted_words"])
    program = attributions[~coded].assign(method=speakers.CODED)
    pages = (SPEAKERS, FRAMING, FLOOR)
    # Statements are paired by the ids of coded attributions.
    loose = {"propositions": t["propositions"].head(0)}
    in_marks = {"attributions": quoted[quoted["words"] > 0], **loose}
    by_program = {"attributions": program, **loose}
    return [
        Variant("indirect speech", "only quoted words", pages, in_marks, touches=SPOKEN_IN_ALL),
        Variant("coding", "speakers by program", pages, by_program, touches=SPOKEN),
    ]


def _coders(t: Tables) -> list[Variant]:
    """Either coding of the frames instead of the adjudicated one."""
    return [
        Variant("coding", f"frames, {which} coding", (FRAMING, FLOOR), {"frames": t[name]}, touches=FRAMED)
        for name, which in (("frames_1", "first"), ("frames_2", "second"))
        if len(t[name])
    ]


def table(t: Tables, base: Mapping[str, Number], tried: Sequence[Variant] | None = None) -> pd.DataFrame:
    """Decide every finding under every variant that touches it.

    Parameters
    ----------
    t : mapping of name to DataFrame
        The tables.
    base : mapping of key to Number
        The numbers of all chapters as the report gives them.
    tried : sequence of Variant, optional
        By default all of `variants`.

    Returns
    -------
    DataFrame
        One row a finding and variant: finding, choice, option, base (status in the report), status,
        base_value and value of the number that the rule compares, see `compared`; base_margin and margin, by how much it lies on the
        side of its bar on which the claim holds; bar, what it is compared with in the
        report, and near, whether it comes within `NEAR` of its bar, there or under the variant; flips, whether the status is another.
    """
    rows = []
    for variant in variants(t) if tried is None else tried:
        touched = [row for row in t["findings"].itertuples() if _touched(row.rule, variant)]
        # What nothing rests on is not made: a story left out changes every table.
        changed = Kept(t, variant.changed) if touched else t
        for page in variant.pages:
            on_page = [row for row in touched if row.page == page]
            here = _numbers_under(variant, page, changed, base) if on_page else {}
            for row in on_page:
                key = compared(row.rule, row.evidence)
                old, new = (_value(source.get(key)) for source in (base, here))
                near = any(_near(row.rule, key, source) for source in (base, here))
                margins = [_margin(row.rule, key, source) for source in (base, here)]
                before, after = verdict(row.rule, base), verdict(row.rule, here)
                unmoved = all(_held(base, name) == _held(here, name) for name in operands(row.rule))
                if before != UNKNOWN and not (variant.choice == STORIES and (after == UNKNOWN or unmoved)):
                    bar = _bar(row.rule, key, base)
                    rows.append(
                        (
                            row.finding,
                            variant.choice,
                            variant.option,
                            before,
                            after,
                            old,
                            new,
                            *margins,
                            bar,
                            near,
                        )
                    )
    columns = [
        "finding", "choice", "option", "base", "status", "base_value", "value", "base_margin", "margin", "bar", "near",
    ]  # fmt: skip
    decided = pd.DataFrame(rows, columns=columns)
    return decided.assign(flips=(decided["base"] != decided["status"]) & (decided["status"] != UNKNOWN))


def compared(rule: str, evidence: str) -> str:
    """Return the number that a finding rests on: the first of its evidence that its rule compares, or else the rule's first."""
    named = operands(rule)
    return next((key for key in evidence.split() if key in named), named[0] if named else evidence.split()[0])


SIGNS = {"<": "below", "<=": "at most", ">": "above", ">=": "at least", "==": "exactly"}


def _bar(rule: str, key: str, numbers: Mapping[str, Number]) -> str:
    """What a rule compares a number with, in words."""
    return ", ".join(f"{SIGNS[sign]} {value:.3g}" for sign, value in bars(rule, key, numbers))


def _near(rule: str, key: str, numbers: Mapping[str, Number]) -> bool:
    """Whether a number comes within `NEAR` of a bar; of a bar at zero, and of one to be met, nothing can be said."""
    value = _value(numbers.get(key))
    return value is not None and any(
        abs(value - bar) < NEAR * abs(bar) for sign, bar in bars(rule, key, numbers) if bar and sign != "=="
    )


def _margin(rule: str, key: str, numbers: Mapping[str, Number]) -> float | None:
    """By how much a number lies on the side of its bar on which the claim holds; less than zero: on the other. Of several bars, the least."""
    value = _value(numbers.get(key))
    found = bars(rule, key, numbers)
    if value is None or not found:
        return None
    return min(
        value - bar if sign in (">", ">=") else bar - value if sign in ("<", "<=") else 0.0 - abs(value - bar)
        for sign, bar in found
    )


def _held(numbers: Mapping[str, Number], name: str) -> object:
    return numbers[name].value if name in numbers else None


def _touched(rule: str, variant: Variant) -> bool:
    """Whether a finding's rule rests on a number that the variant reaches."""
    keys = operands(rule)
    if variant.numbers:
        return not variant.numbers.keys().isdisjoint(keys)
    return any(re.search(variant.touches, key) for key in keys)


def _numbers_under(
    variant: Variant, page: str, changed: Tables, base: Mapping[str, Number]
) -> dict[str, Number]:
    """The numbers of the report with those of one page as they are under a variant."""
    if not variant.changed and not variant.options:
        return {**base, **variant.numbers}
    # What the chapter no longer gives is missing, not as it was.
    gone = {
        key: Number(None, MISSING) for key in base if key.startswith(prefixes_of(page, declared.own(changed)))
    }
    return {**base, **gone, **MEASURED[page](changed, **variant.options), **variant.numbers}


def _value(n: Number | None) -> float | None:
    return None if n is None or n.value is None or isinstance(n.value, str) else float(n.value)


def summary(decided: pd.DataFrame) -> pd.DataFrame:
    """Return one row a finding: status, value, bar, least and most over the variants, margin with its least and most, near, tried, flips and by what.

    Other random numbers count neither among what was tried nor among what turned.
    """
    values = decided[["value", "base_value"]].astype(float)
    margins = decided[["margin", "base_margin"]].astype(float)
    substance = decided["choice"] != SEEDED
    turned = decided["flips"].astype(bool) & substance
    ranged = decided.assign(
        base_value=values["base_value"],
        least=values.min(axis=1),
        most=values.max(axis=1),
        base_margin=margins["base_margin"],
        least_margin=margins.min(axis=1),
        most_margin=margins.max(axis=1),
        option=decided["option"].where(turned),
        substance=substance,
        turned=turned,
    )
    return ranged.groupby("finding", sort=False, as_index=False).agg(
        status=("base", "first"),
        value=("base_value", "first"),
        bar=("bar", "first"),
        least=("least", "min"),
        most=("most", "max"),
        margin=("base_margin", "first"),
        least_margin=("least_margin", "min"),
        most_margin=("most_margin", "max"),
        near=("near", "any"),
        tried=("substance", "sum"),
        flips=("turned", "sum"),
        by=("option", lambda options: "; ".join(options.dropna())),
    )


def _of_each(decided: pd.DataFrame, summed: pd.DataFrame, findings: pd.Series) -> dict[str, Number]:
    """What other choices do to each finding: in words, how many change it, how far its number moves, and its bar."""
    return {
        **{
            f"robustness.flips.{finding}": words(_flips_note(decided[decided["finding"] == finding]))
            for finding in findings
        },
        **{
            f"robustness.turned.{row.finding}": words(_turned(row.tried, row.turned))
            for row in _by_substance(decided)
        },
        **{
            f"robustness.{end}.{row.finding}": number(getattr(row, end), ".3g")
            for row in summed.itertuples()
            for end in ("least", "most")
        },
        **{f"robustness.bar.{row.finding}": words(row.bar or MISSING) for row in summed.itertuples()},
    }


def numbers(t: Tables, decided: pd.DataFrame | None = None) -> dict[str, Number]:
    """Return the numbers of the page on robustness; `decided` is what `table` returned, if at hand."""
    decided = table(t, measured(t)) if decided is None else decided
    findings = t["findings"]["finding"]
    tested = decided["finding"].nunique()
    seeded = decided["choice"] == SEEDED
    turning = decided[decided["flips"].astype(bool) & ~seeded]
    flipped = turning["finding"].nunique()
    summed = summary(decided)
    turned, near, holds = summed["flips"] > 0, summed["near"].astype(bool), summed["status"] == HOLDS
    left_out_alone = turning.groupby("finding")["choice"].agg(lambda c: (c == STORIES).all())
    options = decided.groupby("choice")["option"].nunique()
    known = tested > 0
    return {
        "robustness.choices": number(decided.loc[~seeded, "choice"].nunique() or None, "words"),
        "robustness.options": number(decided.loc[~seeded, "option"].nunique() or None, "d"),
        "robustness.seeds": number(options.get(SEEDED), "words"),
        "robustness.seeded": number(decided.loc[seeded, "finding"].nunique() or None, "words"),
        "robustness.flipped_seed": how_many(
            decided.loc[seeded & decided["flips"].astype(bool), "finding"].nunique(), known=bool(seeded.any())
        ),
        "robustness.stories": number(options.get(STORIES), "words"),
        "robustness.near": number(NEAR, ".0%"),
        "robustness.most_stories": number(MOST_STORIES, "d"),
        "robustness.findings": number(len(findings) or None, "d"),
        "robustness.tested": number(tested or None, "d"),
        "robustness.flipped": number(flipped, "words", known=known),
        "robustness.flipped_story": how_many(left_out_alone.sum(), known=flipped > 0),
        "robustness.firm": number(tested - flipped, "words", known=known),
        "robustness.firm_holds": how_many((~turned & holds).sum(), known=known),
        "robustness.firm_fails": how_many((~turned & ~holds).sum(), known=known),
        "robustness.firm_near": how_many((~turned & near).sum(), known=known),
        "robustness.firm_few": how_many((~turned & (summed["tried"] <= FEW)).sum(), known=known),
        "robustness.few": number(FEW, "words"),
        "robustness.tried_flipped": number(
            summed.loc[turned, "tried"].median(), "g", known=bool(turned.any())
        ),
        "robustness.tried_firm": number(
            summed.loc[~turned, "tried"].median(), "g", known=bool((~turned).any())
        ),
        "robustness.tries": number(summed["tried"].sum() or None, "d"),
        "robustness.turns": number(len(turning), "d", known=known),
        "robustness.untouched": number(len(findings) - tested, "words", known=len(findings) > 0),
        **_of_each(decided, summed, findings),
    }


def _by_substance(decided: pd.DataFrame) -> list[Any]:
    """How many choices of substance reach each finding, and how many turn it."""
    rows = decided[decided["choice"] != SEEDED].groupby("finding", sort=False)["flips"]
    return list(pd.DataFrame({"tried": rows.size(), "turned": rows.sum()}).reset_index().itertuples())


def _turned(tried: int, turned: int) -> str:
    """How many of the choices that reach a finding turn it, as it stands before *other choices*."""
    return f"{in_words(int(turned), zero='none')} of {in_words(int(tried))}"


def _flips_note(decided: pd.DataFrame) -> str:
    """What the other choices that reach a finding do to its status."""
    seeded = decided[decided["choice"] == SEEDED]
    note = _note(decided.drop(index=seeded.index))
    if len(seeded):
        turned = int(seeded["flips"].sum())
        verb = "changes" if turned < 2 else "change"
        sets = "set" if len(seeded) == 1 else "sets"
        note += f"; of {in_words(len(seeded))} other {sets} of random numbers {in_words(turned, zero='none')} {verb} it"
    undecided = int((decided["status"] == UNKNOWN).sum())
    return f"{note}; under {in_words(undecided)} it cannot be said" if undecided else note


def _note(decided: pd.DataFrame) -> str:
    """The same of choices of substance alone."""
    tried, turned = len(decided), int(decided["flips"].sum())
    if not tried:
        return "no other choice that was tried reaches it"
    if tried == 1:
        return f"the one other choice that reaches it {'changes it' if turned else 'does not change it'}"
    verb = "changes" if turned < 2 else "change"
    return f"{in_words(turned, zero='none')} of the {in_words(tried)} other choices that reach it {verb} it"
