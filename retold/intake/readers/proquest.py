"""Articles that ProQuest exports: text, RTF, HTML, and the mails that it sends, in the languages of its interface."""

from __future__ import annotations

import email
import email.policy
import itertools
import re
from collections.abc import Iterable
from email.message import EmailMessage
from typing import Any, NamedTuple

from retold.common.problems import BadInputError
from retold.intake import dates
from retold.intake.article import GUESSED, READ, Article, Found, Place, Unread, Value
from retold.intake.blocks import DATE, Block, blocks, plain, squeeze
from retold.intake.bylines import joined
from retold.intake.readers.lines import lines as lines_of
from retold.intake.source import DOCX, HTML, MAIL, ODT, RTF, TEXT, XML, Source

_TEXT, _PAGE, _MAIL = "ProQuest, text", "ProQuest, HTML", "ProQuest, mail"
_LINE = re.compile(r"^[ \t]*_{20,}[ \t]*$", re.M)
_LINK = re.compile(
    r"(?:https?://)?(?:search\.|www\.)?proquest\.com\S*/docview/(\d+)|proquest\.com/docview/(\d+)", re.I
)
_LABELLED = re.compile(r"\s*([^:：\n]{2,60}?)\s*[:：](?:\s+|$)(.*)", re.S)
_RUNNING = re.compile(r"^\s*(?:\w+\s+)?(\d+)\s+\w+\s+(\d+)\s*$")
_CREDIT = re.compile(r"(?:credit|crédit|fotos?|photo credit)\s*:\s*(\S.*)", re.I)
_OMITTED = re.compile(r"\(ProQuest:[^()]*(?:omitted|missing)[^()]*\)\s*", re.I)
_ENLARGE = re.compile(
    r"(?:enlarge this image|agrandir cette image|ampliar esta imagen|bild vergrößern)\.?", re.I
)
_NOTHING = re.compile(
    r"(?:none available|not available|aucun[e]? disponible|non disponible|nicht verfügbar|no disponible|"
    r"não disponível)\.?",
    re.I,
)
_EDITION = re.compile(r"(?:;|,)\s*[^;,]*\b(?:edition|ed\.)[^;,]*$", re.I)
_MAKE = "in ProQuest choose documents with full text, and export them with their full text"

