"""Tables as a reader sees them: coded and computed side by side, with excerpts where the book has one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from retold.chapters import quotes, stories
from retold.common.once import Tables
from retold.common.statistics import alpha_reading
from retold.corpus.labels import many
from retold.corpus.schema import BLAME, DAMAGE, OUTLET
from retold.measures import calibrate, frames, naming, noise, speakers
from retold.speech import UNRESOLVED

NOT_SHOWN = "–"
LOST = {"passage": "the passage is missing", "attribution": "the source, or the saying, is missing"}


def excerpts(t: Tables) -> dict[str, str]:
    """Return the excerpts by their ids."""
    return dict(zip(t["excerpts"]["excerpt_id"], t["excerpts"]["text"], strict=True))


def outlets(t: Tables) -> pd.DataFrame:
    """Return what the corpus has of each outlet, the one with most texts first."""
    texts = t["corpus"].merge(t["documents"][["doc_id", "words"]], on="doc_id")
    dated = texts.assign(published=texts["published"].where(texts["published"] != ""))
    of_outlet = dated.groupby("outlet", sort=False)
    table = of_outlet.agg(
        texts=("doc_id", "size"),
        stories=("story_id", "nunique"),
        words=("words", "sum"),
        median=("words", "median"),
        first=("published", "min"),
        last=("published", "max"),
    )
    named = table.sort_values("texts", ascending=False, kind="stable").reset_index()
    heads = {
        "words": "words in all",
        "median": "words in the median text",
        "first": "first published",
        "last": "last published",
    }
    return named.rename(columns=heads)


OUTLET_FORMS = {"words in all": ",d", "words in the median text": ",.0f"}


def files(t: Tables, labels: Mapping[str, str]) -> pd.DataFrame:
    """Return what is known of each text and its file, and whether it is stated or inferred."""
    heads = {
        "title": "headline", "title_basis": "basis of the headline", "published": "published", "date_basis": "basis of the date",
        "genre": "genre", "copy_kind": "kind of copy",
    }  # fmt: skip
    corpus = t["corpus"]
    return (
        corpus[list(heads)]
        .rename(columns=heads)
        .assign(text=corpus["doc_id"].map(labels))[["text", *heads.values()]]
    )


def doubts(t: Tables, labels: Mapping[str, str]) -> pd.DataFrame:
    """Return what the corpus table notes of each text of which it notes anything."""
    noted = t["corpus"][t["corpus"]["note"] != ""]
    return pd.DataFrame({"text": noted["doc_id"].map(labels), "what is uncertain": noted["note"]})


def cleaned(t: Tables, labels: Mapping[str, str]) -> pd.DataFrame:
    """Return how many places of each kind were removed from each text."""
    counted = t["cleaning"].value_counts(["doc_id", "label"], sort=False).reset_index()
    counted = counted.assign(
        doc_id=counted["doc_id"].map(labels), label=counted["label"].str.replace("-", " ")
    )
    return counted.rename(columns={"doc_id": "text", "label": "what was removed", "count": "places"})


STEPS = {
    "same": "word for word the same", "edited": "reworded", "split": "one became several", "merged": "several became one",
    "moved": "at another place", "omitted": "only in the first", "inserted": "only in the second",
}  # fmt: skip


def steps(t: Tables, labels: Mapping[str, str]) -> pd.DataFrame:
    """Return what became of the sentences of each pair of versions, a row a pair; what never happened is left out."""
    rows = t["alignments"]
    if rows.empty:
        return pd.DataFrame()
    pair = rows["doc_a"].map(labels) + " / " + rows["doc_b"].map(labels)
    counts = (
        rows.assign(versions=pair).groupby(["versions", "operation"], sort=False).size().unstack(fill_value=0)
    )
    there = [operation for operation in STEPS if operation in counts.columns]
    return counts[there].rename(columns=STEPS).rename_axis(None, axis=1).reset_index()


RUNS = {"shared words": 1, **{f"shared runs of {n}": n for n in (2, 3, 5, 8)}}  # words in a row


def shared_runs(t: Tables, cosine: pd.DataFrame, labels: Mapping[str, str]) -> pd.DataFrame:
    """Return how alike each pair of texts is and which share of its runs of words both have (Jaccard), most alike first."""
    rows = t["similarities"]
    rows = rows[(rows["measure"] == "jaccard") & rows["shingle"].isin(RUNS.values())]
    if rows.empty:
        return pd.DataFrame()
    wide = rows.pivot_table(
        index=["doc_a", "doc_b"], columns="shingle", values="value", observed=True
    ).reset_index()
    told = pd.DataFrame(
        {
            "texts": wide["doc_a"].map(labels).astype(str) + " / " + wide["doc_b"].map(labels).astype(str),
            "story": stories.same_story(t, wide).map({True: "the same", False: "different"}),
            "similarity": [cosine.at[a, b] for a, b in zip(wide["doc_a"], wide["doc_b"], strict=True)],
        }
    )
    for head, size in RUNS.items():
        told[head] = wide.get(size)
    return told.sort_values("similarity", ascending=False, kind="stable", ignore_index=True)


def quotations(t: Tables, labels: Mapping[str, str]) -> pd.DataFrame:
    """Return every coded pair of quotations between versions of a story, the most changed first.

    Columns: pair; what each version has (an excerpt, or a dash where the book shows none); words in each; the share of the
    words changed; the kind of change as coded and by rule.
    """
    found = _quotations(t, same_story=True)
    pairs = [(labels[a], labels[b]) for a, b in found["texts"]]
    first, second, several = _sides(pairs)
    named = found.rename(columns={IN_FIRST: first, IN_SECOND: second})
    return (
        named.assign(texts=[" / ".join(pair) for pair in pairs]) if several else named.drop(columns="texts")
    )


def _sides(pairs: Sequence[tuple[str, str]]) -> tuple[str, str, bool]:
    """Return the heads of what two versions have, and whether several pairs are compared: of one pair the heads name it."""
    if len(set(pairs)) == 1:
        return f"in {pairs[0][0]}", f"in {pairs[0][1]}", False
    return IN_FIRST, IN_SECOND, True


def utterances(t: Tables, labels: Mapping[str, str]) -> pd.DataFrame:
    """Return the coded pairs of quotations between different stories, with the texts."""
    pairs = _quotations(t, same_story=False)
    names = [" / ".join(labels[d] for d in texts) for texts in pairs["texts"]]
    return pairs.assign(texts=names).drop(columns=[IN_FIRST, IN_SECOND])


IN_FIRST, IN_SECOND = "in the first version", "in the second version"
CHANGED = "words changed"  # the share of them


def _quotations(t: Tables, *, same_story: bool) -> pd.DataFrame:
    shown = excerpts(t)
    joined = quotes.pairs(t).merge(
        t["quotations"][["pair_id", "change"]], on="pair_id", how="left", suffixes=("", "_coded")
    )
    joined = joined[stories.same_story(t, joined) == same_story]
    joined = joined.sort_values(["distance", "pair_id"], ascending=[False, True], ignore_index=True)
    return pd.DataFrame(
        {
            "pair": joined["pair_id"],
            "texts": list(zip(joined["doc_a"], joined["doc_b"], strict=True)),
            IN_FIRST: [shown.get(f"{pair}-a", NOT_SHOWN) for pair in joined["pair_id"]],
            IN_SECOND: [shown.get(f"{pair}-b", NOT_SHOWN) for pair in joined["pair_id"]],
            "words in each": joined["words_a"].astype(str) + "\u202f/\u202f" + joined["words_b"].astype(str),
            CHANGED: joined["distance"],
            **(
                {"change, as coded": joined["change_coded"].str.replace(" ", ", ")}
                if len(t["quotations"])
                else {}
            ),
            "change, by rule": joined["change"].str.replace(" ", ", "),
        }
    )


def changed_statements(t: Tables) -> pd.DataFrame:
    """Return the attributed statements that were not kept, as coded or by rule."""
    joined = t["propositions"].merge(t["fates"], on="proposition_id", suffixes=("", "_computed"))
    changed = joined[joined["fate"].ne("kept") | joined["fate_computed"].ne("kept")]
    cause = changed["cause"].map(lambda c: f" ({c})" if c else "")
    columns = {
        "statement": changed["proposition_id"],
        "as coded": changed["fate"] + cause,
        "by rule": changed["fate_computed"],
        "the coder’s reason": changed["note"].replace("", NOT_SHOWN),
    }
    return pd.DataFrame(columns).reset_index(drop=True)


def longest_voices(t: Tables, most: int = 12) -> pd.DataFrame:
    """Return the speakers with most words, each story counted once, and in how many texts they speak.

    What a speaker has in several versions of a story counts as its mean over them.
    """
    coded = speakers.outermost(t["attributions"])
    listed = t["speakers"].set_index("speaker_id")
    # Whom nobody listed the program knows by the name in the text alone.
    names = listed["name"].to_dict()
    weighed = coded[["words", "quoted_words"]].astype(float).mul(speakers.story_weights(t, coded), axis=0)
    words = weighed.groupby(coded["speaker_id"]).sum().drop(index=UNRESOLVED, errors="ignore")
    words = words.sort_values(["words", "quoted_words"], ascending=False, kind="stable").head(most)
    known = listed["named"].reindex(words.index).map({True: "yes", False: "no"})
    return pd.DataFrame(
        {
            "speaker": [names.get(i, i.replace("-", " ").title()) for i in words.index],
            **({"named": known} if speakers.is_coded(t) else {}),
            "words": words["words"],
            "of all attributed words": words["words"] / weighed["words"].sum(),
            "in quotation marks": words["quoted_words"],
            "texts": coded.groupby("speaker_id")["doc_id"].nunique().reindex(words.index),
        }
    )


def in_several_stories(t: Tables, labels: Mapping[str, str]) -> pd.DataFrame:
    """Return the named speakers of more than one story, with what each text gives them."""
    shared = speakers.in_several_stories(t)
    return pd.DataFrame(
        {
            "speaker": shared["speaker_id"].map(t["speakers"].set_index("speaker_id")["name"]),
            "text": shared["doc_id"].map(labels),
            "words": shared["words"],
            "in quotation marks": shared["quoted_words"],
            "attributions": shared["attributions"],
        }
    )


def handovers(t: Tables, labels: Mapping[str, str]) -> pd.DataFrame:
    """Return from whom to whom statements went between versions, in names.

    Where only two versions are compared, the columns carry their names.
    """
    listed = t["speakers"].set_index("speaker_id")["name"]

    def named(ids: str) -> str:
        return ", ".join(listed[i] for i in ids.split()) or NOT_SHOWN

    handed = speakers.handovers(t)
    pairs = [(labels[a], labels[b]) for a, b in zip(handed["doc_a"], handed["doc_b"], strict=True)]
    several = len(set(pairs)) != 1
    sides = ("in the first", "in the second") if several else tuple(f"in {name}" for name in pairs[0])
    cause = handed["cause"].map(lambda c: f" ({LOST[c]})" if c else "")
    return pd.DataFrame(
        {
            sides[0]: handed["speakers_a"].map(named),
            sides[1]: handed["speakers_b"].map(named),
            **({"versions": [" / ".join(pair) for pair in pairs]} if several else {}),
            "what became of it": handed["fate"] + cause,
            "statements": handed["statements"],
            "words (of the longer)": handed["words"],
        }
    )


def damage_counts(t: Tables, labels: Mapping[str, str]) -> pd.DataFrame:
    """Return how many damaged places of each kind each text has; kinds nobody found are left out.

    Of many texts: how many places there are, in how many texts, and how many the worst has.
    """
    damage = t["damage"]
    counts = damage.groupby(["kind", "doc_id"]).size().unstack(fill_value=0)
    counts = counts.reindex(
        index=[k for k in DAMAGE if k in counts.index], columns=list(damage["doc_id"].unique())
    )
    if many(counts.columns):
        told = {
            "places": counts.sum(axis=1),
            "texts with any": (counts > 0).sum(axis=1),
            "most in a text": counts.max(axis=1),
        }
        return pd.DataFrame(told).rename_axis("kind of damage").reset_index()
    counts.columns = pd.Index([labels[d] for d in counts.columns])
    return counts.rename_axis("kind of damage").reset_index()


def damage_shown(t: Tables, labels: Mapping[str, str]) -> pd.DataFrame:
    """Return the damaged places of which the book shows the words."""
    shown = excerpts(t)
    places = t["damage"][t["damage"]["damage_id"].isin(shown)]
    columns = {
        "place": places["damage_id"],
        "text": places["doc_id"].map(labels),
        "as it stands": places["damage_id"].map(shown),
        "expected wording": places["expected"].replace("", NOT_SHOWN),
        "kind of damage": places["kind"],
        "evidence": places["evidence"],
        "how sure": places["certainty"],
    }
    return pd.DataFrame(columns).reset_index(drop=True)


def contrast(t: Tables, labels: Mapping[str, str]) -> pd.DataFrame:
    """Return how often versions of a story use each side of the lexicon's contrast, and the p of each pair."""
    rows = []
    for a, b, same in stories.story_pairs(t["corpus"]):
        if same:
            counts, p = naming.contrast(t["namings"], t["naming"], a, b)
            rows += [(labels[d], *uses, p) for d, uses in zip((a, b), counts, strict=True)]
    terms = t["naming"]
    sides = [", ".join(terms.loc[terms["contrast"] == side, "term"]) for side in ("a", "b")]
    return pd.DataFrame(rows, columns=["version", *sides, "p (Fisher)"])


