"""Pages of the book that are generated: data dictionary, codebook tables, findings.

They are written to ``book/_generated`` and included by the pages of ``book``, together
with the corpus's own prose (``DATA/prose``), so that the same pages report on any corpus.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from retold import chapters
from retold.book import (
    catalogue,
    compared,
    frontmatter,
    imprint,
    landing,
    ownprose,
    portraits,
    reference,
    templates,
    thresholds,
)
from retold.book.fit import Facts, fit
from retold.book.fitted import MEANS, WHY
from retold.book.notebooks import PUBLISHED
from retold.book.source import GENERATED
from retold.chapters import PREFIXES, results
from retold.chapters.numbers import MISSING, Number
from retold.chapters.rules import UNKNOWN
from retold.common import markup
from retold.common.files import write_text
from retold.common.markup import Markup, code, inline, role
from retold.corpus.folder import Tables
from retold.corpus.schema import TABLES, Column
from retold.measures import noise

LAST_EDITION = "last_edition.json"
ROBUSTNESS = "{doc}`how this was tried <../notebooks/08-robustness>`"
PROSE = (
    "index",
    "index-sure",
    "in-five-figures",
    "exercises",
    "00-told",
    "00-told-sides",
    "00-told-missing",
    "01-corpus",
    "02-versions",
    "side-by-side",
    "03-quotes",
    "03-quotes-chains",
    "04-speakers",
    "05-readability",
    "06-framing",
    "06-framing-frames",
    "07-noise-floor",
    "measures",
    "08-robustness",
    "09-words",
    "methods",
    "methods-coding",
    "limitations",
    "rights",
    "glossary",
    "findings",
    "codebook",
    "codebook-frames",
)
LISTINGS = {
    "frame-codes": "frame_codes",
    "frame-decisions": "frame_decisions",
    "gist-decisions": "gist_decisions",
    "actors": "actors",
    "groups": "groups",
    "naming": "naming",
    "decisions": "decisions",
    "excerpts": "excerpts",
    "damage-codes": "damage",
}
BENCHMARK = Path("benchmarks/versions/results.csv")
FOREIGN_BENCHMARK = Path("benchmarks/versions/foreign.csv")
FOLDS_BENCHMARK = Path("benchmarks/versions/folds.csv")
SPEECH_BENCHMARK = Path("benchmarks/speech/results.csv")
FEATURES = Path("benchmarks/features.csv")
REAL_PAIR = (
    "post-kherson-a and post-kherson-b"  # what the benchmark calls two texts of the project's own report
)
NOT_RUN = "*The benchmark has not been run.*\n"


def generate(root: Path, t: Tables, facts: Facts) -> None:
    """Write every generated page for a corpus into `root`/book/_generated; its own prose as far as `facts` bear it out."""
    folder = root / GENERATED
    folder.mkdir(parents=True, exist_ok=True)
    weighed, numbers, whose = weighed_measures(t), published(t.folder), imprint.of(t.folder)
    known = None if numbers is None else {key for key, n in numbers.items() if n.shown != MISSING}

    def own(name: str) -> str:
        path = t.folder / "prose" / f"{name}.md"
        return fit(path.read_text(encoding="utf-8"), facts) if path.is_file() else "\n"

    said = ownprose.of_pages(root, t.folder, facts, numbers)
    written = {
        "data-dictionary": data_dictionary(),
        "measures": catalogue.page(t, _works(root / "book/references.bib")),
        "measures-counts": catalogue.given_counts(),
        "measures-dictionary": markup.table(["key", "unit", "what it is", "higher"], catalogue.dictionary(t)),
        **{name: listing(t[table], TABLES[table].file) for name, table in LISTINGS.items()},
        "all-findings": all_findings(t["findings"], weighed, known),
        "cite": cite(whose, os.environ.get("RETOLD_SITE", "")),
        "licences": imprint.licences(whose),
        "changes": changed(t.folder, t["changes"]),
        "offline": offline(os.environ.get("RETOLD_EDITIONS", ""), whose.stem),
        "benchmark-versions": benchmark(root / BENCHMARK),
        **{f"benchmark-{part}": beside_peers(root, part) for part in compared.PARTS},
        "largest-collection": largest_collection(root / BENCHMARK),
        "benchmark-speech": speech_benchmark(root / SPEECH_BENCHMARK),
        "features": features(root / FEATURES),
        "thresholds": thresholds.table(),
        "traits": markup.table(["condition", "holds if", "what a page says without it"], _conditions()),
        "commands": reference.commands(reference.command()),
        **portraits.parts(t, own),
        "earlier": earlier(t["prototype"], known),
        "own-prose": ownprose.table(t, said),
    }
    for page in chapters.CHAPTERS:
        written[f"findings-{page}"] = chapter_findings(t["findings"], page, weighed, known)
    for name in PROSE:
        written[f"prose-{name}"] = own(name)
    written |= landing.parts(root, t, facts, whose, titles(t), said)
    _rewrite(folder, written)


def _rewrite(folder: Path, written: Mapping[str, str]) -> None:
    """Make the files of a folder these parts; one that is as it was is not touched: Sphinx reads a page again if its time changed."""
    files = {folder / f"{name}.md": text for name, text in written.items()}
    for old in set(folder.glob("*.md")) - set(files):
        old.unlink()
    for path, text in files.items():
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            write_text(path, text)


def _conditions() -> list[tuple[Markup, str, str]]:
    """The conditions that prose may use: name, when it holds, what is said where it does not."""
    return [
        (code(name, in_table=True), MEANS[name].replace("`", ""), WHY[name].replace("`", "") or "nothing")
        for name in sorted(WHY)
    ]


def _works(path: Path) -> list[str]:
    """The keys of a list of references (BibTeX)."""
    return re.findall(r"^@\w+\{([^,\s]+)", path.read_text(encoding="utf-8"), re.M) if path.is_file() else []


def titles(t: Tables) -> dict[str, str]:
    """Return the titles that chapters have for the corpus at hand, by page (see `frontmatter.titles`)."""
    return frontmatter.titles(t["titles"], published(t.folder) or {})


def published(folder: Path) -> dict[str, Number] | None:
    """Return the published numbers of a corpus; None if it has none yet."""
    path = folder / PUBLISHED
    return results.parse(path.read_text(encoding="utf-8")) if path.is_file() else None


def cite(whose: imprint.Imprint, site: str) -> str:
    """Return the ways to cite the book, from its citation file."""
    return (
        f"```{{code-block}} text\n{frontmatter.apa(whose.cff, site)}\n```\n\n"
        f"```{{code-block}} bibtex\n{frontmatter.bibtex(whose.cff, site, whose.stem)}\n```\n"
    )


def offline(editions: str, stem: str) -> str:
    """Return the links to the editions that are made; they stand in the top folder, as the landing page does."""
    listed = templates.render("offline", editions=editions.split(), stem=stem)
    inside = "The PDF and the ePub have all text, figures and tables, without the code."
    return (
        f":::{{only}} builder_html\n```{{raw}} html\n{listed}\n```\n\n{inside} The pages themselves work "
        "from a folder, without a network.\n:::\n"
    )


def changed(folder: Path, reasons: pd.DataFrame) -> str:
    """Return what the numbers of this edition are that the last edition's were not, and why.

    Parameters
    ----------
    folder : Path
        The corpus: its published numbers and those of its last edition.
    reasons : DataFrame
        The table `changes`.
    """
    now, before = folder / PUBLISHED, folder / LAST_EDITION
    if not before.is_file():
        return "*This is the first edition: there is nothing to compare it with.*\n"
    old, new = (results.parse(p.read_text(encoding="utf-8")) for p in (before, now))
    table, gone = (
        frontmatter.explained(frontmatter.changes(old, new), reasons),
        frontmatter.withdrawn(old, new),
    )
    if table.empty and gone.empty:
        return "*No number and no verdict has changed since the last edition.*\n"
    verdicts = table["number"].str.startswith("finding.")
    parts = [f"Numbers that changed or came: {len(table)}, of which verdicts: {int(verdicts.sum())}.\n"]
    if verdicts.any():
        listed = [
            f"- {code(row.number)}: last edition: {inline(row.before)}; now: {inline(row.now)}. {inline(row.reason)}"
            for row in table[verdicts].set_axis(["number", "before", "now", "reason"], axis=1).itertuples()
        ]
        parts.append("**Verdicts**\n\n" + "\n".join(listed) + "\n")
    for reason, group in table[~verdicts].groupby("reason", sort=False):
        numbers = _markdown(group.drop(columns="reason"))
        parts.append(
            f"**{inline(reason)}**\n\n:::{{dropdown}} Numbers: {len(group)}\n:class-container: on-paper\n\n{numbers}:::\n"
        )
    if len(gone):
        count = int(gone["numbers"].sum())
        parts.append(
            f"**Numbers that are published no more: {count:,}.** No page prints them and no finding rests on them: they were "
            "cells of tables. The values of measures and the noise floor are tables now, under `results/`; the others "
            "stand in the tables of their chapters.\n\n"
            f":::{{dropdown}} Which\n:class-container: on-paper\n\n{_markdown(gone)}:::\n"
        )
    return "\n".join(parts)


def weighed_measures(t: Mapping[str, pd.DataFrame]) -> set[str]:
    """Return the keys of the measures that have a noise floor in a corpus."""
    return set(noise.floor(t)["key"])


def data_dictionary() -> str:
    """Return the data dictionary, from the schemas."""
    parts = []
    for table in TABLES.values():
        parts.append(f"## `{table.file}`\n\nOne row is {table.row}.\n")
        if table.key:
            parts.append(f"Unique: {', '.join(f'`{c}`' for c in table.key)}.\n")
        rows = [(code(c.name, in_table=True), c.type, c.unit, c.meaning, _accepted(c)) for c in table.columns]
        parts.append(markup.table(["column", "type", "unit", "meaning", "accepted"], rows))
    return "\n".join(parts)


def _accepted(column: Column) -> Markup:
    """What a column may hold, and what its values refer to."""
    text = inline(column.accepted)
    if column.blank and "blank" not in column.accepted:
        text = Markup(f"{text} (may be blank)")
    if column.optional:
        text = Markup(f"{text} (the column may be missing)")
    refers = f"; refers to {code(column.references, in_table=True)}" if column.references else ""
    return Markup(f"{text}{refers}")


def all_findings(table: pd.DataFrame, weighed: Collection[str], known: Collection[str] | None = None) -> str:
    """Return every finding with its verdict, evidence, rule, measure and what would overturn it.

    Parameters
    ----------
    table : DataFrame
        The table `findings`.
    weighed : collection of str
        The measures that have a noise floor in this corpus.
    known : collection of str, optional
        The numbers that this corpus has; by default all that are named.
    """
    parts = []
    for thesis, group in table.groupby("thesis", sort=False):
        parts.append(f"## {inline(thesis)}\n")
        for row in group.itertuples():
            page = f"../notebooks/{row.page}"
            turned = f"../notebooks/08-robustness.ipynb::robustness.flips.{row.finding}"
            facts = [
                f"Verdict: {role('finding', row.finding)}",
                f"Evidence: {_evidence(row.evidence, known, f'{page}.ipynb')}, from the chapter {_titled(page)}",
                f"Rule: {code(row.rule)}",
            ]
            if row.measure in weighed:
                facts.append(f"What copying does to its measure: {role('measure', row.measure)}")
            facts += [
                f"Other choices: {role('glue:text', f'{turned}:s')} ({ROBUSTNESS})",
                f"What would change our mind: {inline(_lower(row.overturned_by))}",
            ]
            anchor = f"(finding-{row.finding.replace('_', '-')})="
            parts.append(f"{anchor}\n**{inline(row.claim)}**\n\n" + "\n".join(f"- {f}" for f in facts) + "\n")
    return "\n".join(parts)


def _titled(page: str) -> str:
    """A link to a chapter; its title is a claim, so it stands in quotation marks."""
    return f"“{role('doc', page)}”"


def _evidence(keys: str, known: Collection[str] | None, page: str = "") -> str:
    """The numbers that bear a finding, glued: a value; two, one against the other; or a value and its interval.

    A finding taken over from another corpus may name a number that this one lacks.
    """
    named = keys.split()
    if known is not None and not set(named) <= set(known):
        return UNKNOWN
    glued = [role("glue:text", f"{page}::{key}:s" if page else key) for key in named]
    if len(glued) == 3:
        return f"{glued[0]} ({glued[1]} to {glued[2]})"
    return " against ".join(glued)


def chapter_findings(
    table: pd.DataFrame, page: str, weighed: Collection[str], known: Collection[str] | None = None
) -> str:
    """Return the findings that a chapter bears: claim; verdict and evidence; how firm; what would overturn it.

    Parameters
    ----------
    table : DataFrame
        The table `findings`.
    page : str
        The chapter.
    weighed : collection of str
        The measures that have a noise floor in this corpus.
    known : collection of str, optional
        The numbers that this corpus has; by default all that are named.
    """
    of_page = table[table["page"] == page]
    if of_page.empty:
        return "\n"
    rows = []
    for row in of_page.itertuples():
        rests = _evidence(row.evidence, known)
        verdict = role("finding", row.finding) + ("" if rests == UNKNOWN else f"<br />at {rests}")
        turned = f"{role('glue:text', f'08-robustness.ipynb::robustness.flips.{row.finding}:s')}"
        copying = f"<br />its measure: {role('measure', row.measure)}" if row.measure in weighed else ""
        rows.append((row.claim, Markup(verdict), Markup(turned + copying), row.overturned_by))
    return markup.table(["claim", "in this run", "how firm", "what would overturn it"], rows)


def earlier(table: pd.DataFrame, known: Collection[str] | None = None) -> str:
    """Return the numbers of an earlier analysis beside those of this run, and why they differ."""
    rows = [
        (
            row.what or code(row.key, in_table=True),
            format(row.prototype, "g"),
            role("glue:text", f"../notebooks/{page}.ipynb::{row.key}:s"),
            row.reason or "agrees",
        )
        for row in table.itertuples()
        for page, begins in PREFIXES.items()
        if row.key.startswith(begins) and (known is None or row.key in known)
    ]
    return markup.table(["number", "earlier", "this run", "why they differ"], rows) if rows else "\n"


def _lower(text: str) -> str:
    first = text.split(" ", 1)[0]
    return text if first.isupper() and len(first) > 1 else text[:1].lower() + text[1:]


BENCHMARKED = {  # title and form of what is printed, by part and measure
    ("alignment", "F1"): (
        "Sentence links of made versions: F1 over links, sentences given; the number behind the way is the share replaced of the words "
        "that have a replacement",
        "way to replace words",
        ".3f",
    ),
    ("real pair", "F1"): (
        "Sentence links of a real pair of copies: F1 over links, by how the sentences were cut",
        "pair and cut",
        ".3f",
    ),
    ("grouping", "pairwise F1"): (
        "Versions found in a collection: F1 over pairs of texts in one group",
        "collection",
        ".3f",
    ),
    ("grouping", "documents a second"): (
        "The same collections: documents a second, higher is faster",
        "collection",
        ",.0f",
    ),
    ("grouping", "peak MiB"): (
        "The same collections: peak memory in MiB, lower is better",
        "collection",
        ",.0f",
    ),
}
NOT_TRIED = "A dash: to save time, the other programs were not run on that collection.\n"


def benchmark(path: Path) -> str:
    """Return the measured tables of `benchmarks/versions`, with the machine and versions they name."""
    if not path.is_file():
        return NOT_RUN
    rows = pd.read_csv(path, dtype=str, keep_default_na=False)
    parts = [_measured_on(rows[rows["part"] == "machine"])]
    for (part, measure), (title, head, form) in BENCHMARKED.items():
        told = rows[(rows["part"] == part) & (rows["measure"] == measure)]
        told = told.assign(value=[format(float(value), form) for value in told["value"]])
        if len(told):
            wide = told.pivot_table(
                index="corpus", columns="tool", values="value", aggfunc="first", sort=False
            )
            named = wide.fillna("–").rename_axis(head).reset_index()
            table = _markdown(named).replace(REAL_PAIR, "copies of one article")
            note = f"\n{NOT_TRIED}" if wide.isna().any(axis=None) else ""
            parts.append(f"**{title}**\n\n{table}{note}{_missed(rows, f'{part}, {measure}, ')}")
    return "\n".join(parts)


def _missed(rows: pd.DataFrame, begins: str) -> str:
    """The bars that ours misses in a table, in a sentence; blank if there is none."""
    bars = rows[(rows["part"] == "bars") & rows["corpus"].str.startswith(begins)]
    told = bars.pivot_table(index="corpus", columns="measure", values="value", aggfunc="first", sort=False)
    missed = [
        f"{row.Index.removeprefix(begins)}: {float(row.measured):.3f} against {float(row.bar):.3f}"
        for row in told.itertuples()
        if row.met == "no"
    ]
    return (
        f"\nOurs misses the least F1 that we had asked for in advance: {'; '.join(missed)}.\n"
        if missed
        else ""
    )


def _measured_on(machine: pd.DataFrame) -> str:
    """The sentences that name the machine, the versions of programs, and what the corpora were made of."""
    of_texts = machine[machine["tool"] == "texts"]
    programs = ", ".join(f"{r.tool} {r.value}" for r in machine.drop(of_texts.index).itertuples() if r.tool)
    said = [f"Measured by `benchmarks/versions/run.py` ({programs})."]
    sizes = of_texts[of_texts["corpus"] == ""]
    if len(sizes):
        said.append(f"Made of {' with '.join(f'{int(r.value):,} {r.measure}' for r in sizes.itertuples())}.")
    for r in of_texts[of_texts["corpus"] != ""].itertuples():
        said.append(f"Of their words {float(r.value):.0%} can be replaced by {r.corpus}.".replace("%", " %"))
    return " ".join(said) + "\n"


def beside_peers(root: Path, part: str) -> str:
    """Return what other programs and ours do on versions that people wrote, for a part of `compared.PARTS`."""
    paths = [root / path for path in (FOREIGN_BENCHMARK, FOLDS_BENCHMARK) if (root / path).is_file()]
    if not (root / FOREIGN_BENCHMARK).is_file():
        return NOT_RUN
    rows = pd.concat(
        [pd.read_csv(path, dtype=str, keep_default_na=False) for path in paths], ignore_index=True
    )
    told = [x if isinstance(x, str) else _markdown(x).rstrip() for x in compared.report(rows, part)]
    return "\n\n".join(told) + "\n" if told else NOT_RUN


def features(path: Path) -> str:
    """Return what other programs for collections of texts offer, and when and where that was looked up."""
    if not path.is_file():
        return NOT_RUN
    rows = pd.read_csv(path, dtype=str, keep_default_na=False)
    wide = rows.pivot(index="feature", columns="tool", values="value")
    tools, named = (list(dict.fromkeys(rows[column])) for column in ("tool", "feature"))
    table = _markdown(wide.loc[named, tools].rename_axis(columns=None).reset_index())
    said = f"Looked up on {rows['checked'].max()} in what each program says of itself"
    return f"{table}\n{said}; the source of every cell is in {code(str(FEATURES))} of the repository.\n"


def largest_collection(path: Path) -> str:
    """Return how many documents the largest collection had that the grouping of versions was measured on."""
    if not path.is_file():
        return "\n"
    rows = pd.read_csv(path, dtype=str, keep_default_na=False)
    named = rows.loc[(rows["part"] == "grouping") & (rows["tool"] == "retold"), "corpus"]
    sizes = [int(name.split()[0].replace(",", "")) for name in named]
    return f"The largest collection it was measured on had {max(sizes):,} documents.\n" if sizes else "\n"


def speech_benchmark(path: Path) -> str:
    """Return the measured tables of `benchmarks/speech`."""
    if not path.is_file():
        return NOT_RUN
    rows = pd.read_csv(path, dtype=str, keep_default_na=False)
    machine = "; ".join(
        f"{r.tool} {r.value}" for r in rows[rows["part"] == "machine"].itertuples() if not r.measure
    )
    sizes = "; ".join(
        f"{NAMED_PARTS[r.measure]}: {r.value}"
        for r in rows[(rows["part"] == "machine") & (rows["tool"] == "articles")].itertuples()
    )
    parts = [f"Measured by `benchmarks/speech/run.py` ({machine}). Articles {sizes}.\n\n{SPEECH_SAYS}"]
    for part in ("publishers not learnt from", "articles not learnt from"):
        results_of = rows[(rows["part"] == part) & ~rows["measure"].str.endswith("of processor time")]
        shown = [f"{r.value} ({r.low} to {r.high})" if r.low else r.value for r in results_of.itertuples()]
        wide = results_of.assign(shown=shown, measure=results_of["measure"].replace(SPEECH)).pivot_table(
            index="measure", columns="tool", values="shown", aggfunc="first", sort=False
        )
        parts.append(f"**On {part}** (95&nbsp;% intervals over articles)\n\n{_markdown(wide.reset_index())}")
    parts += _by_genre(rows)
    parts += _wrapped(rows)
    left = rows[rows["part"].str.startswith("publisher ") & rows["measure"].isin(LEFT_OUT)]
    if len(left):
        cells = left.assign(
            publisher=left["part"].str.removeprefix("publisher "),
            column=left["measure"].replace(SPEECH) + ", " + left["tool"],
        )
        wide = cells.pivot_table(
            index="publisher", columns="column", values="value", aggfunc="first", sort=False
        )
        parts.append(
            "**F1 on the same articles of each publisher, after learning from that publisher and not**\n\n"
            + _markdown(wide.reset_index())
        )
    sure = rows[rows["part"] == "reliability"]
    if len(sure):
        table = sure[["measure", "value", "high"]].rename(
            columns={"measure": "its confidence", "value": "share right", "high": "attributions"}
        )
        parts.append(
            f"**In the news above: how often at least half of the words have the right mention, by how sure it says it is**\n\n{_markdown(table)}"
        )
    return "\n".join(parts)


def _by_genre(rows: pd.DataFrame) -> list[str]:
    """The table of genres, best first; their mean last."""
    said = rows[rows["part"] == "genre"]
    if not len(said):
        return []
    cues = {r.measure: _bounded(r) for r in rows[rows["part"] == "genre, precision of cues"].itertuples()}
    texts = rows[rows["part"] == "genre, texts"].set_index("measure")["value"]
    ordered = sorted(said.itertuples(), key=lambda r: (r.measure not in texts.index, -float(r.value)))
    cells = [
        (
            GENRES.get(r.measure, r.measure),
            _bounded(r),
            cues.get(r.measure),
            texts.get(r.measure),
        )
        for r in ordered
    ]
    return [
        "**By genre, best first** (95&nbsp;% intervals over texts; none for a genre of a few texts)\n\n"
        + GENRES_SAY,
        markup.table(["genre", "words said, F1", "cues right, share", "texts"], cells),
    ]


def _bounded(row: Any) -> str:
    """A value with its interval, if it has one."""
    return f"{row.value} ({row.low} to {row.high})" if row.low else str(row.value)


def _wrapped(rows: pd.DataFrame) -> list[str]:
    """The table of wrapped lines."""
    results_of = rows[rows["part"] == "wrapped"]
    if not len(results_of):
        return []
    wide = results_of.assign(measure=results_of["measure"].replace(SPEECH)).pivot_table(
        index="measure", columns="tool", values="value", aggfunc="first", sort=False
    )
    return [
        "**When lines are wrapped**\n\nThe articles of both parts above, as they were published and with their lines broken at "
        f"widths; read as the command reads a file.\n\n{_markdown(wide.reset_index())}"
    ]


GENRES = {
    "bio": "biographies", "conversation": "conversations", "court": "court hearings", "interview": "interviews",
    "letter": "letters", "news": "news (Wikinews)", "podcast": "podcasts", "speech": "speeches", "textbook": "textbooks",
    "vlog": "video diaries", "voyage": "travel guides", "whow": "how-to guides", "mean of genres": "mean of the genres",
}  # fmt: skip
GENRES_SAY = (
    "F1 is that of the words which somebody is said to say or to think. In these texts clauses of saying and thinking were "
    "annotated and nothing else, so that a quotation which no such clause brings in counts as nothing. Each text was read "
    "by a model that had learnt from the news above and from other texts of these genres, and never from that text; the "
    "rules were written with these texts at hand. *Cues right* is the share of the words of saying found that are annotated.\n"
)
NAMED_PARTS = {
    "train": "learnt from",
    "seen": "of the same publishers, measured on",
    "unseen": "of others, measured on",
}
LEFT_OUT = ("content", "right source, speech")
SPEECH = {
    "content": "content, F1",
    "right source": "right source, F1",
    "right source, speech": "right source, speech alone, F1",
    "right source, quoted": "right source, quoted words alone, F1",
    "distance of shares": "distance of shares, lower is better",
}
SPEECH_SAYS = (
    "F1 counts words, from zero to one, higher is better. *Content*: the words that somebody is said to have said or thought. *Right source*: those "
    "of them whose source is right, too; *speech alone* leaves out beliefs, wishes and plans, *quoted words alone* all that stands outside quotation "
    "marks. *Distance of shares*: half the sum of the differences between the shares of an article’s words that each source has and those it should "
    "have, the mean over articles. *nearest name* is a rule for comparison: it gives everything in quotation marks to the nearest name before it.\n"
)


LISTED = 100  # rows of a table that people wrote that stand on a page as they are
HEAD, UNFOLDED = 30, 300  # rows of a longer one that stand there, and that stand there or are unfolded


def listing(table: pd.DataFrame, file: str = "") -> str:
    """Return a table as Markdown: of a long one its first rows, the others to unfold, and the name of its file.

    Parameters
    ----------
    table : DataFrame
        A table that people wrote.
    file : str, optional
        Where a reader finds all of it if it is longer than a page has room for.
    """
    if table.empty:
        return "*This corpus has none.*\n"
    if len(table) <= LISTED:
        return _markdown(table)
    first, rest = table.head(HEAD), table.iloc[HEAD:UNFOLDED]
    more = f":::{{dropdown}} {len(rest):,} more rows\n:class-container: on-paper\n\n{_markdown(rest)}:::\n"
    left_out = len(table) - len(first) - len(rest)
    where = f" They stand in {code(file)} of the corpus." if file else ""
    return f"{_markdown(first)}\n{more}" + (
        f"\nRows left out here: {left_out:,}.{where}\n" if left_out else ""
    )


def _markdown(frame: pd.DataFrame) -> str:
    return markup.table([str(c) for c in frame.columns], frame.itertuples(index=False, name=None))