# What labels mean, in the languages of the interface. Compared without accents, case, blanks and signs: some exports
# lose blanks within labels.
_LABELS = {
    "text": "Full text|Volltext|Texte intégral|Texte complet|Texto completo|Texto íntegro|Testo completo|Fulltekst|"
    "Pełny tekst|Tam metin|Полный текст|全文|フルテキスト|전문|Celý text|Teljes szöveg|Teks lengkap|Volledige tekst|"
    "Fuld tekst|Fulltext|Fullständig text|원문|전체 텍스트",
    "abstract": "Abstract|Abstracts|Zusammenfassung|Résumé|Resumen|Resumo|Riassunto|Sammendrag|Streszczenie|Özet|"
    "Реферат|摘要|要約|초록|Document summary|Abstrakt",
    "authors": "Author|Authors|Autor|Autoren|Auteur|Auteurs|Autores|Autore|Autori|Forfatter|Autorzy|Yazar|Автор|作者|"
    "著者|저자|Verfasser|Szerző|Penulis|Pengarang",
    "info": "Publication info|Publication information|Publikationsinformationen|Veröffentlichungsinformationen|"
    "Informations sur la publication|Infos sur la publication|Información de publicación|"
    "Información de la publicación|Informações da publicação|Informações de publicação|Informazioni pubblicazione|"
    "Informazioni sulla pubblicazione|出版物信息",
    "title": "Title|Titel|Titre|Título|Titolo|Tittel|Tytuł|Başlık|Название|标题|標題|題名|タイトル|제목|Název|Cím|Judul",
    "outlet": "Publication title|Titel der Publikation|Publikationstitel|Titel der Veröffentlichung|"
    "Titre de la publication|Título de la publicación|Título de publicación|Título da publicação|"
    "Titolo della pubblicazione|Titolo pubblicazione|Publikasjonstittel|Tytuł publikacji|Yayın başlığı|"
    "Название издания|出版物名称|出版物名稱|出版物標題|出版物タイトル|出版物名|출판물 제목|Název publikace|Publikáció címe|Judul publikasi",
    "published": "Publication date|Erscheinungsdatum|Publikationsdatum|Veröffentlichungsdatum|Datum der Publikation|"
    "Date de publication|Fecha de publicación|Data de publicação|Data da publicação|Data di pubblicazione|"
    "Data pubblicazione|Publikasjonsdato|Data publikacji|Yayın tarihi|Дата публикации|出版日期|出版日|발행일|출판 날짜|출판일|"
    "Datum vydání|Publikálás dátuma|Tanggal publikasi",
    "year": "Publication year|Year|Erscheinungsjahr|Publikationsjahr|Année de publication|Année|Año de publicación|"
    "Año|Ano de publicação|Anno di pubblicazione|Utgivelsesår|Rok publikacji|出版年份",
    "section": "Section|Rubrik|Abschnitt|Ressort|Rubrique|Sección|Seção|Sezione|Seksjon",
    "genre": "Document type|Dokumenttyp|Dokumententyp|Type de document|Tipo de documento|Tipo di documento|"
    "Dokumenttype|Typ dokumentu|文档类型|文件類型|文書タイプ|문서 유형|Belge türü|Тип документа|Dokumentum típusa|Jenis dokumen",
    "language": "Language of publication|Language|Sprache der Publikation|Publikationssprache|Sprache|"
    "Langue de la publication|Langue de publication|Langue|Idioma de la publicación|Idioma de publicación|Idioma|"
    "Idioma da publicação|Lingua di pubblicazione|Lingua della pubblicazione|Publikasjonsspråk",
    "id": "ProQuest document ID|ProQuest-Dokument-ID|ProQuest-Dokumenten-ID|Dokument-ID von ProQuest|"
    "ID du document ProQuest|Identifiant de document ProQuest|Numéro de document ProQuest|"
    "ID del documento de ProQuest|ID de documento de ProQuest|ID de documento ProQuest|ID do documento ProQuest|"
    "ID do documento do ProQuest|ID documento ProQuest|ID del documento ProQuest|ProQuest dokument-ID|"
    "ProQuest 文档 ID|ProQuest 文件 ID|ProQuest文書ID|ProQuest ドキュメント ID|ProQuest 문서 ID|ProQuest belge kimliği|"
    "Идентификатор документа ProQuest|Identyfikator dokumentu ProQuest|ID dokumentu ProQuest|ID dokumen ProQuest",
    "url": "Document URL|Dokument-URL|Dokumenten-URL|URL du document|URL del documento|URL do documento|URL documento|"
    "URL del documento|文档 URL|Persistent link|Link to document",
    "rights": "Copyright|Urheberrecht|Droits d'auteur|Derechos de autor|Direitos autorais|Diritti d'autore|版权",
    "dateline": "Dateline",
    "credit": "Credit|Credits|Crédit|Crédits|Créditos",
    "illustration": "Illustration|Illustrations|Illustration(s)|Caption|Abbildung|Ilustración|Ilustração|Illustrazione",
    "other": "Subject|Subjects|Narrow subject|Broad subject|Business indexing term|Subject term|Location|People|"
    "Person|Company / organization|Company|Organization|Classification|Identifier / keyword|Identifiers / keywords|"
    "Keyword|Keywords|Links|URL|Alternate title|Journal abbreviation|Supplement|Volume|Issue|Pages|Page|First page|"
    "Last page|Page count|Number of pages|Edition|Column|Publisher|Place of publication|Country of publication|"
    "Publication subject|Publication type|ISSN|e-ISSN|ISBN|CODEN|Source type|Source attribution|Source|"
    "Document feature|Document features|Last updated|Last Updated|Database|Online publication date|DOI|"
    "Publication history|Accession number|Ethnicity|Region|Literary form|Notes|Correspondence author|Affiliation|"
    "Thema|Themen|Fach|Schlagwort|Ort|Orte|Personen|Unternehmen / Organisation|Unternehmen/Organisation|"
    "Klassifizierung|Identifikator / Schlüsselwort|Band|Ausgabe|Seiten|Seite|Erste Seite|Verlag|Herausgeber|"
    "Erscheinungsort|Ort der Publikation|Ort der Veröffentlichung|Land der Publikation|Land der Veröffentlichung|"
    "Erscheinungsland|Publikationsthema|Thema der Publikation|Quellentyp|Quellenart|Zuletzt aktualisiert|"
    "Letzte Aktualisierung|Datenbank|Sujet|Lieu|Lieux|Personnes|Entreprise / organisation|Entreprise/organisation|"
    "Société / organisation|Numéro|Première page|Éditeur|Maison d'édition|Lieu de publication|Pays de publication|"
    "Sujet de la publication|Type de source|Dernière mise à jour|Base de données|Liens|Materia|Materias|Lugar|"
    "Ubicación|Personas|Empresa / organización|Empresa/organización|Compañía / organización|Clasificación|Volumen|"
    "Número|Páginas|Primera página|Editorial|Lugar de publicación|País de publicación|Materia de la publicación|"
    "Tipo de fuente|Última actualización|Base de datos|Enlaces|Vínculos|Assunto|Local|Localização|Pessoas|"
    "Empresa / organização|Editora|Local de publicação|País de publicação|Tipo de fonte|Última atualização|"
    "Base de dados|Soggetto|Luogo|Persone|Editore|Luogo di pubblicazione|Paese di pubblicazione|Tipo di fonte|"
    "Ultimo aggiornamento|Collegamenti|Pagine|Emne|Sted|Utgiver|Kildetype|Sist oppdatert|Lenker",
}
_MEANING = {plain(label): name for name, labels in _LABELS.items() for label in labels.split("|")}
_FIELDS = ("title", "outlet", "published", "authors", "section", "genre", "language", "url", "id", "rights")
# Labels whose values may take several lines.
_LONG = frozenset({"illustration", "abstract", "text", "other", "rights", "credit"})
_SENTENCE = re.compile(r"\w(?:.*\s){5,}.*[.!?][\"”’»]?", re.S)
_CHROME = re.compile(
    r"report information from proquest|contact (?:us|proquest)|database copyright|terms and conditions|proquest llc|"
    r"^\s*(?:bibliograph|citation style|literaturverzeichnis|table of contents|inhaltsverzeichnis|table des mati)",
    re.I | re.M,
)


