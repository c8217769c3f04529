"""Every finding under the choices that could have been made otherwise.

A variant is the same tables with one choice changed, or a few numbers that this choice
changes; its chapters are computed again by the code that computes the report. A finding that
a choice cannot touch is left out, not counted as confirmed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from retold.chapters import quotes, versions
from retold.chapters.registry import MEASURED, PREFIXES, measured
from retold.chapters.results import MISSING, UNKNOWN, Number, number, operands, verdict, words
from retold.common.once import Kept, Tables
from retold.measures import draws, naming, readability, speakers

SEEDS = (1, 2, 3, 4, 5)
THRESHOLDS = (0.1, 0.2, 0.3, 0.5)
READ, FRAMING, FLOOR = "05-readability", "06-framing", "07-noise-floor"
VERSIONS, QUOTES, SPEAKERS = "02-versions", "03-quotes", "04-speakers"
PAGE = "08-robustness"
# What rests on draws, so that another seed can change it; a score or a ratio does not.
DRAWN = (
    "readability.clear_pairs", "readability.copies_clear", "readability.rank", "readability.hardest",
    "readability.easiest", "readability.copies_furthest", "readability.copy_low", "readability.copy_high", "readability.alone_",
    "readability.damage_low", "readability.damage_high", "noise.low", "noise.high", "noise.below", "noise.code",
    "noise.survive", "noise.open", "noise.fragile", "noise.decided",
)  # fmt: skip


@dataclass(frozen=True)
class Variant:
    """One choice made otherwise.

    `changed` replaces tables, and `options` is passed on; the chapters in `pages` are then computed
    again. `numbers` replaces numbers of the report as it stands. `touches` says which keys of those
    chapters the change reaches; findings that rest on others are left out.
    """

    choice: str
    option: str
    pages: tuple[str, ...]
    changed: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    numbers: Mapping[str, Number] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)
    touches: Callable[[str], bool] = lambda key: True


def variants(t: Tables) -> list[Variant]:
    """Return every choice that this corpus allows to make otherwise."""
    return [
        *_splitting(t),
        *_similarity(t),
        *_equal_length(t),
        *_quotations(t),
        *_speech(t),
        *_coders(t),
        *(
            Variant("seed", f"seed {n}", (READ, FLOOR), options={"seed": draws.SEED + n}, touches=_drawn)
            for n in SEEDS
        ),
        *(
            Variant("threshold", f"threshold {limit:g}", (FLOOR,), options={"threshold": limit})
            for limit in THRESHOLDS
        ),
        *_prior(t),
    ]


def _prior(t: Tables) -> list[Variant]:
    """Other weights of the prior of the log-odds."""
    found = []
    for prior, rows in t["keyness_null"].groupby("prior"):
        if prior != naming.PRIOR_WORDS:
            numbers = {
                "framing.key_flagged": number(int(rows["flagged"].sum()), "words"),
                "framing.key_pooled": number(rows["pooled"].max()),
            }
            found.append(Variant("prior", f"prior of {prior:,.0f} words", (FRAMING,), numbers=numbers))
    return found


def _about_readability(key: str) -> bool:
    # What scraps do is a comparison of two splitters already.
    compared = ("readability.torn", "readability.orders", "readability.moved", "readability.settings")
    return "readability." in key and not key.startswith(compared)


def _drawn(key: str) -> bool:
    return key.startswith(DRAWN)


def _splitting(t: Tables) -> list[Variant]:
    """Other splitters, boilerplate left in, quotations left out."""
    found = []
    named = ("splitter", "cleaning", "quotations in formulas")
    said = {"raw": "boilerplate left in", "without": "without quotations"}
    for key, counts in readability.readings(t).items():
        other = [n for n, (one, two) in enumerate(zip(key, readability.DEFAULT, strict=True)) if one != two]
        if len(other) == 1:
            option = said.get(key[other[0]], key[other[0]])
            found.append(
                Variant(
                    named[other[0]], option, (READ, FLOOR), {"sentences": counts}, touches=_about_readability
                )
            )
    raw = t["namings"].assign(count=t["namings"]["count_raw"])
    naming = ("framing.contrast", "framing.copy_distance", "framing.other_", "framing.named")
    found.append(
        Variant(
            "cleaning",
            "boilerplate left in, naming",
            (FRAMING,),
            {"namings": raw},
            touches=lambda k: k.startswith(naming),
        )
    )
    return found


def _similarity(t: Tables) -> list[Variant]:
    """Stop words, n-grams, weighting, cleaning, and excerpts of equal length for the cosines."""
    found = []
    for (vectoriser, weighting, reading), rows in t["cosines"].groupby(
        ["vectoriser", "weighting", "reading"], sort=False
    ):
        key = (vectoriser, weighting, reading)
        if sum(one != two for one, two in zip(key, ("content-words", "tfidf", "clean"), strict=True)) != 1:
            continue
        choice, option = {
            "words": ("stop words", "stop words kept"),
            "words-1-2": ("n-grams", "words and pairs of words"),
            "characters-3-5": ("n-grams", "characters, three to five"),
            "counts": ("weighting", "bare counts"),
            "tfidf-sublinear": ("weighting", "sublinear TF-IDF"),
            "raw": ("cleaning", "boilerplate left in, similarity"),
            "equal-length": ("length", "equal length, similarity"),
        }[next(v for v in key if v not in ("content-words", "tfidf", "clean"))]
        ids = list(t["corpus"]["doc_id"])
        cosine = pd.DataFrame(1.0, index=ids, columns=ids)
        for row in rows.itertuples():
            cosine.loc[row.doc_a, row.doc_b] = cosine.loc[row.doc_b, row.doc_a] = row.similarity
        numbers = versions.cosine_numbers(cosine, t["corpus"])
        found.append(Variant(choice, option, (VERSIONS,), numbers=numbers))
    return found


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
    changed = {
        "sentences": cut,
        "mentions": before(t["mentions"], t["mentions"]["start"]),
        "attributions": before(attributions, starts),
        "namings": t["namings"].assign(count=t["namings"]["count_equal"]),
        "cosine_draws": t["cosine_draws"].head(0),
        "passages": before(t["passages"], t["passages"]["start"]),
        "frames": _within(t["frames"], t["passages"], ends),
    }
    # What rests on whole texts by its nature stays out: codings of pairs, damage, word lists.
    whole = (
        "versions.",
        "framing.key_",
        "framing.slots",
        "readability.damage",
    )
    return [
        Variant(
            "length",
            "equal length",
            (READ, FRAMING, FLOOR),
            changed,
            touches=lambda k: not k.startswith(whole),
        )
    ]


def _within(coding: pd.DataFrame, passages: pd.DataFrame, ends: pd.Series) -> pd.DataFrame:
    """The codes of passages that begin before a text is cut."""
    starts = passages.set_index(["doc_id", "passage"])["start"]
    keys = list(zip(coding["doc_id"], coding["passage"], strict=True))
    kept = [starts.get(key, 0) < ends.get(key[0], 0) for key in keys]
    # An empty list would select no columns instead of no rows.
    return coding[np.array(kept, dtype=bool)].reset_index(drop=True)


def _quotations(t: Tables) -> list[Variant]:
    """Long quotations alone, speech alone; fates by rule instead of by coding."""
    if t["drift"].empty or t["quotations"].empty:
        return []
    base = quotes.numbers(t)
    roles = t["quotations"].set_index("pair_id")["role"]
    spoken = t["drift"][t["drift"]["pair_id"].map(roles).eq("speech")]
    long, same = _value(base["quotes.long"]), _value(base["quotes.long_identical"])
    by_rule = {
        k.replace(".computed.", ".fate."): v for k, v in base.items() if k.startswith("quotes.computed.")
    }
    return [
        Variant(
            "quotations",
            "long ones alone",
            (QUOTES,),
            numbers={
                "quotes.identical_share": number(same / long if long and same is not None else None, ".0%")
            },
        ),
        Variant(
            "quotations",
            "no scare quotes",
            (QUOTES,),
            {"drift": spoken},
            touches=lambda k: k.startswith(("quotes.identical", "quotes.long", "quotes.median")),
        ),
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
    both = (SPEAKERS, FRAMING, FLOOR)
    # Statements are paired by the ids of coded attributions.
    loose = {"propositions": t["propositions"].head(0)}

    def spoken(key: str) -> bool:
        said = key.startswith(("speakers.", "framing.speaks", "framing.among", "framing.acts_over"))
        return (said or ".speakers." in key) and not key.startswith("speakers.engine")

    def in_all(key: str) -> bool:
        # Quoted words stay as they are.
        return spoken(key) and not key.startswith(("speakers.quoted", "speakers.only_quoted"))

    return [
        Variant(
            "indirect speech",
            "only words in marks",
            both,
            {"attributions": quoted[quoted["words"] > 0], **loose},
            touches=in_all,
        ),
        Variant("coding", "speakers by program", both, {"attributions": program, **loose}, touches=spoken),
    ]


def _coders(t: Tables) -> list[Variant]:
    """Either coding of the frames instead of the adjudicated one."""

    def framed(key: str) -> bool:
        parts = (
            "framing.function",
            "framing.own",
            "framing.blam",
            "framing.outlet",
            "framing.target",
            "framing.issue",
            "framing.remed",
        )
        return any(part in key for part in parts)

    return [
        Variant("coding", f"frames, {said} coding", (FRAMING, FLOOR), {"frames": t[name]}, touches=framed)
        for name, said in (("frames_1", "first"), ("frames_2", "second"))
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
        base_value and value of the finding's evidence, as numbers; flips, whether the status is another.
    """
    rows = []
    for variant in variants(t) if tried is None else tried:
        changed = Kept(t, variant.changed)
        recomputed = bool(variant.changed or variant.options)
        for page in variant.pages:
            mine = t["findings"][t["findings"]["page"] == page]
            mine = mine[np.array([_touched(r, variant) for r in mine.itertuples()], dtype=bool)]
            if mine.empty:
                continue
            fresh = {}
            if recomputed:
                fresh = MEASURED[page](changed, **variant.options)
            # What the chapter no longer gives is missing, not as it was.
            gone = {k: Number(None, MISSING) for k in base if recomputed and k.startswith(PREFIXES[page])}
            here = {**base, **gone, **fresh, **variant.numbers}
            for row in mine.itertuples():
                key = row.evidence.split()[0]
                old, new = (_value(source.get(key)) for source in (base, here))
                before, after = verdict(row.rule, base), verdict(row.rule, here)
                if before == UNKNOWN:
                    continue
                rows.append((row.finding, variant.choice, variant.option, before, after, old, new))
    columns = ["finding", "choice", "option", "base", "status", "base_value", "value"]
    found = pd.DataFrame(rows, columns=columns)
    return found.assign(flips=(found["base"] != found["status"]) & (found["status"] != UNKNOWN))


