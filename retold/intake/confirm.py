"""What people have to confirm: a row a proposal, answered in one file and read back."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence

from retold.compare.grouping import SURE
from retold.intake.article import ASKED, GUESSED
from retold.intake.entries import UNKNOWN
from retold.intake.kept import Kept, Row
from retold.intake.stories import Link
from retold.intake.voices import Draft

STORY, SPEAKER, GUESS = "story", "speaker", "guess"
# Columns whose guesses are worth a question; what else was guessed follows from them, or is said in the README.
ASKED_OF = ("title", "outlet", "published", "authors", "language")
# What stands in a cell once people refused what was guessed for it.
_REFUSED = {"outlet": UNKNOWN}
SHOWN = 6  # values of a guess that are shown


def of_stories(links: Iterable[Link]) -> list[Row]:
    """Return a row for each pair of texts that may tell one story: what is proposed depends on how sure that is."""
    return [
        {
            "what": STORY,
            "about": link.key,
            "value": f"{link.probability:.2f}{': one story' if link.probability >= SURE else ': two stories, unless you say yes'}",
            "evidence": link.evidence,
            "answer": "",
        }
        for link in links
    ]


def of_speakers(drafts: Iterable[Draft]) -> list[Row]:
    """Return a row for each drafted speaker."""
    return [
        {
            "what": SPEAKER,
            "about": d.cells["speaker_id"],
            "value": d.cells["name"],
            "evidence": d.evidence,
            "answer": "",
        }
        for d in drafts
    ]


def of_guesses(imported: Sequence[Row]) -> list[Row]:
    """Return a row for all values of a column that were guessed from the same thing."""
    groups: dict[str, list[str]] = defaultdict(list)
    for row in imported:
        if row["basis"] == GUESSED and row["column"] in ASKED_OF and row["value"] != UNKNOWN:
            groups[f"{row['column']}: {row['source']}"].append(row["value"])
    return [
        {
            "what": GUESS,
            "about": about,
            "value": _shown(values),
            "evidence": _texts(len(values)),
            "answer": "",
        }
        for about, values in sorted(groups.items())
    ]


def _texts(number: int) -> str:
    return f"{number:,} text{'' if number == 1 else 's'}"


def _shown(values: Sequence[str]) -> str:
    counted = Counter(values)
    told = [v if n == 1 else f"{v} ({n})" for v, n in counted.most_common(SHOWN)]
    more = len(counted) - len(told)
    return "; ".join(told) + (f"; and {more:,} more" if more else "")


def merged(old: Sequence[Row], new: Iterable[Row], at_hand: Container[str]) -> list[Row]:
    """Return the rows of `confirm.csv`: as they are proposed now, with the answers that people gave, which never get lost.

    A pair that could not be looked at again, because a text of it is not at hand, stays.
    """
    fresh = {(row["what"], row["about"]): row for row in new}
    kept = []
    for row in old:
        if proposed := fresh.pop((row["what"], row["about"]), None):
            kept.append({**row, **proposed, "answer": row["answer"]})
        elif row["answer"] or row["what"] == SPEAKER or _unseen(row, at_hand):
            kept.append(row)
    return [*kept, *fresh.values()]


def _unseen(row: Row, at_hand: Container[str]) -> bool:
    return row["what"] == STORY and not all(name in at_hand for name in row["about"].split())


def guesses_settled(kept: Kept) -> int:
    """Act on what people said of guesses: what they refused is blank, what they confirmed is theirs.

    A cell that people edited meanwhile is left alone.

    Returns
    -------
    int
        How many cells of the corpus table changed.
    """
    answers = kept.answers(GUESS)
    rows = {row["doc_id"]: row for row in kept.corpus.rows}
    changed = 0
    for given in kept.imported.rows:
        said = answers.get(f"{given['column']}: {given['source']}")
        if said is None or given["basis"] != GUESSED or given["doc_id"] not in rows:
            continue
        given["basis"] = ASKED
        row, column = rows[given["doc_id"]], given["column"]
        if not said and row.get(column) == given["value"]:
            given["value"] = row[column] = _REFUSED.get(column, "")
            if column == "published":
                row["date_basis"] = row["published_latest"] = ""
            if column == "title":
                row["title_basis"] = ""
            changed += 1
    return changed


def speakers_settled(kept: Kept) -> list[str]:
    """Take speakers whom people refused out of the table of speakers; return their names."""
    refused = {speaker for speaker, said in kept.answers(SPEAKER).items() if not said}
    gone = [row["name"] for row in kept.speakers.rows if row["speaker_id"] in refused]
    kept.speakers.rows = [row for row in kept.speakers.rows if row["speaker_id"] not in refused]
    return gone


def open_of(rows: Iterable[Mapping[str, str]]) -> Counter[str]:
    """Count what nobody has answered yet, by what it is."""
    return Counter(row["what"] for row in rows if not row["answer"])