def recognises(source: Source) -> bool:
    """Whether a file is an export of ProQuest, or a mail from it."""
    if source.container == MAIL:
        return _is_mail(source.data)
    if source.container not in (HTML, TEXT, XML, RTF, DOCX, ODT):
        return False
    text = source.text if source.container in (HTML, XML) else "\n".join(lines_of(source))
    if not re.search("proquest", text, re.I):
        return False
    labels = {_meaning(m[1]) for m in re.finditer(r"(?:^|>)\s*([^:：<>\n]{2,60}?)\s*[:：]", text, re.M)}
    return len(labels & {"text", "abstract", "outlet", "published", "id", "url", "info"}) >= 3


def read(source: Source) -> Found:
    """Read the articles of an export of ProQuest.

    Parameters
    ----------
    source : Source
        The file.

    Returns
    -------
    Found
        Its articles in the order of the file. A document of which there is an abstract alone is `Unread`.

    Raises
    ------
    BadInputError
        If it is a mail of which no part can be decoded.
    """
    if source.container == MAIL:
        return _mail(source)
    if source.container not in (HTML, XML):
        return _found(_TEXT, source, *_segments("\n".join(lines_of(source))))
    return _found(_PAGE, source, _page_records(source), None, [])


def _is_mail(data: bytes) -> bool:
    """Whether a mail comes from ProQuest or hands on what came from it; no page that a browser saved as a mail."""
    if b"Snapshot-Content-Location" in data[:5_000]:
        return False
    head = re.split(rb"\r?\n\r?\n", data, maxsplit=1)[0]
    joined = re.sub(rb"=\r?\n", b"", data)  # long lines are broken within words
    return (
        b"proquest" in head.lower()
        or re.search(rb"ProQuest\s+document|DocID_|proquest\.com/docview", joined) is not None
    )


