"""Tables as a reader sees them: coded and computed side by side, with excerpts where the book has one."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from retold.chapters.results import story_pairs
from retold.common.once import Tables
from retold.corpus.crosscheck import OUTLET
from retold.corpus.schema import DAMAGE
from retold.measures import frames, naming, noise, speakers

SEEN = "–"
LOST = {"passage": "the passage is missing", "attribution": "only the source, or the saying"}


def excerpts(t: Tables) -> dict[str, str]:
    """Return the excerpts by their ids."""
    return dict(zip(t["excerpts"]["excerpt_id"], t["excerpts"]["text"], strict=True))


def quotations(t: Tables) -> pd.DataFrame:
    """Return every coded pair of quotations between versions of a story, the most changed first.

    Columns: pair; what each version has (an excerpt, or a dash where the book shows none);
    words in each; distance; what changed as coded and by rule.
    """
    return _quotations(t, same_story=True).drop(columns="texts")


def utterances(t: Tables, labels: Mapping[str, str]) -> pd.DataFrame:
    """Return the coded pairs of quotations between different stories, with the texts."""
    found = _quotations(t, same_story=False)
    names = [" / ".join(labels[d] for d in both) for both in found["texts"]]
    return found.assign(texts=names).drop(columns=["first", "second"])


def _quotations(t: Tables, *, same_story: bool) -> pd.DataFrame:
    said = excerpts(t)
    story = t["corpus"].set_index("doc_id")["story_id"]
    joined = t["drift"].merge(t["quotations"][["pair_id", "change"]], on="pair_id", suffixes=("", "_coded"))
    joined = joined[(joined["doc_a"].map(story) == joined["doc_b"].map(story)) == same_story]
    rows = [
        (
            r.pair_id,
            (r.doc_a, r.doc_b),
            said.get(f"{r.pair_id}-a", SEEN),
            said.get(f"{r.pair_id}-b", SEEN),
            f"{r.words_a}\u202f/\u202f{r.words_b}",
            r.distance,
            r.change_coded.replace(" ", ", "),
            r.change.replace(" ", ", "),
        )
        for r in joined.sort_values(["distance", "pair_id"], ascending=[False, True]).itertuples()
    ]
    columns = ["pair", "texts", "first", "second", "words", "distance", "coded", "by rule"]
    return pd.DataFrame(rows, columns=columns)


def changed_statements(t: Tables) -> pd.DataFrame:
    """Return the attributed statements that were not kept, as coded or by rule."""
    joined = t["propositions"].merge(t["fates"], on="proposition_id", suffixes=("", "_computed"))
    rows = [
        (
            r.proposition_id,
            f"{r.fate} ({r.cause})" if r.cause else r.fate,
            r.fate_computed,
            r.note or SEEN,
        )
        for r in joined.itertuples()
        if (r.fate, r.fate_computed) != ("kept", "kept")
    ]
    return pd.DataFrame(rows, columns=["statement", "coded", "by rule", "why, by the coder"])


def longest_voices(t: Tables, most: int = 12) -> pd.DataFrame:
    """Return the speakers with most words, each story counted once, and in how many texts they speak.

    What a speaker has in several versions of a story counts as its mean over them.
    """
    coded = speakers.outermost(t["attributions"])
    listed = t["speakers"].set_index("speaker_id")
    once = coded[["words", "quoted_words"]].astype(float).mul(speakers.story_weights(t, coded), axis=0)
    words = once.groupby(coded["speaker_id"]).sum()
    words = words.sort_values(["words", "quoted_words"], ascending=False, kind="stable").head(most)
    known = listed.reindex(words.index)
    return pd.DataFrame(
        {
            "speaker": known["name"],
            "named": known["named"].map({True: "yes", False: "no"}),
            "words": words["words"],
            "of all attributed words": words["words"] / once["words"].sum(),
            "in quotation marks": words["quoted_words"],
            "texts": coded.groupby("speaker_id")["doc_id"].nunique().reindex(words.index),
        }
    )


def in_several_stories(t: Tables, labels: Mapping[str, str]) -> pd.DataFrame:
    """Return the named speakers of more than one story, with what each text gives them."""
    listed = t["speakers"].set_index("speaker_id")["name"]
    found = speakers.in_several_stories(t)
    return pd.DataFrame(
        {
            "speaker": found["speaker_id"].map(listed),
            "text": found["doc_id"].map(labels),
            "words": found["words"],
            "in quotation marks": found["quoted_words"],
            "attributions": found["attributions"],
        }
    )


def handovers(t: Tables, labels: Mapping[str, str]) -> pd.DataFrame:
    """Return from whom to whom statements went between versions, in names.

    Where only two versions are compared, the columns carry their names.
    """
    listed = t["speakers"].set_index("speaker_id")["name"]

    def named(ids: str) -> str:
        return ", ".join(listed[i] for i in ids.split()) or SEEN

    found = speakers.handovers(t)
    pairs = [(labels[a], labels[b]) for a, b in zip(found["doc_a"], found["doc_b"], strict=True)]
    several = len(set(pairs)) != 1
    sides = ("in the first", "in the second") if several else tuple(f"in {name}" for name in pairs[0])
    shown = {
        sides[0]: found["speakers_a"].map(named),
        sides[1]: found["speakers_b"].map(named),
        "what became of it": [
            f"{fate} ({LOST[cause]})" if cause else fate
            for fate, cause in zip(found["fate"], found["cause"], strict=True)
        ],
        "statements": found["statements"],
        "words of the longer": found["words"],
    }
    table = pd.DataFrame(shown)
    if several:
        table.insert(2, "versions", [" / ".join(pair) for pair in pairs])
    return table


def damage_counts(t: Tables, labels: Mapping[str, str]) -> pd.DataFrame:
    """Return how many damaged places of each kind each text has; kinds nobody found are left out."""
    damage = t["damage"]
    counts = damage.groupby(["kind", "doc_id"]).size().unstack(fill_value=0)
    counts = counts.reindex(
        index=[k for k in DAMAGE if k in counts.index], columns=list(damage["doc_id"].unique())
    )
    counts.columns = pd.Index([labels[d] for d in counts.columns])
    return counts.rename_axis("kind").reset_index()


def damage_shown(t: Tables, labels: Mapping[str, str]) -> pd.DataFrame:
    """Return the damaged places of which the book shows the words."""
    said = excerpts(t)
    rows = [
        (
            r.damage_id,
            labels[r.doc_id],
            said[r.damage_id],
            r.expected or SEEN,
            r.kind,
            r.evidence,
            r.certainty,
        )
        for r in t["damage"].itertuples()
        if r.damage_id in said
    ]
    columns = ["place", "text", "as it stands", "probably stood there", "what broke", "evidence", "how sure"]
    return pd.DataFrame(rows, columns=columns)


def contrast(t: Tables, labels: Mapping[str, str]) -> pd.DataFrame:
    """Return how often versions of a story use each side of the lexicon's contrast, and the p of each pair."""
    rows = []
    for a, b, same in story_pairs(t["corpus"]):
        if same:
            counts, p = naming.contrast(t["namings"], t["naming"], a, b)
            rows += [(labels[d], *own, p) for d, own in zip((a, b), counts, strict=True)]
    terms = t["naming"]
    sides = [", ".join(terms.loc[terms["contrast"] == side, "term"]) for side in ("a", "b")]
    return pd.DataFrame(rows, columns=["version", *sides, "p of the pair"])


