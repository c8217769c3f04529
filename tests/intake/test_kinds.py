"""Each kind of file is read by its own reader, of all there are: what the other tests make up, asked of every one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import test_europresse as euro
import test_factiva as facts
import test_listed as lists
import test_nexis_text as nexis
import test_nexis_word as word
import test_proquest as quest

from retold.intake.gather import READERS, Asked, gather
from retold.intake.readers import (
    documents,
    europresse,
    factiva,
    listed,
    nexis_html,
    nexis_text,
    nexis_word,
    plain,
    proquest,
    refused,
    saved,
    table,
)
from retold.intake.source import Source

WORD = word.Export().cover(["A", "B"]).article("A").article("B")
LINES = [line for paragraph in WORD.document.paragraphs for line in paragraph.text.split("\n")]
OLD = nexis.document("1 of 2 DOCUMENTS") + nexis.document("2 of 2 DOCUMENTS")


def centred(line: str) -> str:
    middle = "\\qc" if line.startswith("     ") else ""
    return f"\\pard{middle} {line.strip()}\\par\n"


FILES = {
    "Nexis, Word": (nexis_word, WORD.source().data),
    "Nexis, Word without marks": (nexis_word, word.Export(plain=True).article().source().data),
    "Nexis, text": (nexis_word, "\n".join(LINES)),
    "Nexis, RTF": (nexis_word, quest.as_rtf("\n".join(LINES).replace("\u00a0", "\\~"))),
    "LexisNexis, RTF": (nexis_word, "{\\rtf1\\ansi " + "".join(map(centred, OLD.split("\n"))) + "}"),
    "LexisNexis, text": (nexis_text, OLD),
    **{
        f"LexisNexis, text, {language}": (nexis_text, nexis.document(mark, date=date, head=head, tail=tail))
        for language, (mark, date, head, tail, _) in nexis.LANGUAGES.items()
    },
    "LexisNexis, HTML": (nexis_html, nexis.page(nexis.html_document())),
    "Factiva, HTML": (factiva, facts.page(facts.positioned(facts.LINES, facts.TEXT))),
    **{f"Factiva, {kind}": (factiva, text) for kind, text in facts.FROM_LINES.items()},
    "Europresse, tables": (europresse, euro.old(euro.older("x"))),
    "Europresse, pages": (europresse, euro.web(euro.modern(euro.middle(), euro.TEXT))),
    "Europresse, pages of today": (europresse, euro.new("samedi 3 mai 2031")),
    "ProQuest, text": (proquest, quest.export(quest.document())),
    "ProQuest, counted": (proquest, quest.export(quest.document(head="Document 1 of 2\n\n"))),
    "ProQuest, HTML": (proquest, quest.page(quest.record(quest.NESTED))),
    "ProQuest, mail": (proquest, quest.mail(text=quest.export(quest.document()))),
    "ProQuest, RTF": (proquest, quest.as_rtf(quest.export(quest.document()))),
    "ProQuest, Word": (proquest, quest.as_word(quest.export(quest.document()))),
    "Mediargus, text": (listed, lists.LIST + lists.TEXTS),
}
# Readers that take what no special one does; a file may be of their kind, too.
GENERAL = (documents, plain, refused, saved, table)


@pytest.mark.parametrize("kind", FILES)
def test_no_reader_takes_the_file_of_another(kind: str) -> None:
    reader, content = FILES[kind]
    asked = Source(Path("export"), "export", content.encode() if isinstance(content, str) else content)
    takers = [each for each in READERS if each.recognises(asked) and each not in GENERAL]
    assert takers[0] is reader
    # LexisNexis counts its documents as ProQuest did, which is asked first.
    assert len(takers) == 1 or kind == "ProQuest, counted"


@pytest.mark.parametrize("kind", ["Nexis, RTF", "LexisNexis, RTF", "Nexis, text"])
def test_articles_of_nexis_in_rtf_or_text_keep_their_fields(kind: str) -> None:
    content = FILES[kind][1]
    found = nexis_word.read(Source(Path("export"), "export", content.encode()))
    assert len(found.articles) == found.announced == 2
    for article in found.articles:
        said = {name: value.value for name, value in article.fields.items()}
        assert (said["outlet"], said["published"]) == ("The Ansgar Courier", "March 4, 2014")
        assert (said["authors"], said["section"], said["language"]) == (
            "Tove Rask",
            "LOCAL; Pg. 3",
            "ENGLISH",
        )
        assert said["title"] in ("A", "B", "Cracks close the northern pier")
        assert re.sub(r"\s+", " ", article.text).endswith(("measured something.", "county pays half."))


EMPTY = {
    "Europresse": "<html xmlns:n1='http://www.cedrom-sni.com/schema/newsv1.xsd'><body><p>Aucun document</p></body></html>",
    "Factiva": "<html><head><title>Factiva</title></head><body><p>Nothing</p></body></html>",
    "LexisNexis": "Download Request: All Items\nTime Of Request: Monday, March 10, 2014\n\nSend To:\n\nA LIBRARY\n",
}


@pytest.mark.parametrize("kind", EMPTY)
def test_an_export_without_articles_is_told_and_never_passed_over(kind: str, tmp_path: Path) -> None:
    (tmp_path / "export").write_text(EMPTY[kind], encoding="utf-8")
    (reading,) = gather([tmp_path / "export"], Asked())
    assert not reading.found.articles
    (unread,) = reading.found.unread
    assert "article" in unread.reason and unread.mend