class _Record(NamedTuple):
    """A document: what its labels say, its text, and all of it to be set aside.

    Attributes
    ----------
    values : dict
        What stands behind labels, by their meaning, with the label as the file has it.
    heading : str
        What stands before the first label.
    text : list of str
        The paragraphs of the full text; none if there is none.
    content : str
        All of it.
    length : str
        The length in words that the page says.
    """

    values: dict[str, tuple[str, str]]
    heading: str
    text: list[str]
    content: str
    length: str = ""


def _meaning(label: str) -> str:
    return _MEANING.get(plain(label), "")


def _found(
    kind: str, source: Source, records: Iterable[_Record], announced: int | None, strange: list[str]
) -> Found:
    articles: list[Article] = []
    unread: list[Unread] = []
    for number, record in enumerate(records, 1):
        place = Place(source.name, f"article {number}")
        text, fields, changed, notes = _cleaned(record)
        if text:
            articles.append(Article(text, place, fields, changed, notes))
        elif "abstract" in record.values and not _NOTHING.fullmatch(record.values["abstract"][0]):
            unread.append(Unread(place, "an abstract without the full text", record.content, _MAKE))
        else:
            unread.append(Unread(place, "a document without its full text", record.content, _MAKE))
    for content in strange:
        unread.append(Unread(Place(source.name), "a part in which no label of ProQuest stands", content))
    return Found(kind, tuple(articles), announced, tuple(unread))


def _cleaned(record: _Record) -> tuple[str, dict[str, Value], tuple[str, ...], tuple[str, ...]]:
    """The text of a document without what the database says within it, its fields, what was changed, and notes."""
    changed: list[str] = []
    fields = _fields(record)
    paragraphs = [_OMITTED.sub("", paragraph).strip() for paragraph in record.text]
    if paragraphs != record.text:
        changed.append("took out remarks of ProQuest on what it left out")
    kept = [paragraph for paragraph in paragraphs if paragraph and not _ENLARGE.fullmatch(paragraph)]
    if any(_ENLARGE.fullmatch(paragraph) for paragraph in paragraphs):
        changed.append("took out the labels of pictures")
    if kept and (credit := _CREDIT.fullmatch(kept[-1])) and len(kept[-1].split()) <= 20:
        kept.pop()
        changed.append("took out the credit at the end")
        if "authors" not in fields:
            fields["authors"] = Value(joined(credit[1]), READ, "Credit")
    if "illustration" in record.values:
        changed.append("left out the captions of illustrations")
    text = "\n\n".join(kept)
    return ("" if _NOTHING.fullmatch(text) else text), fields, tuple(changed), ()


def _fields(record: _Record) -> dict[str, Value]:
    fields: dict[str, Value] = {}
    for name in _FIELDS:
        value, label = record.values.get(name, ("", ""))
        value = _people(value) if name == "authors" else _outlet(value) if name == "outlet" else value
        if name == "published":
            value = _healed(value)
        if name == "id":
            value = re.sub(r"\D.*", "", value) or value
        if value and not _NOTHING.fullmatch(value):
            fields[name] = Value(value, READ, label)
    if "title" not in fields and record.heading:
        fields["title"] = Value(record.heading, READ, "line before the first label")
    if "authors" not in fields and (credit := record.values.get("credit")):
        fields["authors"] = Value(joined(credit[0]), READ, credit[1])
    if "id" not in fields and (link := _LINK.search(record.content)):
        fields["id"] = Value(link[1] or link[2], READ, "link to the document")
    if record.length:
        fields["words"] = Value(record.length, READ, "attribute wordcount")
    _from_info(fields, record)
    return fields