def _between(low: float, high: float) -> str:
    return SEEN if low != low else f"{low:.2f} to {high:.2f}"


def floor(found: pd.DataFrame) -> pd.DataFrame:
    """Return the noise floor as a reader sees it.

    Columns: measure, and whether it rests on a coding; status; ratio; interval over the draws; both without
    omissions; share of the draws below the threshold; how often each version has what is counted.
    """
    rows = [
        (
            f"{row.label} (coded)" if row.coded else row.label,
            f"{noise.MARKS[row.status]} {row.status}",
            row.ratio,
            _between(row.low, row.high),
            row.drift,
            _between(row.drift_low, row.drift_high),
            row.below,
            row.uses or SEEN,
        )
        for row in found.itertuples()
    ]
    columns = ["measure", "status", "ratio", "interval"]
    columns += ["without omissions", "its interval", "draws below", "uses in the versions"]
    return pd.DataFrame(rows, columns=columns)


FLOOR_FORMS = {"ratio": ".2f", "without omissions": ".2f", "draws below": ".1%"}


def agreement(found: pd.DataFrame, codes: pd.DataFrame) -> pd.DataFrame:
    """Return the agreement on frames and blame as a reader sees it: code, passages, alpha, interval."""
    named = codes.set_index(["field", "code"])["label"].to_dict()
    rows = [
        (
            f"{row.variable}: {named.get((row.variable, row.value), row.value)}",
            int(row.first),
            int(row.second),
            int(row.both),
            row.agree,
            row.alpha,
            _between(row.low, row.high),
        )
        for row in found.itertuples(name="Row")
    ]
    columns = ["code", "first coding", "second", "both", "agree", "alpha", "interval"]
    return pd.DataFrame(rows, columns=columns)


def blame(t: Tables, labels: Mapping[str, str]) -> pd.DataFrame:
    """Return who blames whom for what, a row a text, blamer, target and issue."""
    codes = t["frame_codes"].set_index(["field", "code"])["label"].to_dict()
    groups = t["groups"].set_index("group")["label"].to_dict()
    rows = [
        (
            labels[row.doc_id],
            "the text itself" if row.voice == OUTLET else groups.get(row.voice, row.voice),
            codes.get(("target", row.target), row.target),
            codes.get(("issue", row.issue), row.issue),
            row.passages,
        )
        for row in frames.blame(t).itertuples()
    ]
    return pd.DataFrame(rows, columns=["text", "who blames", "whom", "for what", "passages"])


def robustness(found: pd.DataFrame, findings: pd.DataFrame) -> pd.DataFrame:
    """Return each finding with what other choices make of its evidence and its status."""
    claims = findings.set_index("finding")["claim"]
    rows = [
        (claims[row.finding], row.status, row.value, row.least, row.most, row.tried, row.by or "none")
        for row in found.itertuples()
    ]
    columns = [
        "finding",
        "in the report it",
        "evidence",
        "least",
        "most",
        "choices tried",
        "status flips under",
    ]
    return pd.DataFrame(rows, columns=columns)