def _between(low: pd.Series, high: pd.Series) -> list[str]:
    """Intervals as text; a dash where there is none."""
    bounds = zip(low, high, strict=True)
    return [NOT_SHOWN if pd.isna(least) else f"{least:.2f} to {most:.2f}" for least, most in bounds]


def settings(
    choices: pd.DataFrame, labels: Mapping[str, str], measure: str = "flesch_kincaid"
) -> tuple[pd.DataFrame, dict[str, str]]:
    """Return a score under every setting, a row a setting and a column a text, with the form of each column.

    Of many texts: the median, the least and the most that a setting gives, and how far it moves a text by the median.
    """
    keys = ["splitter", "cleaning", "quotations"]
    scores = choices[choices["measure"] == measure]
    wide = scores.pivot(index=keys, columns="doc_id", values="score")
    wide = wide.reindex(columns=[d for d in labels if not many(labels) or d in wide.columns])
    if many(labels) and len(wide):
        moved = wide.sub(wide.median(axis=0), axis=1).median(axis=1)
        told = {"median": wide.median(axis=1), "least": wide.min(axis=1), "most": wide.max(axis=1)}
        wide = pd.DataFrame({**told, "above a text's own median by": moved})
    else:
        wide = wide.rename(columns=dict(labels))
    shown = wide.rename_axis(None, axis=1).reset_index().rename(columns={"cleaning": "text read"})
    return shown, dict.fromkeys(wide.columns, ".1f")