def _healed(value: str) -> str:
    """A date without the blanks within its numbers that some mails have, if it is none with them."""
    healed = re.sub(r"(?<=\d) (?=\d)", "", value)
    return healed if dates.read(healed).value and not dates.read(value).value else value


def _people(value: str) -> str:
    """The names of authors: semicolons alone part them, as family names stand first, with a comma."""
    return "; ".join(filter(None, (squeeze(person) for person in value.split(";"))))


def _outlet(value: str) -> str:
    """The name of an outlet without its edition and without the place behind it: "The Echo; Lyme, Dorset"."""
    name = value.partition(";")[0].strip()
    return _EDITION.sub("", name).strip(" ,")


def _from_info(fields: dict[str, Value], record: _Record) -> None:
    """Take outlet and date from the line that sums them up where no label says them."""
    info, label = record.values.get("info", ("", ""))
    if "outlet" not in fields and (name := _outlet(re.split(r"\s*[;\[]", info)[0])):
        fields["outlet"] = Value(name, READ, label)
    if "published" not in fields and (date := DATE.search(info.rpartition("]")[2])):
        fields["published"] = Value(date[0], GUESSED, label)
    if "published" not in fields and (year := record.values.get("year")):
        fields["published"] = Value(year[0], READ, year[1])


class _Line(NamedTuple):
    """A line or a block of a document: its text, its label if it has one, and what that means."""

    text: str
    label: str
    meaning: str
    rest: str


def _line(text: str) -> _Line:
    match = _LABELLED.fullmatch(text)
    meaning = _meaning(match[1]) if match else ""
    if match and meaning:
        return _Line(text, match[1].strip(), meaning, match[2].strip())
    return _Line(text, "", "", text.strip())


def _record(lines: list[_Line], content: str, length: str = "") -> _Record:
    """Part a document by its labels: heading, values, text."""
    first = next((at for at, line in enumerate(lines) if line.meaning), len(lines))
    heading = _heading([line.text for line in lines[:first]])
    values: dict[str, tuple[str, str]] = {}
    start = next((at for at, line in enumerate(lines) if line.meaning == "text"), None)
    if start is None:
        _values(values, lines[first:])
        return _Record(values, heading, [], content, length)
    end = _end(lines, start + 1)
    _values(values, lines[first:start])
    _values(values, lines[end:])
    text = [line.text.strip() for line in lines[start + 1 : end]]
    if lines[start].rest:
        text.insert(0, lines[start].rest)
    return _Record(values, heading, [paragraph for paragraph in text if paragraph], content, length)


def _heading(lines: list[str]) -> str:
    """The headline before the first label: not the running number, nor the address of the document."""
    told = [squeeze(line) for line in lines if squeeze(line)]
    told = [line for line in told if not _RUNNING.fullmatch(line) and not _LINK.search(line)]
    return told[-1] if told else ""


def _values(values: dict[str, tuple[str, str]], lines: list[_Line]) -> None:
    """Gather what stands behind labels; lines without a label go on with the value before them."""
    current = ""
    for line in lines:
        if line.meaning:
            current = line.meaning if line.meaning not in values else ""
            if current:
                values[current] = (squeeze(line.rest), line.label)
        elif current and (current in _LONG or not values[current][0]):
            value, label = values[current]
            values[current] = (squeeze(f"{value} {line.text}"), label)


def _end(lines: list[_Line], start: int) -> int:
    """Where the text ends: at the first label from where on labels follow each other, none of them twice.

    A paragraph of an article may begin like a label. A sentence or more than a few lines without a label behind it say
    that it is one, and so does the same label in the list at the end.
    """
    for at in range(start, len(lines)):
        if lines[at].meaning and _is_list(lines[at:]):
            return at
    return len(lines)


