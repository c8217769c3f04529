"""Tables as a reader sees them: coded and computed side by side, with excerpts where the book has one."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from retold.chapters import quotes, stories
from retold.common.once import Tables
from retold.common.statistics import alpha_reading
from retold.corpus.labels import many
from retold.corpus.schema import DAMAGE, OUTLET
from retold.measures import calibrate, frames, naming, noise, speakers
from retold.speech import UNRESOLVED

NOT_SHOWN = "–"
LOST = {"passage": "the passage is missing", "attribution": "only the source, or the saying"}


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
    return named.rename(columns={"median": "words of the median text"})


def quotations(t: Tables) -> pd.DataFrame:
    """Return every coded pair of quotations between versions of a story, the most changed first.

    Columns: pair; what each version has (an excerpt, or a dash where the book shows none);
    words in each; distance; what changed as coded and by rule.
    """
    return _quotations(t, same_story=True).drop(columns="texts")


def utterances(t: Tables, labels: Mapping[str, str]) -> pd.DataFrame:
    """Return the coded pairs of quotations between different stories, with the texts."""
    pairs = _quotations(t, same_story=False)
    names = [" / ".join(labels[d] for d in texts) for texts in pairs["texts"]]
    return pairs.assign(texts=names).drop(columns=["first", "second"])


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
            "first": [shown.get(f"{pair}-a", NOT_SHOWN) for pair in joined["pair_id"]],
            "second": [shown.get(f"{pair}-b", NOT_SHOWN) for pair in joined["pair_id"]],
            "words": joined["words_a"].astype(str) + "\u202f/\u202f" + joined["words_b"].astype(str),
            "distance": joined["distance"],
            **({"coded": joined["change_coded"].str.replace(" ", ", ")} if len(t["quotations"]) else {}),
            "by rule": joined["change"].str.replace(" ", ", "),
        }
    )


def changed_statements(t: Tables) -> pd.DataFrame:
    """Return the attributed statements that were not kept, as coded or by rule."""
    joined = t["propositions"].merge(t["fates"], on="proposition_id", suffixes=("", "_computed"))
    changed = joined[joined["fate"].ne("kept") | joined["fate_computed"].ne("kept")]
    cause = changed["cause"].map(lambda c: f" ({c})" if c else "")
    columns = {
        "statement": changed["proposition_id"],
        "coded": changed["fate"] + cause,
        "by rule": changed["fate_computed"],
        "why, by the coder": changed["note"].replace("", NOT_SHOWN),
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
            "words of the longer": handed["words"],
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
        return pd.DataFrame(told).rename_axis("kind").reset_index()
    counts.columns = pd.Index([labels[d] for d in counts.columns])
    return counts.rename_axis("kind").reset_index()


def damage_shown(t: Tables, labels: Mapping[str, str]) -> pd.DataFrame:
    """Return the damaged places of which the book shows the words."""
    shown = excerpts(t)
    places = t["damage"][t["damage"]["damage_id"].isin(shown)]
    columns = {
        "place": places["damage_id"],
        "text": places["doc_id"].map(labels),
        "as it stands": places["damage_id"].map(shown),
        "probably stood there": places["expected"].replace("", NOT_SHOWN),
        "what broke": places["kind"],
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
    return pd.DataFrame(rows, columns=["version", *sides, "p of the pair"])


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

    Columns: measure, and whether it rests on a coding; verdict, and why; the mean difference between versions, and between
    halves of a text; placebo pairs closer than versions; p-value of: stories do not differ; share of copying with its interval, and
    in very long texts; how often each version has what is counted.
    """
    return pd.DataFrame(
        {
            "measure": rows["label"] + rows["coded"].map({True: " (coded)", False: ""}),
            "verdict": rows["status"].map(noise.MARKS) + " " + rows["status"],
            "why": rows["why"].replace("", NOT_SHOWN),
            "copies differ by": rows["gap"],
            "at most by": rows["largest"],
            "halves of a text differ by": rows["halves"],
            "other pairs that lie closer": rows["closer"],
            "p if stories are alike": rows["differ"],
            "share of copying": rows["share"],
            "interval": [
                AT_LIMIT if low == 1 else shown
                for low, shown in zip(rows["low"], _between(rows["low"], rows["high"]), strict=True)
            ],
            "share in very long texts": rows["net"],
            "times it is in each copy": rows["uses"].replace("", NOT_SHOWN),
        }
    )


AT_LIMIT = "at the limit"  # copies lie further apart than the model expects of stories so alike
FLOOR_FORMS = {
    "copies differ by": ".3g", "at most by": ".3g", "halves of a text differ by": ".3g",
    "other pairs that lie closer": ".0%", "p if stories are alike": ".2g", "share of copying": ".2f",
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
PIECE_AGREEMENT_FORMS = {"unitised alpha": ".3f"}


def word_agreement(agreed: pd.DataFrame) -> pd.DataFrame:
    """Return how far codings of speakers agree on each word, with what Krippendorff would build on it."""
    heads = {
        "variable": "decided for each word",
        "units": "words",
        "agreement": "agree",
        "alpha": "Krippendorff's alpha",
    }
    return _read(agreed, heads)


def piece_agreement(agreed: pd.DataFrame) -> pd.DataFrame:
    """Return how far codings of speakers cut the same pieces out of the texts."""
    heads = {
        "units": "pieces", "first": "in the first coding", "second": "in the second", "same": "the same words in both",
        "alpha": "unitised alpha",
    }  # fmt: skip
    return _read(agreed, heads)


def _read(agreed: pd.DataFrame, heads: Mapping[str, str]) -> pd.DataFrame:
    """A table of agreement under its heads, with what Krippendorff would build on each alpha."""
    reading = [alpha_reading(alpha) for alpha in agreed["alpha"].astype(float)]
    return agreed.rename(columns=dict(heads)).assign(**{"by his cut-offs": reading})


def agreement(agreed: pd.DataFrame, codes: pd.DataFrame) -> pd.DataFrame:
    """Return the agreement on frames and blame as a reader sees it: code, passages, alpha, interval."""
    named = codes.set_index(["field", "code"])["label"].to_dict()
    pairs = zip(agreed["variable"], agreed["value"], strict=True)
    return pd.DataFrame(
        {
            "code": [f"{field}: {named.get((field, code), code)}" for field, code in pairs],
            "first coding": agreed["first"].astype(int),
            "second": agreed["second"].astype(int),
            "both": agreed["both"].astype(int),
            "agree": agreed["agree"],
            "alpha": agreed["alpha"],
            "interval": _between(agreed["low"], agreed["high"]),
            "by his cut-offs": [alpha_reading(alpha) for alpha in agreed["alpha"]],
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
            "least": summary["least"],
            "most": summary["most"],
            "other choices tried": summary["tried"],
            "turned by": summary["by"].replace("", "none"),
        }
    )
