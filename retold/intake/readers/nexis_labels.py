"""The words that LexisNexis and Nexis put around an article, in the languages of their interfaces."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from functools import cache

from retold.intake import dates
from retold.intake.blocks import squeeze as squeeze

# What a label says. Those of `HEAD` stand before the text, those of `TAIL` behind it; either may stand at the other end.
TITLE, AUTHOR, SECTION, WORDS, LANGUAGE, TYPE, KIND, URL, ID, OUTLET = (
    "title author section words language type kind url id outlet".split()
)
SUMMARY, DATELINE, PROGRAMME, BODY = "summary dateline programme body".split()
GRAPHIC, CORRECTION, LOADED, TOPICS = "graphic correction loaded topics".split()
HEAD = frozenset({TITLE, AUTHOR, SECTION, WORDS, SUMMARY, DATELINE, PROGRAMME, BODY, OUTLET})
TAIL = frozenset({LANGUAGE, TYPE, KIND, URL, ID, GRAPHIC, CORRECTION, LOADED, TOPICS})
# The field of an article that what stands behind a label fills.
FIELDS = {
    AUTHOR: "authors",
    SECTION: "section",
    LANGUAGE: "language",
    KIND: "genre",
    TYPE: "genre",
    URL: "url",
    ID: "id",
}
# Labels whose content may run over several paragraphs.
LONG = frozenset({GRAPHIC, CORRECTION, SUMMARY})

# Spelt as `fold` leaves them: small, without accents, blanks for hyphens.
_SPELLINGS = {
    TITLE: (
        "headline title titre titel uberschrift schlagzeile kop titular titolo titulo "
        "rubriikki otsikko overskrift naglowek tytul baslik заголовок 标题 標題 タイトル 見出し"
    ),
    AUTHOR: (
        "byline autor autoren autorin auteur auteurs author authors verfasser forfatter forfattare autore autori "
        "autores autora signature name naam schrijver journalist von autor(en) auteur(s) "
        "kirjoittaja tekija skribent journalister yazar автор 作者 署名 記者 著者"
    ),
    SECTION: (
        "section rubrik rubrique rubriek sectie seccion sezione seccao secao sektion ressort katern "
        "avsnitt seksjon avdelning afsnit osasto dzial sekcja bolum раздел рубрика 版面 版块 部分 セクション 面"
    ),
    WORDS: (
        "length lange laenge longueur lengte langd longitud extension lunghezza comprimento extensao laengde "
        "længde lengde umfang words "
        "pituus dlugosc uzunluk длина объем 长度 長度 字数 文字数 長さ"
    ),
    LANGUAGE: ("language sprache langue taal sprak idioma lingua sprog kieli jezyk dil язык 语言 語言 言語"),
    TYPE: (
        "publication_type type_publication type_de_publication publikationstyp publikationsart pub_type "
        "tipo_de_publicacion tipo_publicacion tipo_di_pubblicazione tipo_de_publicacao publicatietype "
        "type_publicatie publikationstype publikasjonstype art_der_publikation veroffentlichungstyp "
        "medientyp type_van_publicatie soort_publicatie publicatie_type "
        "publikationstype_og_format julkaisutyyppi typ_publikacji yayin_turu publikationsform тип_публикации "
        "出版物类型 刊物类型 出版物種別"
    ),
    KIND: "document_type dokumenttyp type_de_document documenttype tipo_de_documento tipo_di_documento",
    URL: "url web_address webadresse adresse_web webadres",
    ID: "acc_no accession_number accession_no lni document_id",
    OUTLET: "publication source_name",
    SUMMARY: (
        "highlight highlights encart insert chapeau teaser samenvatting zusammenfassung resume resumen riassunto "
        "destacado resumo abstract sommaire markering point_fort faits_saillants hoogtepunt "
        "sammanfattning sammendrag resume_af_artikel tiivistelma streszczenie wyroznienie ozet аннотация 摘要 要旨 要約"
    ),
    DATELINE: (
        "dateline ortszeile ortsangabe ortsmarke lieu datum_ort plaatsregel lieu_et_date date_et_lieu "
        "ort dataviiva data_i_miejsce место 日期行"
    ),
    PROGRAMME: (
        "show guests guest anchors anchor host hosts reporters cycle bio edition ausgabe editie distribution "
        "series serie seite page"
    ),
    BODY: (
        "body text article full_text haupttext textkorper volltext corps corps_de_l'article corps_du_texte "
        "corps_du_document texte tekst brodtext brødtekst cuerpo cuerpo_del_texto testo corpo corpo_do_texto "
        "hoofdtekst artikel artikeltext texto "
        "leipateksti teksti tresc tekst metin текст 正文 全文 本文"
    ),
    GRAPHIC: (
        "graphic graphics grafik grafiken graphique graphiques grafiek grafico graficos illustration "
        "illustrations abbildung abbildungen bild grafica afbeelding imagen immagine "
        "grafikk grafika kuva kuvat kuvio illustrasjon zdjecie ilustracja графика 图表 图片 圖表 図 写真"
    ),
    CORRECTION: (
        "correction correction_date korrektur korrekturdatum rectificatif correctie correctiedatum "
        "correccion correzione correcao date_de_correction rectificatie "
        "rattelse rettelse korjaus oikaisu sprostowanie korekta исправление 更正 訂正"
    ),
    LOADED: (
        "load_date update date_chargement date_de_chargement ladedatum laaddatum fecha_de_carga fecha_carga "
        "data_di_caricamento data_de_carregamento laddningsdatum lastedato aktualisierung aktualisierungsdatum "
        "datum_van_laden update_date datum_des_ladens "
        "indlaesningsdato indlæsningsdato latauspaiva lataamispaiva data_zaladowania data_wczytania "
        "yukleme_tarihi дата_загрузки 载入日期 加载日期 入库日期 ロード日 登録日"
    ),
    TOPICS: (
        "subject subjects organization organisation company ticker industry geographic person state city country "
        "region category journal_code code_revue journalcode transcript notes pub_subject enhancement type sujet "
        "societe symbole_boursier secteur_activite localisation_geo thema themen firma unternehmen organisatie "
        "onderwerp bedrijf persoon personne personen amne foretag asunto empresa organizacion persona argomento "
        "societa azienda assunto emne branche industrie geographie geografie geografisch industria copyright "
        "classification disclaimer kategorie land staat stadt secteur entreprise borsenkurzel "
        "publication_date geographique bedrijfstak tickersymbol publication_code issn isbn "
        "aihe temat konu тема 主题 主題"
    ),
}
# Headings of the new Nexis that part the text from what the database adds.
_AFTER = (
    "graphic graphics graphique graphiques grafik grafiken grafiek grafico illustration classification "
    "klassifikation klassifizierung classificatie clasificacion classificazione classificacao klassificering "
    "klassifisering correction korrektur correctie rectificatif correccion correzione correcao notes anmerkungen "
    "opmerkingen notas note anmerkung hinweise remarques grafikk grafika kuva luokitus luokittelu "
    "klasyfikacja siniflandirma "
    "графика классификация 图表 圖表 分类 分類 図 rattelse rettelse korjaus sprostowanie исправление 更正 訂正"
)
_ENDS = (
    "end_of_document ende_des_dokuments dokumentende fin_du_document fin_de_document einde_van_document "
    "einde_van_het_document einde_document fin_del_documento fin_de_documento fine_del_documento "
    "fine_documento fim_do_documento slut_pa_dokument slut_pa_dokumentet slut_pa_dokumentet dokumentets_slut "
    "slutten_pa_dokumentet slutt_pa_dokument slutt_pa_dokumentet dokumentslut asiakirjan_loppu koniec_dokumentu "
    "belge_sonu belgenin_sonu конец_документа 文档结尾 文档结束 文件結尾 文書の終わり ドキュメントの終わり"
)

_COVERS = (
    "job_number auftragsnummer jobnummer numero_de_tache numero_de_la_tache taaknummer opdrachtnummer "
    "numero_de_trabajo "
    "numero_di_lavoro numero_lavoro numero_do_trabalho jobbnummer tyon_numero numer_zadania is_numarasi "
    "номер_задания 作业编号 "
    "任务编号 作業編號 ジョブ番号"
)


_SIGNS = str.maketrans("’łŁı", "'lLi")


def fold(text: str) -> str:
    """Return a label as the tables spell it: small letters, no accents, single blanks for hyphens and the like."""
    plain = "".join(
        c for c in unicodedata.normalize("NFKD", text.translate(_SIGNS)) if not unicodedata.combining(c)
    )
    return " ".join(re.split(r"[\s_\-–\u00ad]+", plain.casefold())).strip()


def _table(words: str) -> frozenset[str]:
    return frozenset(fold(word.replace("_", " ")) for word in words.split())


_ROLES = {word: role for role, words in _SPELLINGS.items() for word in _table(words)}
AFTER_TEXT, END_MARKS, COVERS = _table(_AFTER), _table(_ENDS), _table(_COVERS)


def role(label: str) -> str:
    """Return what a label says, one of the names above; blank if it is none that is known."""
    return _ROLES.get(fold(label.rstrip(": \u00a0")), "")


_YEAR = r"(?:1[5-9]|20)\d\d\b"
_DAY = r"\b\d{1,2}(?:st|nd|rd|th|er|º|ª|°|\.)?"
_WORD = r"[^\W\d_]{2,}\.?"
_SEASON = (
    r"\b(?:spring|summer|autumn|fall|winter|frühjahr|frühling|sommer|herbst|printemps|été|automne|hiver)"
)
# The more a date says, the earlier it is tried. A word counts as a month if it makes a day of the calendar.
_NAMED = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        rf"\b{_WORD}\s+{_DAY},?\s+{_YEAR}",
        rf"{_DAY}[\s-]+(?:de\s+|d['’]|di\s+)?{_WORD},?[\s-]+(?:de\s+|del\s+)?{_YEAR}",
        rf"\b{_YEAR}\.?\s+{_WORD}\s+{_DAY}",
    )
)
_NUMBERED = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        r"\b(?:1[5-9]|20)\d\d-\d\d?-\d\d?\b",
        rf"\b\d\d?[./-]\d\d?[./-]{_YEAR}",
        r"(?:1[5-9]|20)\d\d\s*[年년]\s*\d\d?\s*[月월]\s*\d\d?\s*[日일]",
    )
)
_MONTH = re.compile(rf"\b{_WORD}(?:\s+de)?,?\s+{_YEAR}", re.I)
_RANGE = re.compile(rf"\b(?P<month>{_WORD})\s+\d\d?\s*[-–/]\s*(?:{_WORD}\s+)?\d\d?,?\s+{_YEAR}", re.I)
_SEASONAL = re.compile(rf"{_SEASON},?\s+{_YEAR}", re.I)


def date_in(line: str) -> str:
    """Return the date that a line states, without weekday, time and edition; blank if it states none."""
    if line.strip().count(" ") > 20 or not re.search(
        r"(?:1[5-9]|20)\d\d", line
    ):  # a sentence, not a line of dates
        return ""
    for pattern in _NAMED:
        if found := _first(pattern, line):
            return found
    for pattern in _NUMBERED:
        if match := pattern.search(line):
            return match[0].strip()
    if (match := _RANGE.search(line)) and _is_date(f"{match['month']} 2000"):
        return match[0].strip()
    match = _SEASONAL.search(line)
    return _first(_MONTH, line) or (match[0].strip() if match else "")


def _first(pattern: re.Pattern[str], line: str) -> str:
    """The first match of a pattern that is a date, in any language, wherever in the line it begins."""
    start = 0
    while match := pattern.search(line, start):
        if _is_date(match[0]):
            return match[0].strip()
        start = match.start() + 1
    return ""


@cache
def _is_date(text: str) -> bool:
    read = dates.read(text, today=date.max - timedelta(days=1))
    return bool(read.value) and read.value[:7] == read.latest[:7]  # a year alone is none


_OF = r"(?:of|von|de|van|di|av|af|sur|sobre|out of|z|из|/)"
_DOCUMENT = r"(?:documents?|dokumente?n?|documenten|documentos?|documenti|dokumenter|dokument(?:y|ów)|asiakirja[at]?|документ(?:ы|ов)?)"
_MARK = re.compile(
    rf"(?:focus\s*-\s*)?(?:(\d[\d.,]{{0,8}})\s*{_OF}\s*(\d[\d.,]{{0,8}})\s+{_DOCUMENT}|{_DOCUMENT}\s+(\d[\d.,]{{0,8}})\s*{_OF}\s*(\d[\d.,]{{0,8}}))",
    re.I,
)


def mark(line: str) -> tuple[int, int] | None:
    """Return what a line such as "3 of 62 DOCUMENTS" counts, its number and the sum; nothing of any other line."""
    found = _MARK.fullmatch(line.strip("\ufeff \t\r\n\f\u00a0"))
    if not found:
        return None
    first, last = (re.sub(r"\D", "", number) for number in found.groups() if number)
    return int(first), int(last)


_COPYRIGHT = re.compile(r"(?:copyright(?:ed)?\b|©|\(c\)\s*(?:copyright|\d{4})|copy\s+\d{4}\b|℗)", re.I)
_RIGHTS = re.compile(
    r"(?:all|alle|tous|todos|tutti|alla|any)\b.{0,12}\b(?:rights?|rechten?|droits|derechos|diritti|direitos|"
    r"rättigheter|rettigheder|rettigheter)\b|\brights\s+reserved|\bvorbehalten|\bvoorbehouden|\br[ée]serv[ée]s",
    re.I,
)


def is_copyright(line: str) -> bool:
    """Whether a line begins a notice of copyright."""
    return bool(_COPYRIGHT.match(line.strip()))


def is_rights(line: str) -> bool:
    """Whether a line is of a notice of copyright, its beginning or its end."""
    return is_copyright(line) or bool(_RIGHTS.search(line[:200]) and len(line) < 200)


_APPENDED = re.compile(r"\s*[-–—;,(]*\s*\bcorrection(?:s)?\s+appended\b\)?\s*$", re.I)


def is_no_title(title: str) -> bool:
    """Whether a title only says that there is none."""
    return fold(title) in ("no headline in original", "no headline available", "no headline", "no title")


def without_appended(title: str) -> str:
    """Return a title without "Correction Appended", which the database puts behind it."""
    return _APPENDED.sub("", title)


# What the database shows in place of an article that it cannot.
_BROKEN = re.compile(r"we are sorry but there is an error in this document", re.I)


def is_broken(text: str) -> bool:
    """Whether a text is the database's apology for an article that it could not show."""
    return bool(_BROKEN.search(text[:300]))


def count_of_words(value: str) -> str:
    """Return the number in "1,853 words"; blank if there is none."""
    found = re.search(r"\d{1,3}(?:[.,\s'’]\d{3}){1,2}(?!\d)|\d{1,9}", value)
    return re.sub(r"\D", "", found[0]) if found else ""


def squeeze_lines(text: str) -> str:
    """Return a paragraph with its runs of blanks as one, and its lines, such as the rows of a table, kept."""
    return "\n".join(line for line in map(squeeze, text.split("\n")) if line)