def _is_list(lines: list[_Line]) -> bool:
    seen: set[str] = set()
    gap, limit = 0, 0
    for line in lines:
        if line.meaning:
            key = plain(line.label)
            if key in seen:
                return False
            seen.add(key)
            gap, limit = 0, {"illustration": 40, "abstract": 4, "rights": 4, "credit": 4}.get(line.meaning, 3)
        elif line.text.strip():
            gap += 1
            if (
                gap > limit or (limit == 3 and _SENTENCE.fullmatch(line.text.strip()))
            ) and not _CHROME.search(line.text):
                return False
    return True


def _segments(text: str) -> tuple[list[_Record], int | None, list[str]]:
    """The documents of a plain text, how many it announces, and parts that are none."""
    records: list[_Record] = []
    strange: list[str] = []
    announced: int | None = None
    for segment in _LINE.split(text):
        for part in _documents(segment):
            lines = part.split("\n")
            if (running := next((m for line in lines[:6] if (m := _RUNNING.match(line))), None)) is not None:
                announced = int(running[2])
            parsed = _until_end([_line(line) for line in lines])
            if len({line.meaning for line in parsed if line.meaning}) >= 3:
                records.append(_record(_paragraphs(parsed), part.strip()))
            elif part.strip() and not _is_chrome(part) and not _is_contents(lines):
                strange.append(part.strip())
    return records, announced, strange


def _documents(segment: str) -> list[str]:
    """Part a segment at lines such as "Document 3 of 20", in any language."""
    starts = [m.start() for m in re.finditer(r"^\s*Do[ck]\w+\s+\d+\s+\w+\s+\d+\s*$", segment, re.M)]
    bounds = [0, *(starts or _closed(segment)), len(segment)]
    return [segment[a:b] for a, b in itertools.pairwise(bounds) if segment[a:b].strip()]


def _closed(segment: str) -> list[int]:
    """Where documents end that nothing parts: behind the label that is the last of all, if each full text has one."""
    told = [(m.end(), _line(m[0])) for m in re.finditer(r"^.+\n?", segment, re.M)]
    labelled = [(end, line.label, line.meaning) for end, line in told if line.meaning]
    ends = [end for end, label, _ in labelled if label == labelled[-1][1]]
    texts = sum(meaning == "text" for _, _, meaning in labelled)
    return ends[:-1] if len(ends) == texts else []


def _until_end(lines: list[_Line]) -> list[_Line]:
    """Take away what follows the last label of a document: a bibliography, the address of the database."""
    last = max((at for at, line in enumerate(lines) if line.meaning), default=None)
    if last is None or lines[last].meaning in ("text", "abstract"):
        return lines
    blank = next((at for at in range(last, len(lines)) if not lines[at].text.strip()), len(lines))
    behind = "\n".join(line.text for line in lines[blank:])
    return lines[:blank] if not behind.strip() or _CHROME.search(behind) else lines


def _is_chrome(part: str) -> bool:
    """Whether a part is what the database says around documents: its address, its rights, a bibliography."""
    found = _CHROME.search(part)
    return found is not None and (len(part.split()) < 80 or not part[: found.start()].strip())


def _is_contents(lines: list[str]) -> bool:
    """Whether a part is a list of the headlines."""
    told = [line for line in lines if line.strip()]
    return sum(bool(re.match(r"\s*\d+\.\s", line)) for line in told) * 2 > len(told)


def _paragraphs(lines: list[_Line]) -> list[_Line]:
    """Join lines that were wrapped: if no line is long, and most that go on are nearly as long as the longest."""
    going = [
        len(line.rest)
        for line, after in itertools.pairwise(lines)
        if line.text.strip() and after.text.strip() and not after.meaning
    ]
    longest = max(going, default=0)
    if len(going) < 8 or longest > 100 or sum(length > longest * 0.75 for length in going) < len(going) * 0.8:
        return [line for line in lines if line.text.strip()]
    joined: list[_Line] = []
    blank = True
    for line in lines:
        if not line.text.strip():
            blank = True
        elif blank or line.meaning or not joined:
            joined.append(line)
            blank = False
        else:
            before = joined[-1]
            text, rest = (
                f"{part.rstrip()} {line.text.strip()}".strip() for part in (before.text, before.rest)
            )
            joined[-1] = before._replace(text=text, rest=rest)
    return joined