def _touched(row: object, variant: Variant) -> bool:
    """Whether a finding rests on a number that the variant reaches."""
    keys = operands(str(row.rule))  # type: ignore[attr-defined]
    if variant.numbers:
        return any(key in variant.numbers for key in keys)
    return any(variant.touches(key) for key in keys)


def _value(n: Number | None) -> float | None:
    return None if n is None or n.value is None or isinstance(n.value, str) else float(n.value)


def summary(found: pd.DataFrame) -> pd.DataFrame:
    """Return one row a finding: status, value, least and most over the variants, tried, flips and by what."""
    rows = []
    for finding, mine in found.groupby("finding", sort=False):
        values = pd.Series([*mine["value"], mine["base_value"].iloc[0]], dtype=float)
        flipped = mine[mine["flips"]]
        rows.append(
            (
                finding,
                mine["base"].iloc[0],
                mine["base_value"].iloc[0],
                values.min(),
                values.max(),
                len(mine),
                len(flipped),
                "; ".join(flipped["option"]),
            )
        )
    columns = ["finding", "status", "value", "least", "most", "tried", "flips", "by"]
    return pd.DataFrame(rows, columns=columns)


def numbers(t: Tables, found: pd.DataFrame | None = None) -> dict[str, Number]:
    """Return the numbers of the page on robustness; `found` is what `table` returned, if at hand."""
    found = table(t, measured(t)) if found is None else found
    flipped = found.loc[found["flips"], "finding"].nunique()
    tested = found["finding"].nunique()
    some = tested or None
    shown = {
        "robustness.choices": number(found["choice"].nunique() or None, "words"),
        "robustness.options": number(found["option"].nunique() or None, "d"),
        "robustness.findings": number(len(t["findings"]) or None, "d"),
        "robustness.tested": number(some, "d"),
        "robustness.flipped": number(flipped if some else None, "words"),
        "robustness.firm": number(tested - flipped if some else None, "words"),
        "robustness.untouched": number(len(t["findings"]) - tested if len(t["findings"]) else None, "words"),
    }
    tried = found.groupby("finding")["flips"].agg(["sum", "size"])
    for finding in t["findings"]["finding"]:
        said = "none tried reaches it"
        if finding in tried.index:
            flips, size = int(tried.at[finding, "sum"]), int(tried.at[finding, "size"])
            said = f"{number(flips, 'words').shown if flips else 'none'} of {number(size, 'words').shown}"
            unsaid = int((found["finding"].eq(finding) & found["status"].eq(UNKNOWN)).sum())
            said += f", and it cannot be said under {number(unsaid, 'words').shown}" if unsaid else ""
        shown[f"robustness.flips.{finding}"] = words(said)
    return shown
