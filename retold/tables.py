"""The schema of every table: types, units, meaning, and what is accepted.

`TABLES` is the one home of this knowledge. Reading checks against it, the data
dictionary in the book is generated from it, and nothing is written that breaks it.
Tables are CSV so that a change can be read as a diff. Row numbers in messages are
those of the file: the header is row 1.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd
import pandera.pandas as pa

from retold.files import place_problems, staged_text
from retold.problems import BadInputError, Problem, show
from retold.text import Span

SPLITTERS = ("retold", "scraps apart", "sentencex", "textstat")
VECTORISERS = ("content-words", "words", "words-1-2", "characters-3-5")
WEIGHTINGS = ("counts", "tfidf", "tfidf-sublinear")
READINGS = ("clean", "raw", "equal-length")
KINDS = ("direct", "mixed", "indirect")
CHANGES = ("synonym", "polarity", "deletion", "merge", "entity", "attribution", "tense")
GENDERS = ("woman", "man", "unstated")
FATES = ("kept", "lost", "reassigned", "reversed")
DAMAGE = (
    "place",
    "institution",
    "person",
    "pronoun",
    "stray-word",
    "sentence-cut",
    "quotation-mark",
    "sense",
    "agency",
    "negation",
)
SHORT = 30  # characters of a label; longer ones find no room beside a figure
SPANS = re.compile(r"\d{1,15}-\d{1,15}(?: \d{1,15}-\d{1,15})*")


@dataclass(frozen=True)
class Table:
    """One table: its file inside a corpus folder, what a row is, its columns."""

    name: str
    file: str
    row: str
    columns: tuple[pa.Column, ...]
    unique: tuple[str, ...] = ()
    required: bool = True

    @cached_property
    def schema(self) -> pa.DataFrameSchema:
        """The pandera schema that a read table satisfies."""
        return pa.DataFrameSchema(
            {str(c.name): c for c in self.columns},
            strict=True,
            ordered=False,
            unique=list(self.unique) or None,
            name=self.name,
        )

    def empty(self) -> pd.DataFrame:
        """Return the table with no rows and the right types."""
        return _typed(pd.DataFrame(columns=[str(c.name) for c in self.columns], dtype=str), self)


def _column(
    name: str,
    kind: str,
    meaning: str,
    accepted: str = "",
    *,
    unit: str = "",
    blank: bool = False,
    optional: bool = False,
    check: pa.Check | None = None,
) -> pa.Column:
    default = {
        "text": "any text" if blank else "any text, not blank",
        "count": "a whole number, 0 or more",
        "number": "a number",
        "flag": "true or false",
    }[kind]
    checks = [check] if check else []
    if kind == "count":
        checks.append(pa.Check.ge(0))
    if kind == "text" and not blank:
        checks.append(pa.Check(lambda s: s.str.strip().ne(""), name="not blank"))
    return pa.Column(
        None,  # `_typed` gives a column the type of its kind
        checks,
        nullable=blank and kind != "text",
        name=name,
        description=meaning,
        metadata={
            "kind": kind,
            "unit": unit,
            "accepted": accepted or default,
            "blank": blank,
            "optional": optional,
        },
    )


def _choice(name: str, meaning: str, options: Sequence[str], *, blank: bool = False) -> pa.Column:
    allowed = [*options, ""] if blank else list(options)
    return _column(name, "text", meaning, " / ".join(options), blank=blank, check=pa.Check.isin(allowed))


def _pattern(name: str, meaning: str, pattern: str, accepted: str, *, blank: bool = False) -> pa.Column:
    full = rf"(?:{pattern})" + ("?" if blank else "")
    return _column(
        name,
        "text",
        meaning,
        accepted,
        blank=blank,
        check=pa.Check(lambda s, p=full: s.str.fullmatch(p), name="pattern"),
    )


_ID = r"[a-z0-9]+(?:-[a-z0-9]+)*"
_KEY = r"[a-z0-9_.-]+"
_ID_SAID = "lower-case letters and digits, joined by hyphens"


def _date(name: str, meaning: str) -> pa.Column:
    return _column(
        name, "text", meaning, "YYYY-MM-DD or blank", blank=True, check=pa.Check(_is_date, element_wise=True)
    )


def _is_date(cell: str) -> bool:
    try:
        return not cell or date.fromisoformat(cell).isoformat() == cell
    except ValueError:
        return False


def _doc_id() -> pa.Column:
    return _pattern("doc_id", "The text, as in the corpus table.", _ID, _ID_SAID)


def _start_end(what: str) -> tuple[pa.Column, pa.Column]:
    return (
        _column("start", "count", f"First character of {what}.", unit="characters"),
        _column("end", "count", f"Character behind {what}.", unit="characters"),
    )


def _two_docs() -> tuple[pa.Column, pa.Column]:
    return (
        _pattern("doc_a", "One text.", _ID, _ID_SAID),
        _pattern("doc_b", "The other text.", _ID, _ID_SAID),
    )


_SPAN = r"\d{1,15}-\d{1,15}"
_SPAN_SAID = "start-end"
_SPANS_SAID = "start-end, several joined by a space"


def _attribution_columns() -> tuple[pa.Column, ...]:
    span = r"\d{1,15}-\d{1,15}"
    return (
        _doc_id(),
        _pattern("attribution_id", "Name of the attribution in its text.", r"[\w.-]+", "letters and digits"),
        _choice("kind", "Whether the content stands in quotation marks, in part, or not.", KINDS),
        _pattern(
            "content",
            "Spans of the content, marks included.",
            SPANS.pattern,
            "start-end, several joined by a space",
        ),
        _pattern("cue", "Span of the word or words of saying.", span, "start-end or blank", blank=True),
        _pattern("source", "Span of the mention that speaks.", span, "start-end or blank", blank=True),
        _column("speaker_id", "text", "Who speaks, as the text has it, pronouns resolved."),
    )


_CODED = (
    _pattern(
        "intended_id",
        "Who was evidently meant, where copying changed it; none where nobody was.",
        _ID,
        _ID_SAID + ", or blank",
        blank=True,
    ),
    _pattern("group", "The speaker's group, as in groups.csv.", _ID, "a group of groups.csv"),
    _pattern(
        "nested_in",
        "The attribution whose content holds this one.",
        r"[\w.-]+",
        "an attribution_id of the same text, or blank",
        blank=True,
    ),
    _column("note", "text", "The coder's remark.", blank=True),
)


def _coding(name: str, file: str, row: str) -> Table:
    return Table(
        name, f"coding/{file}", row, (*_attribution_columns(), *_CODED), ("doc_id", "attribution_id"), False
    )


_FRAME_KEY = ("doc_id", "passage", "code", "voice", "target", "issue")


def _frame_columns() -> tuple[pa.Column, ...]:
    return (
        _doc_id(),
        _column("passage", "count", "The passage, as in passages.csv."),
        _pattern("code", "A function of the codebook, or blame.", _ID, "a function, or blame"),
        _pattern(
            "voice",
            "Who says it: outlet or source; for blame outlet or the group of the source.",
            _ID,
            "as in frame_codes.csv; for blame outlet or a group of groups.csv",
        ),
        _pattern("target", "For blame: who is blamed.", _ID, "as in frame_codes.csv, or blank", blank=True),
        _pattern("issue", "For blame: for what.", _ID, "as in frame_codes.csv, or blank", blank=True),
    )


def _frames(name: str, file: str, row: str) -> Table:
    note = _column("note", "text", "The coder's remark.", blank=True)
    return Table(name, f"coding/{file}", row, (*_frame_columns(), note), _FRAME_KEY, False)


def _sentence_columns() -> tuple[pa.Column, ...]:
    return (
        _column("sentence", "count", "Position in the text, from 1."),
        *_start_end("the sentence"),
        _column("words", "count", "Words.", unit="words"),
        _column(
            "tokens",
            "count",
            "Words; by textstat's rules loose dashes too, which its Automated Readability Index divides by.",
            unit="words",
        ),
        _column("characters", "count", "Characters except white space.", unit="characters"),
        _column("letters", "count", "Letters and digits.", unit="characters"),
        _column("syllables", "count", "Syllables by textstat.", unit="syllables"),
        _column("polysyllables", "count", "Words of at least three syllables by textstat.", unit="words"),
        _column(
            "complex_words",
            "count",
            "Polysyllables that are not on the list of easy words (Gunning Fog).",
            unit="words",
        ),
        _column(
            "difficult_words",
            "count",
            "Words that are not on the list of easy words (Dale-Chall).",
            unit="words",
        ),
        _column("quoted_words", "count", "Words inside quotation marks.", unit="words"),
        _column(
            "heading_words",
            "count",
            "Words of the headings before the sentence, which no formula reads; of closing ones after the last.",
            unit="words",
        ),
    )


_LIST: tuple[Table, ...] = (
    Table(
        "corpus",
        "corpus.csv",
        "one text",
        (
            _pattern("doc_id", "Short name of the text.", _ID, _ID_SAID),
            _column("outlet", "text", "Who published the original."),
            _column(
                "short",
                "text",
                "What figures and tables call the text; if blank, its outlet, cut if that is long.",
                f"at most {SHORT} characters, or blank",
                blank=True,
                optional=True,
                check=pa.Check.str_length(max_value=SHORT),
            ),
            _column("title", "text", "Headline of the original, or its reconstruction.", blank=True),
            _choice(
                "title_basis",
                "Whether the headline is stated in a source or inferred.",
                ("stated", "inferred"),
                blank=True,
            ),
            _column("authors", "text", "Authors named by the text, joined by semicolons.", blank=True),
            _date("published", "Date of the original."),
            _choice(
                "date_basis",
                "Whether the date is stated in a source or inferred.",
                ("stated", "inferred"),
                blank=True,
            ),
            _date("published_latest", "Last possible date, where only a range is known."),
            _column("event", "text", "What the text is about."),
            _column("genre", "text", "News, analysis, commentary ..."),
            _pattern("language", "Language of the file.", r"[a-z]{2,3}", "a code of ISO 639, such as en"),
            _pattern("story_id", "Texts of one story share it.", _ID, _ID_SAID),
            _choice(
                "copy_kind", "How the file came from the original.", ("original", "republished", "respun")
            ),
            _column(
                "copy_seen_at",
                "text",
                "Domain on which a copy of the file's wording was seen; printed, never linked.",
                blank=True,
            ),
            _pattern(
                "url",
                "Address of the original, or of a republication by people; never of a respun copy.",
                r"https?://\S+",
                "an address that begins with http, or blank",
                blank=True,
            ),
            _choice("url_status", "Whether the address was checked.", ("verified", "unknown", "none")),
            _column("rights", "text", "Who holds the rights, and what may be shown."),
            _column("n_chars", "count", "Length of the file as decoded.", unit="characters"),
            _pattern(
                "sha256",
                "SHA-256 of the file's bytes: it identifies the text.",
                r"[0-9a-f]{64}",
                "64 hexadecimal digits",
            ),
            _pattern(
                "sha256_plain",
                "SHA-256 with white space removed and quotation marks made alike: tells harmless differences.",
                r"[0-9a-f]{64}",
                "64 hexadecimal digits",
            ),
            _column("note", "text", "What is not certain, and why.", blank=True),
        ),
        ("doc_id",),
    ),
    Table(
        "cleaning",
        "cleaning.csv",
        "one span that is not part of the article",
        (
            _doc_id(),
            *_start_end("the span"),
            _pattern("label", "What it is.", _ID, _ID_SAID),
        ),
        required=False,
    ),
    Table(
        "groups",
        "groups.csv",
        "one group of speakers; a group nobody belongs to is still drawn",
        (
            _pattern("group", "Name of the group.", _ID, _ID_SAID),
            _column("label", "text", "How the book prints it."),
        ),
        ("group",),
        False,
    ),
    Table(
        "speakers",
        "speakers.csv",
        "one speaker",
        (
            _pattern("speaker_id", "Name of the speaker in the coding.", _ID, _ID_SAID),
            _column("name", "text", "How the book prints it."),
            _pattern("group", "The speaker's group, as in groups.csv.", _ID, "a group of groups.csv"),
            _pattern(
                "side", "The country or camp they belong to; unknown if the text does not say.", _ID, _ID_SAID
            ),
            _column("named", "flag", "Whether the text names the person or body."),
            _column("official", "flag", "Whether they speak for a state or an armed force."),
            _column("person", "flag", "Whether it is one person."),
            _choice(
                "gender",
                "What the text says of one person, by a pronoun, a title or a word such as businessman; a first name says nothing.",
                GENDERS,
            ),
        ),
        ("speaker_id",),
        False,
    ),
    Table(
        "naming",
        "naming.csv",
        "one term of the naming lexicon",
        (
            _pattern("term", "Name of the term.", _ID, _ID_SAID),
            _column("pattern", "text", "Regular expression, matched against whole words, case ignored."),
            _pattern("class", "What kind of event the term makes it.", _ID, _ID_SAID),
            _pattern("actor", "Who acts if the event is so named; blank: nobody.", _ID, _ID_SAID, blank=True),
            _choice(
                "contrast",
                "Side of the one contrast tested between two copies; chosen after reading.",
                ("a", "b"),
                blank=True,
            ),
            _column("note", "text", "What it implies; what is left out.", blank=True),
        ),
        ("term",),
        False,
    ),
    Table(
        "actors",
        "actors.csv",
        "one actor whose mentions are counted",
        (
            _pattern("actor", "Name of the actor.", _ID, _ID_SAID),
            _column("label", "text", "How the book prints it."),
            _column("pattern", "text", "Regular expression, matched against whole words, case ignored."),
            _pattern(
                "groups",
                "Groups of speakers who speak for the actor, joined by a space.",
                rf"{_ID}(?: {_ID})*",
                "groups of groups.csv, or blank",
                blank=True,
            ),
            _pattern(
                "speakers",
                "Further speakers who speak for the actor, joined by a space.",
                rf"{_ID}(?: {_ID})*",
                "speaker_ids of speakers.csv, or blank",
                blank=True,
            ),
            _column("note", "text", "What is counted and what is not.", blank=True),
        ),
        ("actor",),
        False,
    ),
    Table(
        "excerpts",
        "excerpts.csv",
        "one excerpt that the book shows",
        (
            _pattern("excerpt_id", "Name of the excerpt.", _ID, _ID_SAID),
            _doc_id(),
            *_start_end("the excerpt"),
            _column("text", "text", "The words, exactly as in the file.", "at most 12 words"),
            _column("purpose", "text", "What it is evidence of."),
        ),
        ("excerpt_id",),
        False,
    ),
    Table(
        "prototype",
        "prototype.csv",
        "one number of an earlier analysis",
        (
            _pattern("key", "The result it is compared with.", r"[a-z0-9_.-]+", "a key of results.json"),
            _column("prototype", "number", "The earlier value."),
            _column("reason", "text", "Why the two differ, where they do.", blank=True),
        ),
        ("key",),
        False,
    ),
    Table(
        "changes",
        "changes.csv",
        "why some published numbers are not those of the last edition",
        (
            _pattern(
                "numbers",
                "The numbers of results.json that this explains; the first row that fits a number counts.",
                r"[a-z0-9_.*?-]+",
                "a key of results.json, in which * stands for any letters and ? for one",
            ),
            _column("reason", "text", "Why they changed, came or went, in one sentence."),
        ),
        ("numbers",),
        False,
    ),
    Table(
        "findings",
        "findings.csv",
        "one finding: a claim with the rule that decides it",
        (
            _pattern(
                "finding", "Name of the finding.", r"[a-z0-9_]+", "lower-case letters, digits, underscores"
            ),
            _column("thesis", "text", "The statement of the report that it belongs to."),
            _column("claim", "text", "The claim, one sentence, without numbers."),
            _column(
                "rule",
                "text",
                "Comparison of results: key, operator, key or number; several joined by 'and'.",
            ),
            _pattern(
                "evidence",
                "The number that bears the claim; a second is what it stands against, three are a value and its interval.",
                rf"{_KEY}(?: {_KEY}){{0,2}}",
                "one to three keys of results.json joined by a space: value; value, other; value, low, high",
            ),
            _pattern(
                "measure",
                "The measure of the noise floor that the claim compares outlets by, if it does.",
                r"[a-z0-9_.-]+",
                "a measure of the noise floor, or blank",
                blank=True,
            ),
            _column("page", "text", "The chapter that computes the numbers."),
            _column("stated", "text", "The page whose prose states it: index or a page of the book."),
            _column("overturned_by", "text", "What would change our mind."),
        ),
        ("finding",),
        False,
    ),
    Table(
        "titles",
        "titles.csv",
        "one chapter that has a title of its own for this corpus",
        (
            _pattern(
                "page",
                "The page, as in _toc.yml.",
                r"[\w./-]+",
                "a page of _toc.yml, such as notebooks/01-corpus",
            ),
            _column("title", "text", "A claim; names of results in braces are filled in."),
            _pattern(
                "findings",
                "The findings that bear it out, joined by spaces.",
                r"[a-z0-9_]+(?: [a-z0-9_]+)*",
                "names of findings.csv, or blank",
                blank=True,
            ),
        ),
        ("page",),
        False,
    ),
    _coding("pass_1", "pass_1.csv", "one attribution found by the first coding"),
    _coding("pass_2", "pass_2.csv", "one attribution found by the second coding"),
    Table(
        "decisions",
        "coding/decisions.csv",
        "one difference between the two codings, decided",
        (
            _doc_id(),
            _column("pass_1", "text", "attribution_id in the first coding.", blank=True),
            _column("pass_2", "text", "attribution_id in the second coding.", blank=True),
            _choice(
                "field",
                "What differs; existence: only one coding has it.",
                ("existence", "kind", "content", "cue", "source", "speaker_id", "intended_id", "group"),
            ),
            _column("value_1", "text", "What the first coding says.", blank=True),
            _column("value_2", "text", "What the second coding says.", blank=True),
            _choice("decision", "Which one holds.", ("pass_1", "pass_2", "keep", "drop")),
            _column("reason", "text", "Why."),
        ),
        ("doc_id", "pass_1", "pass_2", "field"),
        False,
    ),
    _coding("coded", "attributions.csv", "one attribution after adjudication"),
    Table(
        "hand_counts",
        "coding/sentences.csv",
        "one text's sentences counted by hand in one coding",
        (
            _doc_id(),
            _choice("coding", "Which coding.", ("pass_1", "pass_2")),
            _column("sentences", "count", "Sentences of the article.", unit="sentences"),
        ),
        ("doc_id", "coding"),
        False,
    ),
    Table(
        "marks",
        "coding/marks.csv",
        "one span marked in a text by a coding, other than an attribution",
        (
            _doc_id(),
            _choice("coding", "Which coding.", ("pass_1", "pass_2")),
            _choice(
                "mark",
                "What it is: quotation marks nobody is said to have spoken, or visible damage.",
                ("scare-quote", "damage"),
            ),
            *_start_end("the span"),
            _column("note", "text", "What it should have been.", blank=True),
        ),
        required=False,
    ),
    Table(
        "hand_alignment",
        "coding/alignment.csv",
        "one link between a sentence of one version and a sentence of another, made by hand",
        (
            *_two_docs(),
            _pattern(
                "a", "Span of the sentence in a; blank: b has no counterpart.", _SPAN, _SPAN_SAID, blank=True
            ),
            _pattern(
                "b", "Span of the sentence in b; blank: a has no counterpart.", _SPAN, _SPAN_SAID, blank=True
            ),
            _column("sure", "flag", "Whether the link is beyond doubt; others count neither way."),
        ),
        ("doc_a", "doc_b", "a", "b"),
        False,
    ),
    Table(
        "quotations",
        "coding/quotations.csv",
        "one quotation in two texts, paired by hand",
        (
            _pattern("pair_id", "Name of the pair.", _ID, _ID_SAID),
            *_two_docs(),
            _pattern(
                "span_a",
                "The words in a, without marks; blank: not quoted there.",
                _SPAN,
                _SPAN_SAID,
                blank=True,
            ),
            _pattern(
                "span_b",
                "The words in b, without marks; blank: not quoted there.",
                _SPAN,
                _SPAN_SAID,
                blank=True,
            ),
            _choice("role", "Whether somebody is said to have spoken the words.", ("speech", "scare")),
            _pattern(
                "change",
                "What changed, the most important first.",
                f"none|(?:{'|'.join(CHANGES)})(?: (?:{'|'.join(CHANGES)}))*",
                "none, or of " + " / ".join(CHANGES) + ", several joined by a space",
            ),
            _column("note", "text", "The coder's reason.", blank=True),
        ),
        ("pair_id",),
        False,
    ),
    Table(
        "propositions",
        "coding/propositions.csv",
        "one attributed proposition of a story, in two versions",
        (
            _pattern("proposition_id", "Name of the proposition.", _ID, _ID_SAID),
            *_two_docs(),
            _column(
                "attributions_a", "text", "attribution_id of it in a; several joined by a space.", blank=True
            ),
            _column(
                "attributions_b", "text", "attribution_id of it in b; several joined by a space.", blank=True
            ),
            _choice("fate", "What became of it between the versions.", FATES),
            _choice(
                "cause",
                "If lost: the whole passage is missing in the other version, or only the attribution.",
                ("passage", "attribution"),
                blank=True,
            ),
            _column("note", "text", "The coder's reason.", blank=True),
        ),
        ("proposition_id",),
        False,
    ),
    Table(
        "damage",
        "coding/damage.csv",
        "one place where copying visibly broke the wording",
        (
            _pattern("damage_id", "Name of the place.", _ID, _ID_SAID),
            _doc_id(),
            _pattern("span", "The damaged words.", _SPAN, _SPAN_SAID),
            _choice("kind", "What was broken.", DAMAGE),
            _column("expected", "text", "What it should have been, as far as can be told.", blank=True),
            _choice(
                "evidence",
                "What tells: the other copy, another witness, the text itself, common knowledge, grammar.",
                ("other-copy", "witness", "context", "world", "grammar"),
            ),
            _choice("certainty", "How sure the coder is.", ("certain", "probable", "possible")),
            _choice(
                "chain",
                "Where it arose: in this copy's own chain, before the chains part (upstream), or unknown.",
                ("own", "upstream", "unknown"),
            ),
            _pattern("twin", "damage_id of the same error in another version.", _ID, _ID_SAID, blank=True),
            _column("note", "text", "The coder's reason.", blank=True),
        ),
        ("damage_id",),
        False,
    ),
    Table(
        "passages",
        "coding/passages.csv",
        "one passage of a text: the unit in which frames are coded",
        (
            _doc_id(),
            _column("passage", "count", "Position in the text, from 1."),
            *_start_end("the passage"),
        ),
        ("doc_id", "passage"),
        False,
    ),
    Table(
        "frame_codes",
        "coding/frame_codes.csv",
        "one code of the codebook for frames and blame",
        (
            _choice("field", "What it is a value of.", ("function", "voice", "target", "issue")),
            _pattern("code", "The code.", _ID, _ID_SAID),
            _column("label", "text", "How the book prints it."),
            _column("definition", "text", "When it is given."),
            _column("example", "text", "A passage that gets it; invented."),
            _column("counter_example", "text", "One that does not, and why."),
        ),
        ("field", "code"),
        False,
    ),
    _frames("frames_1", "frames_1.csv", "one code given to a passage by the first coding"),
    _frames("frames_2", "frames_2.csv", "one code given to a passage by the second coding"),
    Table(
        "frame_decisions",
        "coding/frame_decisions.csv",
        "one code that only one of the two codings gives, decided",
        (
            *_frame_columns(),
            _choice("coding", "Which coding gives it.", ("pass_1", "pass_2")),
            _choice("decision", "Whether it holds.", ("keep", "drop")),
            _column("reason", "text", "Why."),
        ),
        _FRAME_KEY,
        False,
    ),
    _frames("frames", "frames.csv", "one code of a passage after adjudication"),
    Table(
        "roles",
        "coding/roles.csv",
        "one mention of an actor with its grammatical role, coded by hand",
        (
            _doc_id(),
            _pattern("actor", "The actor, as in actors.csv.", _ID, _ID_SAID),
            *_start_end("the mention"),
            _choice(
                "role",
                "Its role in its clause; passive: subject of a passive clause.",
                ("subject", "passive", "possessor", "object", "oblique", "other"),
            ),
        ),
        ("doc_id", "actor", "start", "end"),
        False,
    ),
    Table(
        "inputs",
        "derived/inputs.csv",
        "one table from which the derived data were made, as it was then",
        (
            _column("file", "text", "The table, inside the corpus folder."),
            _pattern(
                "sha256",
                "SHA-256 of its bytes; blank if there was none.",
                r"[0-9a-f]{64}",
                "64 hexadecimal digits or blank",
                blank=True,
            ),
        ),
        ("file",),
    ),
    Table(
        "documents",
        "derived/documents.csv",
        "one text, measured",
        (
            _doc_id(),
            _column("chars_raw", "count", "Length of the file.", unit="characters"),
            _column("words_raw", "count", "Words of the file.", unit="words"),
            _column("sentences_raw", "count", "Sentences of the file.", unit="sentences"),
            _column("words", "count", "Words of the clean text.", unit="words"),
            _column("sentences", "count", "Sentences of the clean text.", unit="sentences"),
            _column(
                "sentences_textstat",
                "count",
                "Sentences of the clean text by textstat's own splitter.",
                unit="sentences",
            ),
            _column("headings", "count", "Headlines, standfirsts and crossheads.", unit="lines"),
            _column("quoted_words", "count", "Words inside quotation marks.", unit="words"),
            _column("cleaned_spans", "count", "Spans removed.", unit="spans"),
        ),
        ("doc_id",),
    ),
    Table(
        "terms",
        "derived/terms.csv",
        "one term of one text, with its count; their order in the text is not kept",
        (
            _doc_id(),
            _column(
                "term",
                "text",
                "A word of the clean text, lower case, apostrophes straight, possessive s dropped.",
            ),
            _column("count", "count", "How often it occurs.", unit="words"),
        ),
        ("doc_id", "term"),
    ),
    Table(
        "sentences",
        "derived/sentences.csv",
        "one sentence of a clean text; counts only",
        (
            _doc_id(),
            *_sentence_columns(),
        ),
        ("doc_id", "sentence"),
    ),
    Table(
        "readings",
        "derived/readings.csv",
        "one sentence of a text under other rules than those of sentences.csv; counts only",
        (
            _doc_id(),
            _choice("splitter", "Whose rules cut the sentences.", tuple(SPLITTERS)),
            _choice("cleaning", "Which text is read.", ("clean", "raw")),
            _choice("quotations", "Whether what stands in quotation marks counts.", ("with", "without")),
            *_sentence_columns(),
        ),
        ("doc_id", "splitter", "cleaning", "quotations", "sentence"),
    ),
    Table(
        "mentions",
        "derived/mentions.csv",
        "one mention of the event or of an actor: where it stands and its class, not the word",
        (
            _doc_id(),
            _choice("lexicon", "Which lexicon.", ("naming", "actors")),
            _pattern("name", "The class of the naming lexicon, or the actor.", _ID, _ID_SAID),
            *_start_end("the mention"),
            _column(
                "subject",
                "flag",
                "Whether the program takes it for a subject of a finite clause; actors only.",
            ),
        ),
        ("doc_id", "lexicon", "name", "start"),
    ),
    Table(
        "attributions",
        "derived/attributions.csv",
        "one attribution with its size",
        (
            _choice("method", "By the adjudicated coding, or by the program.", ("coded", "engine")),
            *_attribution_columns(),
            _pattern(
                "group",
                "The speaker's group; blank where the program cannot tell.",
                _ID,
                "a group of groups.csv or blank",
                blank=True,
            ),
            _column(
                "decided", "flag", "Whether the program is sure of it; a coded attribution always is decided."
            ),
            _column("nested", "flag", "Whether its words already belong to an attribution around it."),
            _column("words", "count", "Words of the content.", unit="words"),
            _column("quoted_words", "count", "Those of them inside quotation marks.", unit="words"),
            _column(
                "words_least",
                "count",
                "Words if a quotation that is never closed holds only its first sentence.",
                unit="words",
            ),
            _column(
                "words_most",
                "count",
                "Words if a quotation that is never closed runs to the end of its paragraph.",
                unit="words",
            ),
        ),
        ("method", "doc_id", "attribution_id"),
    ),
    Table(
        "strips",
        "derived/strips.csv",
        "one run of words of a text with the same owner, in order",
        (
            _doc_id(),
            _choice("method", "By the adjudicated coding, or by the program.", ("coded", "engine")),
            _column("run", "count", "Position in the text, from 1."),
            _column("words", "count", "Words of the run.", unit="words"),
            _column("speaker_id", "text", "Who has the words; blank: the outlet itself.", blank=True),
            _pattern("group", "The speaker's group.", _ID, "a group of groups.csv or blank", blank=True),
            _choice("kind", "Direct, mixed or indirect.", KINDS, blank=True),
        ),
        ("doc_id", "method", "run"),
    ),
    Table(
        "word_marks",
        "derived/word_marks.csv",
        "one sentence of a version beside another version: its words as marks, none of them readable",
        (
            _doc_id(),
            _pattern("twin", "The version beside it.", _ID, _ID_SAID),
            _column(
                "start", "count", "First character of the sentence in the clean text.", unit="characters"
            ),
            _column("first_word", "count", "Its first word, counted in the text from 0.", unit="words"),
            _pattern(
                "widths",
                "A digit a word: 1 for up to three characters, 2 for up to six, 3 for more.",
                r"[123]*",
                "digits 1, 2, 3",
                blank=True,
            ),
            _pattern(
                "fates",
                "A letter a word: k kept, e edited (others stand at its place), l lost or i inserted (the twin has "
                "nothing at its place), d damaged.",
                r"[kelid]*",
                "letters k, e, l, i, d",
                blank=True,
            ),
        ),
        ("doc_id", "twin", "start"),
    ),
    Table(
        "unitising",
        "derived/unitising.csv",
        "one comparison of where the two codings see attributions, over all texts laid end to end",
        (
            _choice("units", "Which attributions are compared.", ("all", *KINDS)),
            _column("first", "count", "Units in the first coding.", unit="attributions"),
            _column("second", "count", "Units in the second coding.", unit="attributions"),
            _column("same", "count", "Units with the same words in both.", unit="attributions"),
            _column(
                "alpha",
                "number",
                "Alpha with the unitising distance: 1 is agreement, 0 is chance.",
                unit="at most 1",
            ),
        ),
        ("units",),
    ),
    Table(
        "agreement",
        "derived/agreement.csv",
        "one comparison of the two codings, over the words of all texts",
        (
            _pattern("variable", "What the coders decided for each word.", _ID, _ID_SAID),
            _column("units", "count", "Words compared.", unit="words"),
            _column("agreement", "number", "Share of words on which both codings agree.", unit="0 to 1"),
            _column(
                "alpha",
                "number",
                "Krippendorff's alpha, nominal: 1 is agreement, 0 is chance.",
                unit="at most 1",
            ),
        ),
        ("variable",),
    ),
    Table(
        "engine",
        "derived/engine.csv",
        "the program's attributions scored against the coding, one text",
        (
            _doc_id(),
            _column(
                "precision", "number", "Share of the program's content words that are coded.", unit="0 to 1"
            ),
            _column(
                "recall", "number", "Share of the coded content words that the program found.", unit="0 to 1"
            ),
            _column("f1", "number", "Harmonic mean of the two.", unit="0 to 1"),
            _column(
                "right_source",
                "number",
                "Of the coded words that were found, the share with the coded source mention.",
                unit="0 to 1",
            ),
            _column(
                "right_group",
                "number",
                "Of the coded words that were found, the share with the coded group of speakers.",
                unit="0 to 1",
            ),
        ),
        ("doc_id",),
    ),
    Table(
        "similarities",
        "derived/similarities.csv",
        "one pair of texts and one measure of shared wording",
        (
            *_two_docs(),
            _choice(
                "measure",
                "Jaccard: shared over all distinct shingles, exact or estimated by MinHash; containment: share of a's in b, or of b's in a.",
                ("jaccard", "containment-a-in-b", "containment-b-in-a", "jaccard-minhash"),
            ),
            _column("shingle", "count", "Words in a row that make a shingle.", unit="words"),
            _column("value", "number", "Higher: more shared wording.", unit="0 to 1"),
        ),
        ("doc_a", "doc_b", "measure", "shingle"),
    ),
    Table(
        "alignments",
        "derived/alignments.csv",
        "one pair of the alignment of two versions of a story, in reading order",
        (
            *_two_docs(),
            _pattern(
                "a", "Spans of the sentences in a; blank: only in b.", SPANS.pattern, _SPANS_SAID, blank=True
            ),
            _pattern(
                "b", "Spans of the sentences in b; blank: only in a.", SPANS.pattern, _SPANS_SAID, blank=True
            ),
            _column(
                "similarity",
                "number",
                "Cosine of both sides' TF-IDF vectors; higher: more alike.",
                unit="0 to 1",
            ),
            _choice(
                "operation",
                "What happened, from a to b.",
                ("same", "edited", "split", "merged", "moved", "omitted", "inserted"),
            ),
        ),
    ),
    Table(
        "halves",
        "derived/halves.csv",
        "halves of texts compared: the scale on which a similarity is read",
        (
            *_two_docs(),
            _column(
                "similarity",
                "number",
                "Mean TF-IDF cosine of a random half of a and a random half of b: the other half if both are one text.",
                unit="0 to 1",
            ),
            _column("low", "number", "2.5 % of the draws are lower.", unit="0 to 1"),
            _column("high", "number", "2.5 % of the draws are higher.", unit="0 to 1"),
        ),
        ("doc_a", "doc_b"),
    ),
    Table(
        "support",
        "derived/support.csv",
        "one clade under one setting of the clustering",
        (
            _column("clade", "text", "The texts of the clade, joined by a space."),
            _choice("vectoriser", "What is counted.", VECTORISERS),
            _choice("weighting", "How counts are weighted.", WEIGHTINGS),
            _choice("linkage", "How clusters are joined.", ("average", "complete", "single")),
            _choice("cleaning", "Which text is read.", ("clean", "raw")),
            _column("whole", "flag", "Whether the clade is in the dendrogram of the whole texts."),
            _column("support", "number", "Share of bootstraps over sentences with the clade.", unit="0 to 1"),
        ),
        ("clade", "vectoriser", "weighting", "linkage", "cleaning"),
    ),
    Table(
        "drift",
        "derived/drift.csv",
        "one pair of quotations as the program sees it",
        (
            *_two_docs(),
            _pattern(
                "pair_id",
                "The pair of the coding; blank: only the program pairs them.",
                _ID,
                _ID_SAID,
                blank=True,
            ),
            _pattern("span_a", "The words in a.", _SPAN, _SPAN_SAID, blank=True),
            _pattern("span_b", "The words in b.", _SPAN, _SPAN_SAID, blank=True),
            _column("words_a", "count", "Words in a.", unit="words"),
            _column("words_b", "count", "Words in b.", unit="words"),
            _column(
                "edits", "count", "Words to insert, delete or replace to make one the other.", unit="words"
            ),
            _column(
                "distance", "number", "Edits over the words of the longer; 0: same words.", unit="0 to 1"
            ),
            _column("change", "text", "What changed, by the program's rules."),
            _column("paired", "flag", "Whether the program pairs them too, through the alignment."),
        ),
    ),
    Table(
        "fates",
        "derived/fates.csv",
        "one coded proposition as the program sees it",
        (
            _pattern("proposition_id", "As in the coding.", _ID, _ID_SAID),
            _choice("fate", "What became of it, by the program's rules.", FATES),
        ),
        ("proposition_id",),
    ),
    Table(
        "slots",
        "derived/slots.csv",
        "one place where aligned sentences name the event",
        (
            *_two_docs(),
            _column("slot", "count", "Number of the place, in the order of a."),
            _pattern(
                "term_a",
                "Term of the lexicon in a; blank: the event is not named.",
                _ID,
                _ID_SAID,
                blank=True,
            ),
            _pattern(
                "term_b",
                "Term of the lexicon in b; blank: the event is not named.",
                _ID,
                _ID_SAID,
                blank=True,
            ),
        ),
        ("doc_a", "doc_b", "slot"),
    ),
    Table(
        "namings",
        "derived/namings.csv",
        "one term of the naming lexicon in one text",
        (
            _doc_id(),
            _pattern("term", "The term.", _ID, _ID_SAID),
            _pattern("class", "Its class.", _ID, _ID_SAID),
            _column("count", "count", "How often it occurs in the clean text.", unit="occurrences"),
            _column("count_raw", "count", "How often it occurs in the whole file.", unit="occurrences"),
            _column(
                "count_equal",
                "count",
                "How often it occurs in as many words from the start as the shortest text has.",
                unit="occurrences",
            ),
        ),
        ("doc_id", "term"),
    ),
    Table(
        "cosines",
        "derived/cosines.csv",
        "one pair of texts under one way to count and weight",
        (
            *_two_docs(),
            _choice("vectoriser", "What is counted.", VECTORISERS),
            _choice("weighting", "How counts are weighted.", WEIGHTINGS),
            _choice(
                "reading",
                "Which words are read: of the clean text, the raw one, or as many from the start as the shortest has.",
                READINGS,
            ),
            _column("similarity", "number", "Cosine; higher: more alike.", unit="0 to 1"),
        ),
        ("doc_a", "doc_b", "vectoriser", "weighting", "reading"),
    ),
    Table(
        "cosine_draws",
        "derived/cosine_draws.csv",
        "one draw of the sentences of all texts, and how alike each text then is to other stories",
        (
            _doc_id(),
            _pattern(
                "twin",
                "Version of the same story to whose counterparts the sentences are confined; blank: all sentences.",
                _ID,
                _ID_SAID,
                blank=True,
            ),
            _column("draw", "count", "Number of the draw; 0: the text as it is."),
            _column(
                "similarity", "number", "Mean TF-IDF cosine with the texts of other stories.", unit="0 to 1"
            ),
        ),
        ("doc_id", "twin", "draw"),
    ),
    Table(
        "keyness",
        "derived/keyness.csv",
        "one term that log-odds with an informative Dirichlet prior tells two versions apart by",
        (
            *_two_docs(),
            _column("term", "text", "The term; (a) and (b): the sides of the lexicon's contrast, pooled."),
            _column("count_a", "count", "How often it occurs in a.", unit="words"),
            _column("count_b", "count", "How often it occurs in b.", unit="words"),
            _column("z", "number", "Standardised log-odds; above 0: more in a.", unit="standard deviations"),
            _column(
                "p",
                "number",
                "Share of permutations of the sentences with a value at least as far from 0.",
                unit="0 to 1",
            ),
        ),
        ("doc_a", "doc_b", "term"),
    ),
    Table(
        "keyness_null",
        "derived/keyness_null.csv",
        "one pair of versions under one prior: how many terms pass by the normal law, and by permutation",
        (
            *_two_docs(),
            _column("prior", "number", "Weight of the prior.", unit="words"),
            _column("terms", "count", "Terms compared.", unit="terms"),
            _column("flagged", "count", "Terms beyond 1.96 standard deviations.", unit="terms"),
            _column(
                "expected",
                "number",
                "Mean number of such terms if the sentences are shuffled between the versions.",
            ),
            _column("permuted", "count", "Terms with a p below 0.05, each by itself.", unit="terms"),
            _column(
                "pooled",
                "number",
                "Furthest of the sides of the contrast from 0; blank without a contrast.",
                unit="standard deviations",
                blank=True,
            ),
            _column(
                "survive",
                "count",
                "Terms further out than the furthest of 95 % of the shuffles.",
                unit="terms",
            ),
        ),
        ("doc_a", "doc_b", "prior"),
    ),
)

TABLES: Mapping[str, Table] = {t.name: t for t in _LIST}
DERIVED = tuple(t.name for t in _LIST if t.file.startswith("derived/"))


def read(folder: Path, name: str) -> tuple[pd.DataFrame, list[Problem]]:
    """Read one table of a corpus folder and check it against its schema.

    Returns
    -------
    (DataFrame, list of Problem)
        The table, typed; empty if it is missing or cannot be read. Every problem is
        reported, none is raised.
    """
    table = TABLES[name]
    path = folder / table.file
    if not path.is_file():
        if path.exists():
            return table.empty(), [Problem(str(path), "a folder", "a CSV file", "move it away")]
        if not table.required:
            return table.empty(), []
        return table.empty(), [
            Problem(
                str(path),
                "no such file",
                f"a CSV file with the columns {', '.join(str(c.name) for c in table.columns if not _is_optional(c))}",
                "run `retold derive`" if name in DERIVED else "write it, or name another folder with --data",
            )
        ]
    raw, problems = _raw(path)
    if problems:
        return table.empty(), problems
    problems = _header_problems(table, path, list(raw.columns))
    if problems:
        return table.empty(), problems
    raw = _completed(raw, table)
    problems = _cell_problems(table, path, raw)
    if problems:
        return table.empty(), problems
    typed = _typed(raw, table)
    problems = _schema_problems(table, path, typed)
    typed = typed.reset_index(drop=True)
    if list(raw.index) != list(range(2, len(raw) + 2)):
        # Blank or multi-line rows. Kept only where needed: pandas copies attrs all the time.
        typed.attrs["lines"] = list(raw.index)
    return typed, problems


def load(folder: Path, name: str) -> pd.DataFrame:
    """Read one table; raise `BadInputError` with every problem if there is any."""
    frame, problems = read(folder, name)
    if problems:
        raise BadInputError(problems)
    return frame


def write_all(folder: Path, frames: Mapping[str, pd.DataFrame]) -> None:
    """Check and write tables: all of them, or, if one breaks its schema, none.

    Each is written beside its place first and then renamed over it, so that an
    interrupted run leaves whole files.
    """
    texts = {folder / TABLES[name].file: to_csv(name, frame) for name, frame in frames.items()}
    there = [path for path in texts if path.exists()]
    if blocked := [problem for path in there for problem in place_problems(path, (), streams=False)]:
        raise BadInputError(blocked)
    with ExitStack() as stack:
        for waiting in [stack.enter_context(staged_text(path, text)) for path, text in texts.items()]:
            waiting.commit()


def to_csv(name: str, frame: pd.DataFrame) -> str:
    """Return a table as CSV text, checked, columns in the order of its schema; optional ones if it has them."""
    table = TABLES[name]
    given = [str(c.name) for c in table.columns if c.name in frame or not _is_optional(c)]
    raw = frame[given].map(_cell_text).astype(str)
    raw.index = range(2, len(raw) + 2)
    raw = _completed(raw, table)
    problems = _cell_problems(table, Path(table.file), raw)
    if not problems:
        problems = _schema_problems(table, Path(table.file), _typed(raw, table))
    if problems:
        raise BadInputError(problems)
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(given)
    writer.writerows(raw[given].itertuples(index=False, name=None))
    return buffer.getvalue()


def write_text(path: Path, text: str) -> None:
    """Write `text` to `path`, whole or not at all (see `files.Staged`)."""
    with staged_text(path, text) as waiting:
        waiting.commit()


def spans(cell: str) -> list[Span]:
    """Read the spans of a cell such as ``"3-17 20-31"``; a blank cell has none."""
    pairs = (piece.split("-") for piece in cell.split())
    return [(int(start), int(end)) for start, end in pairs]


def spans_text(items: Sequence[Span]) -> str:
    """Write spans as a cell; the inverse of `spans`."""
    return " ".join(f"{start}-{end}" for start, end in items)


def _is_optional(column: pa.Column) -> bool:
    return bool((column.metadata or {})["optional"])


def _completed(raw: pd.DataFrame, table: Table) -> pd.DataFrame:
    """The columns of a table in their order; an optional one that is missing is blank."""
    return raw.assign(**{str(c.name): "" for c in table.columns if c.name not in raw})[_names(table)]


def _names(table: Table) -> list[str]:
    return [str(c.name) for c in table.columns]


# What no page can hold; a line break or a tab it can.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


def _raw(path: Path) -> tuple[pd.DataFrame, list[Problem]]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return pd.DataFrame(), [
            Problem(
                str(path),
                f"a byte that is not UTF-8 at position {error.start}",
                "UTF-8",
                "save the table as CSV UTF-8",
            )
        ]
    if control := _CONTROL.search(text):
        sign = "a NUL byte" if control[0] == "\x00" else f"the control character U+{ord(control[0]):04X}"
        found = f"{sign} at character {control.start()}"
        row = text.count("\n", 0, control.start()) + 1
        return pd.DataFrame(), [
            Problem(str(path), found, "plain text", "remove it, and save as CSV UTF-8", row)
        ]
    try:
        rows = _numbered(text)
    except csv.Error as error:
        return pd.DataFrame(), [
            Problem(str(path), f"no CSV: {error}", "comma-separated values", "save it as CSV")
        ]
    if not rows:
        return pd.DataFrame(), [Problem(str(path), "an empty file", "a header and rows", "restore the file")]
    header = rows[0][1]
    problems = [
        Problem(
            str(path),
            f"{len(row)} cells",
            f"{len(header)} cells, as in the header",
            "quote cells that hold a comma",
            number,
        )
        for number, row in rows[1:]
        if len(row) != len(header)
    ]
    twice = sorted({h for h in header if header.count(h) > 1})
    problems += [
        Problem(str(path), "the column twice", "each column once", "remove one", 1, column)
        for column in twice
    ]
    if problems:
        return pd.DataFrame(), problems
    lines = [number for number, _ in rows[1:]]
    return pd.DataFrame([row for _, row in rows[1:]], columns=header, index=lines, dtype=str), []


def _numbered(text: str) -> list[tuple[int, list[str]]]:
    """The rows of a CSV text that are not blank, each with the line on which it begins."""
    reader = csv.reader(io.StringIO(text, newline=""))
    rows, line = [], 1
    for row in reader:
        if row:
            rows.append((line, row))
        line = reader.line_num + 1
    return rows


def line(frame: pd.DataFrame, position: int) -> int:
    """Return the line of its file on which a row of a table that was read begins."""
    lines = frame.attrs.get("lines")
    return int(lines[position]) if lines else position + 2


def _header_problems(table: Table, path: Path, header: Sequence[str]) -> list[Problem]:
    expected = _names(table)
    missing = [
        Problem(
            str(path),
            "no such column",
            f"the column {c!r}",
            f"add it: {table.schema.columns[c].description}",
            1,
            c,
        )
        for c in expected
        if c not in header and not _is_optional(table.schema.columns[c])
    ]
    unknown = [
        Problem(str(path), "an unknown column", ", ".join(expected), "remove or rename it", 1, c)
        for c in header
        if c not in expected
    ]
    return missing + unknown


_READABLE = {
    "count": re.compile(r"\d{1,15}"),
    "number": re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"),
    "flag": re.compile(r"true|false"),
}


def _cell_problems(table: Table, path: Path, raw: pd.DataFrame) -> list[Problem]:
    """Cells that cannot be read as the type of their column."""
    problems: list[Problem] = []
    for column in table.columns:
        meta = column.metadata or {}
        pattern = _READABLE.get(meta["kind"])
        for number, cell in zip(raw.index, raw[str(column.name)].tolist(), strict=True):
            if not cell and (meta["blank"] or meta["kind"] == "text"):
                continue
            if pattern and not pattern.fullmatch(cell):
                problems.append(_cell_problem(path, column, number, cell))
    return problems


def _cell_problem(path: Path, column: pa.Column, row: int, cell: object) -> Problem:
    meta = column.metadata or {}
    found = "a blank cell" if cell == "" or cell is pd.NA else show(cell)
    mend = f"change the cell; the column holds: {column.description}"
    return Problem(str(path), found, str(meta["accepted"]), mend, row, str(column.name))


def _typed(raw: pd.DataFrame, table: Table) -> pd.DataFrame:
    typed: dict[str, pd.api.extensions.ExtensionArray | pd.Series] = {}
    for column in table.columns:
        name, kind = str(column.name), (column.metadata or {})["kind"]
        if kind == "text":
            typed[name] = raw[name].astype(str)
            continue
        values = raw[name].tolist()
        if kind == "count":
            typed[name] = pd.array([int(v) if v else None for v in values], dtype="Int64")
        elif kind == "number":
            typed[name] = pd.array([float(v) if v else float("nan") for v in values], dtype="float64")
        else:
            typed[name] = pd.array([v == "true" if v else None for v in values], dtype="boolean")
    return pd.DataFrame(typed, index=raw.index)


def _schema_problems(table: Table, path: Path, typed: pd.DataFrame) -> list[Problem]:
    try:
        table.schema.validate(typed, lazy=True)
    except pa.errors.SchemaErrors as errors:
        cases = errors.failure_cases
        columns = {str(c.name): c for c in table.columns}
        problems, rows = [], set()
        for case in cases.itertuples():
            if (
                case.column in columns
                and case.check != "multiple_fields_uniqueness"
                and case.index is not None
            ):
                problems.append(_cell_problem(path, columns[case.column], int(case.index), case.failure_case))
            elif case.index is not None:
                rows.add(int(case.index))
        for index in sorted(rows):
            key = ", ".join(f"{c} {show(typed.at[index, c])}" for c in table.unique)
            problems.append(
                Problem(
                    str(path),
                    f"{key} more than once",
                    f"each {' + '.join(table.unique)} once",
                    "remove or rename one",
                    index,
                    table.unique[0],
                )
            )
        return list(dict.fromkeys(problems))
    return []


def _cell_text(value: object) -> str:
    if isinstance(value, bool | np.bool_):
        return "true" if value else "false"
    if isinstance(value, float):
        return "" if value != value else f"{value:.6f}".rstrip("0").rstrip(".")
    if value is None or value is pd.NA:
        return ""
    return str(value)