def measures(
    table: pd.DataFrame, heads: Mapping[str, str], labels: Mapping[str, str], status: Mapping[str, str]
) -> tuple[pd.DataFrame, dict[str, str], dict[str, str]]:
    """Return measures as columns, one row a text, with the form and the status of each column.

    Parameters
    ----------
    table : DataFrame
        Rows of `values.by_text`.
    heads : mapping of key to str
        The measures to show, in their order, and how their columns are headed.
    labels, status : mapping
        Short names of the texts; the verdict on each measure.
    """
    wide = table.pivot(index="doc_id", columns="key", values="value")
    wide = wide.reindex(index=[d for d in labels if d in wide.index], columns=list(heads)).dropna(how="all")
    form = table.drop_duplicates("key").set_index("key")["form"]
    shown = wide.rename(columns=dict(heads)).rename(index=dict(labels)).rename_axis("text", axis=0)
    forms = {head: form[key] for key, head in heads.items() if key in form}
    marks = {head: status[key] for key, head in heads.items() if key in status}
    return shown.rename_axis(None, axis=1).reset_index(), forms, marks


def floor(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the noise floor as a reader sees it.

    Columns: measure, and whether it rests on a coding; state, and why; the mean difference between versions, and between
    halves of a text; placebo pairs closer than versions; p-value of: stories do not differ; share of copying with its interval, and
    in very long texts; how often each version has what is counted.
    """
    return pd.DataFrame(
        {
            "measure": rows["label"] + rows["coded"].map({True: " (coded)", False: ""}),
            "state": rows["status"].map(noise.MARKS) + " " + rows["status"],
            "why": rows["why"].replace("", NOT_SHOWN),
            "copies differ by": rows["gap"],
            "at most by": rows["largest"],
            "halves of a text differ by": rows["halves"],
            "other pairs that lie closer": rows["closer"],
            # Where a text has too few parts to leave out, it would decide nothing.
            "p if only sentences differ": rows["differ"].where(rows["why"] != noise.FEW_RUNS),
            "share of copying": rows["share"],
            "interval": [
                AT_LIMIT if low == 1 else shown
                for low, shown in zip(rows["low"], _between(rows["low"], rows["high"]), strict=True)
            ],
            "share in very long texts": rows["net"],
            "times it is in each copy": rows["uses"].replace("", NOT_SHOWN),
        }
    )


AT_LIMIT = "the model does not fit"  # copies lie further apart than the model expects of stories so alike
FLOOR_FORMS = {
    "copies differ by": ".3g", "at most by": ".3g", "halves of a text differ by": ".3g",
    "other pairs that lie closer": ".0%", "p if only sentences differ": ".2g", "share of copying": ".2f",
    "share in very long texts": ".2f",
}  # fmt: skip


def calibration(rates: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, str]]:
    """Return how often copying is called small, a row a truth and size of texts, a column a design; and how it is shown.

    `rates` are those of `power.usual`.
    """
    truth = rates["truth"].map(TRUTHS)
    truth = truth.where(rates["machine"] == calibrate.PLAIN, truth + DAMAGED)
    wide = rates.assign(
        truth=truth,
        small=rates["truth"].isin(RIGHT).map({True: "right", False: "wrong"}),
        design=rates["pairs"].astype(str) + " of " + rates["stories"].astype(str) + " copied",
    ).pivot_table(index=["truth", "small", "units"], columns="design", values="copying_small", sort=False)
    heads = {"truth": "what is true", "small": "calling it small is", "units": "sentences in a text"}
    shown = wide.rename_axis(columns=None).reset_index().rename(columns=heads)
    return shown, dict.fromkeys(map(str, wide.columns), ".1%")


TRUTHS = {
    "strangers": "copying makes all of the difference",
    "copies": "copies are nearly perfect",
    "third": "copying moves a text a third as far as stories lie apart",
    "boundary": "copying moves a text as far as stories lie apart",
    "no-signal": "nothing differs",
}
RIGHT = ("copies", "third")  # truths in which copying is small
DAMAGED = "; damage is rare and heavy"


WORD_AGREEMENT_FORMS = {"words": ",d", "agree": ".3f", "Krippendorff's alpha": ".3f"}
PIECE_AGREEMENT_FORMS = {"alpha of whole pieces": ".3f"}
CODE_AGREEMENT_FORMS = {"passages agreed on": ".0%", "alpha": ".2f"}
BEARS = "how far to rely on it (Krippendorff)"
# What was decided for each word, as a question; under which words the codes of frames and blame stand.
ASKED = {
    "attributed": "is it attributed to somebody?", "kind": "in which kind of speech?", "speaker": "to which speaker?",
    "group": "to which group?",
}  # fmt: skip
CODED_AS = {
    "function": "the passage has", OUTLET: "in the text's own voice", BLAME: "the passage blames", "voice": "who blames",
    "target": "who is blamed", "issue": "blamed for",
}  # fmt: skip


def word_agreement(agreed: pd.DataFrame) -> pd.DataFrame:
    """Return how far codings of speakers agree on each word, with what Krippendorff would build on it."""
    heads = {
        "variable": "asked of each word",
        "units": "words",
        "agreement": "agree",
        "alpha": "Krippendorff's alpha",
    }
    return _read(agreed.assign(variable=agreed["variable"].replace(ASKED)), heads)


def piece_agreement(agreed: pd.DataFrame) -> pd.DataFrame:
    """Return how far codings of speakers cut the same pieces out of the texts."""
    heads = {
        "units": "kind of speech", "first": "pieces in the first coding", "second": "in the second",
        "same": "with the same words in both", "alpha": "alpha of whole pieces",
    }  # fmt: skip
    return _read(agreed, heads)


def _read(agreed: pd.DataFrame, heads: Mapping[str, str]) -> pd.DataFrame:
    """A table of agreement under its heads, with what Krippendorff would build on each alpha."""
    reading = [alpha_reading(alpha) for alpha in agreed["alpha"].astype(float)]
    return agreed.rename(columns=dict(heads)).assign(**{BEARS: reading})


def agreement(t: Tables, agreed: pd.DataFrame) -> pd.DataFrame:
    """Return the agreement on frames and blame as a reader sees it: code, passages, alpha, interval, and how far to rely on it.

    That goes by the lower end of the interval; a code too rare for one has none.

    `agreed` is that of `framing.frame_agreement`.
    """
    named = t["frame_codes"].set_index(["field", "code"])["label"].to_dict()
    named |= {(OUTLET, code): label for (field, code), label in named.items() if field == "function"}
    named |= {("voice", r.group): r.label for r in t["groups"].itertuples()}
    named |= {("voice", OUTLET): "the text itself", (BLAME, "any"): "anybody"}
    pairs = zip(agreed["variable"], agreed["value"], strict=True)
    return pd.DataFrame(
        {
            "code": [
                f"{CODED_AS.get(field, field)}: {named.get((field, code), code)}" for field, code in pairs
            ],
            "passages in the first coding": agreed["first"].astype(int),
            "in the second": agreed["second"].astype(int),
            "in both": agreed["both"].astype(int),
            "passages agreed on": agreed["agree"],
            "alpha": agreed["alpha"],
            "interval of alpha": _between(agreed["low"], agreed["high"]),
            BEARS: [alpha_reading(low) or NOT_SHOWN for low in agreed["low"]],
        }
    )


def blame(t: Tables, labels: Mapping[str, str]) -> pd.DataFrame:
    """Return who blames whom for what, a row a text, blamer, target and issue."""
    blames = frames.blame(t)
    groups = t["groups"].set_index("group")["label"].to_dict() | {OUTLET: "the text itself"}
    codes = t["frame_codes"]
    targets, issues = (codes[codes["field"] == f].set_index("code")["label"] for f in ("target", "issue"))
    return pd.DataFrame(
        {
            "text": blames["doc_id"].map(labels),
            "who blames": blames["voice"].replace(groups),
            "whom": blames["target"].replace(targets.to_dict()),
            "for what": blames["issue"].replace(issues.to_dict()),
            "passages": blames["passages"],
        }
    )


def robustness(summary: pd.DataFrame, findings: pd.DataFrame) -> pd.DataFrame:
    """Return each finding with what other choices make of the number it rests on and of its status."""
    return pd.DataFrame(
        {
            "finding": summary["finding"].map(findings.set_index("finding")["claim"]),
            "in the report it": summary["status"],
            "number it rests on": summary["value"],
            "its bar": summary["bar"],
            "margin": summary["margin"],
            "least margin": summary["least_margin"],
            "largest margin": summary["most_margin"],
            "close to the bar": summary["near"].map({True: "yes", False: NOT_SHOWN}),
            "other choices tried": summary["tried"],
            "turned by": summary["by"].replace("", "none"),
        }
    )