def _page_records(source: Source) -> list[_Record]:
    records = []
    for element in _containers(source.html):
        lines = [_labelled(block) for block in blocks(element)]
        length = next((told.get("wordcount") or "" for told in element.iter("text")), "")
        records.append(_record(lines, "\n".join(line.text for line in lines), length))
    if any(record.text for record in records):
        return records
    # A program that saved the page again may have lost the elements around documents: their lines are left.
    by_lines = _segments("\n".join(block.text for block in blocks(source.html)))[0]
    return by_lines if any(record.text for record in by_lines) else records


def _labelled(block: Block) -> _Line:
    """A block of a page as a line; in a page a label is bold, or the block says no more than it."""
    line = _line(block.text)
    bold = block.bold.rstrip(" :：")
    if line.meaning:
        return line if bold else _Line(block.text, "", "", block.text)
    if bold and (meaning := _meaning(bold)):
        return _Line(block.text, bold, meaning, block.text[len(block.bold) :].strip(" :："))
    # The exporter sets its own paragraphs with a style, and those of the article without.
    if block.bold.endswith((":", "：")) and block.element.get("style"):
        return _Line(block.text, bold, "other", block.text[len(block.bold) :].strip())
    return line


def _containers(page: Any) -> list[Any]:
    """The element of each document: that around its anchor, else the largest that has one identity in it."""
    around = [
        anchor.getparent() for anchor in page.iter("a") if (anchor.get("name") or "").startswith("DocID_")
    ]
    if around:
        return around if len(set(around)) == len(around) else []
    for meaning in ("id", "url", "text", "outlet"):
        marks = [b.element for b in blocks(page) if b.bold and _labelled(b).meaning == meaning]
        if marks:
            return list(dict.fromkeys(_widest(mark, marks) for mark in marks))
    return []


def _widest(mark: Any, marks: list[Any]) -> Any:
    others = set(marks) - {mark}
    widest = mark
    for above in mark.iterancestors():
        if others & set(above.iterdescendants()):
            break
        widest = above
    return widest


def _mail(source: Source) -> Found:
    """Read the documents of a mail, in its text or attached to it."""
    message = email.message_from_bytes(source.data, policy=email.policy.default)
    parts = [part for part in message.walk() if isinstance(part, EmailMessage) and not part.is_multipart()]
    wanted = [part for part in parts if part.get_content_type() == "text/html"]
    wanted = wanted or [part for part in parts if part.get_content_type() == "text/plain"]
    records: list[_Record] = []
    strange: list[str] = []
    announced: int | None = None
    for part in wanted:
        inner = _inner(source, part)
        if part.get_content_type() == "text/html":
            records.extend(_page_records(inner))
        else:
            told, count, odd = _segments(inner.text)
            records.extend(told)
            strange.extend(odd)
            announced = announced or count
    found = _found(_MAIL, source, records, announced, strange)
    attached = tuple(_attached(source, part) for part in parts if part not in wanted and part.get_filename())
    return Found(found.kind, found.articles, found.announced, found.unread + attached)


def _inner(source: Source, part: EmailMessage) -> Source:
    """A part of a mail as a file of its own, in the encoding that the part says if it is in it."""
    data = part.get_payload(decode=True)
    data = data if isinstance(data, bytes) else b""
    charset = part.get_content_charset() or ""
    inner = Source(source.path, source.name, data, charset)
    try:
        if inner.text:
            return inner
    except (BadInputError, LookupError):
        pass
    return Source(source.path, source.name, data)


def _attached(source: Source, part: EmailMessage) -> Unread:
    data = part.get_payload(decode=True)
    name = part.get_filename() or "without a name"
    reason = f"an attachment of the mail: {name}"
    content = data if isinstance(data, bytes) else str(data or "")
    return Unread(Place(source.name, f"attachment {name}"), reason, content, "save it as a file of its own")
