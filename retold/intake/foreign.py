"""Words of many languages that files use: names of months and days, and headings of columns."""

from __future__ import annotations

# The months in the languages that need no further package, January first; full names, then what else they are called.
MONTHS = """
january jan januar janner jaenner janvier janv enero ene gennaio gen januari janeiro stycznia styczen sty января январь янв січня січень січ
february feb februar feber fevrier fevr fev febrero febbraio februari fevereiro lutego luty lut февраля февраль фев февр лютого лютий лют
march mar marz maerz mrz mars marzo maart mrt marco marts marca marzec марта март мар березня березень бер
april apr avril avr abril abr aprile kwietnia kwiecien kwi апреля апрель апр квітня квітень квіт кві
may mai mayo maggio mag mei maio maj maja мая май травня травень трав тра
june jun juni juin junio giugno giu junho czerwca czerwiec cze июня июнь июн червня червень черв чер
july jul juli juillet juill juil julio luglio lug julho lipca lipiec lip июля июль июл липня липень лип
august aug aout agosto ago augustus augusti sierpnia sierpien sie августа август авг серпня серпень серп сер
september sep sept septembre septiembre setiembre settembre set setembro wrzesnia wrzesien wrz сентября сентябрь сен сент вересня вересень вер
october oct oktober okt octobre octubre ottobre ott outubro out pazdziernika pazdziernik paz октября октябрь окт жовтня жовтень жовт жов
november nov novembre noviembre novembro listopada listopad lis ноября ноябрь ноя нояб листопада листопад лист лис
december dec dezember dez decembre diciembre dic dicembre dezembro desember grudnia grudzien gru декабря декабрь дек грудня грудень груд гру
"""

WEEKDAYS = """
monday mon tuesday tue tues wednesday wed thursday thu thur thurs friday fri saturday sat sunday sun
montag mo dienstag di mittwoch mi donnerstag do freitag fr samstag sonnabend sa sonntag so
lundi lun mardi mercredi mer jeudi jeu vendredi ven samedi sam dimanche dim
lunes martes miercoles mie jueves jue viernes vie sabado sab domingo dom
lunedi martedi mercoledi giovedi gio venerdi sabato domenica
maandag ma dinsdag woensdag wo donderdag vrijdag vr zaterdag za zondag zo
segunda terca ter quarta qua quinta qui sexta sex feira
mandag man tisdag tirsdag tis tir onsdag ons torsdag tors tor fredag fre lordag lor sondag son
poniedzialek pon wtorek wt sroda srody sr czwartek czw piatek pt sobota sobote sob niedziela nd niedz
понедельник пн вторник вт среда ср четверг чт пятница пт суббота сб воскресенье вс
понеділок вівторок середа четвер пятниця субота неділя нд
"""

# Words that say nothing of the day: of, the, at, o'clock, year; and zones of time.
FILLERS = """
of the on at by first published publie publicado pubblicato veroffentlicht gepubliceerd publicerad publiceret opublikowano
erschienen posted опубликовано опубліковано date de del della dell di du le la les el il al alle ore a om op um uhr den der am vom d l
do em as kl klo klokken o oclock h hs hrs utgiven udgivet г г. года год р року рік r roku rok в у о at от від
am pm a.m p.m noon midnight
z t utc gmt bst ist et est edt ct cst cdt mt mst mdt pt pst pdt ast adt akst akdt hst cet cest mez mesz met eet eest wet
west msk мск aest aedt awst acst acdt nzst nzdt jst kst hkt sgt sast wib eat wat cat time eastern central pacific
mountain standard daylight summer european local
"""

# Headings that name a field and nothing else, the surer first where a table has several of them; accents, case, blanks and
# punctuation do not count, so that "Full-Text", "full_text" and "fulltext" are one. A line a group of languages.
SURE = {
    "text": """
        full text|article text|article body|articlebody|body text|main text|text content|content text|body html|content html
        volltext|artikeltext|haupttext|text des artikels|textkörper|beitragstext|meldungstext
        texte intégral|texte complet|texte de l'article|corps du texte|corps de l'article|texte article
        texto completo|texto íntegro|texto integral|texto de la noticia|texto del artículo|cuerpo de la noticia
        testo completo|testo integrale|testo articolo|testo dell'articolo|corpo dell'articolo
        volledige tekst|artikeltekst|tekst artikel|texto da notícia|texto da matéria|corpo da notícia
        fulltext|brödtext|brødtekst|fuld tekst|fuldtekst|artikeltekst|pełny tekst|treść artykułu|tekst artykułu
        полный текст|текст статьи|текст публикации|текст сообщения|текст новости|текст документа
        повний текст|текст статті|текст публікації|текст новини
        text|body|content|contents|texte|corps|contenu|texto|cuerpo|contenido|testo|corpo|contenuto|conteúdo|tekst|inhalt|inhoud
        innehåll|indhold|treść|текст|содержание|содержимое|контент|зміст|вміст
        text cleaned|cleaned text|clean text|raw text|plain text|news text|news body|news content|article content|story content|text of article|contenu de l'article|contenido de la noticia|plaintext|html|story text|story body|post text|message
        text článku|plné znění|text zprávy|plný text|metin|haber metni|içerik|tam metin|szöveg|cikkszöveg|tartalom
        teksti|leipäteksti|κείμενο|πλήρες κείμενο|textul articolului|text integral|conținut|正文|内容|全文|文章内容|本文|記事本文|본문|내용
        النص|نص المقال|المحتوى|טקסט|sisu|saturs|tekstas|turinys|tekstur|пълен текст|текст на статията|metni|besedilo
        sadržaj|vsebina
    """,
    "title": """
        title|headline|head line|article title|article headline|news title|story title|web title|headline main|title text|hed|head
        titel|überschrift|schlagzeile|hauptüberschrift|artikeltitel|artikelüberschrift|titre|titre de l'article|gros titre
        título|titular|encabezado|titulo noticia|título da notícia|manchete|titolo|titolo articolo|titolo dell'articolo
        kop|titel artikel|artikel titel|kopregel|overskrift|titulek|tytuł|nagłówek|tytuł artykułu
        заголовок|название статьи|заглавие|заголовок статьи|назва|назва статті|page title|title page|document title|og title
        název|nadpis|název článku|başlık|haber başlığı|cím|főcím|otsikko|τίτλος|titlu|titlul|标题|題名|标題|タイトル|見出し|제목
        العنوان|כותרת|pealkiri|virsraksts|nosaukums|antraštė|pavadinimas|tittel|заглавие на статията|naslov
        nadpis článku
    """,
    "outlet": """
        outlet|publication|publication name|publication title|newspaper|newspaper name|newspaper title|source name|source title
        media name|media outlet|media title|news outlet|news source|publisher|publisher name|site name|meta site name
        journal|journal name|journal title|periodical|magazine|container title|publication outlet|medium|medium name|outlet name
        zeitung|quelle|publikation|zeitungsname|quellenname|medium name|zeitschrift|medientitel
        nom de la source|nom du journal|nom de la publication|média|nom du média|titre de presse|publication source
        medio|fuente|periódico|diario|cabecera|publicación|nombre del medio|nombre de la fuente|medio de comunicación
        testata|fonte|giornale|quotidiano|nome testata|krant|bron|mediumnaam|dagblad|krantentitel|naam van de bron
        jornal|veículo|nome do jornal|publicação|revista|veículo de comunicação|källa|tidning|medie|kilde|avis|medienavn|källnamn
        źródło|gazeta|tytuł prasowy|nazwa źródła|czasopismo|wydawca
        источник|издание|сми|газета|название источника|название издания|название сми|наименование сми|наименование источника
        джерело|видання|змі|назва джерела|назва видання
        thread site full|thread site|source domain|site|hostname|source common name|pub title|площадка|место публикации|source hostname|host name|domain name
        zdroj|noviny|deník|název zdroje|gazete|kaynak|yayın|forrás|lap|újság|lehti|sanomalehti|lähde|julkaisu|εφημερίδα
        πηγή|μέσο|ziar|sursă|sursa|publicația|来源|报纸|媒体|新聞|新聞名|媒体名|매체|언론사|신문|출처|المصدر|الصحيفة|עיתון|ajaleht|väljaanne
        allikas|avots|laikraksts|laikraštis|šaltinis|mediu|вестник|източник|novine|časopis|izvor|vir
    """,
    "published": """
        published|publication date|publish date|published date|date published|pub date|published at|published on|date publish
        date of publication|article date|news date|web publication date|date time pub|first publication date|issue date
        date published gmt|publication datetime|publication time|published time|published time utc|document date|story date
        veröffentlichungsdatum|erscheinungsdatum|publikationsdatum|erschienen|erscheinungstag|erschienen am|veröffentlicht
        veröffentlicht am|date de publication|date de parution|parution|publié le|date publication
        fecha de publicación|fecha publicación|publicado|data pubblicazione|data di pubblicazione|data de publicação
        data da publicação|data publicação|publicatiedatum|datum van publicatie|publicatie datum|gepubliceerd|datum publicatie
        publiceringsdatum|publicerad|publiceret|udgivelsesdato|publiceringsdato|utgivningsdatum|data publikacji|data wydania
        дата публикации|дата выхода|дата издания|дата сообщения|опубликовано|дата публікації|опубліковано|дата виходу
        date|datum|fecha|dato|дата|date time|datetime|article publication date|dc date|display date|datetimestamp|datum der veröffentlichung|pubtime|issued date parts|issued
        datum vydání|datum publikování|tarih|yayın tarihi|dátum|megjelenés dátuma|megjelenés|päivämäärä|julkaistu|pvm
        ημερομηνία|ημερομηνία δημοσίευσης|data publicării|data apariției|日期|发布日期|发布时间|日付|掲載日|날짜|게재일|التاريخ|تاريخ النشر
        תאריך|kuupäev|datums|datuma|data publikavimo|publisert|публикувано|datum objave
    """,
    "authors": """
        author|authors|byline|by line|writer|journalist|reporter|author name|authors name|author names|byline original|dc creator
        creator|creators|autor|autoren|verfasser|verfasserin|autorin|autor in|autor innen|auteur|auteurs|signature|journaliste
        autores|autora|periodista|firma|autore|autori|giornalista|schrijver|schrijvers|redacteur|jornalista|författare|skribent
        forfatter|journalister|autorzy|autor artykułu|dziennikarz|автор|авторы|автор статьи|журналист|автори|журналіст
        yazar|muhabir|szerző|újságíró|kirjoittaja|toimittaja|συντάκτης|αρθρογράφος|作者|记者|著者|記者|기자|저자|الكاتب|כותב|autors
        autorius|novinář|ziarist
    """,
    "section": """
        section|section name|news section|newspaper section|desk|ressort|rubrique|sección|sezione|rubriek|secção|seção|editoria
        sektion|avdelning|dział|раздел|рубрика|розділ|rubric|pillar name|section title|page section|article section
        rovat|osasto|bölüm|版面|栏目|面名|rubrika
    """,
    "genre": """
        genre|article type|type of material|document type|doc type|publication type|textsorte|artikeltyp|darstellungsform
        type d'article|type de document|tipo de artículo|tipo de documento|tipo articolo|genere|género|gênero|artikeltype
        artikelsoort|gatunek|typ artykułu|жанр|тип публикации|тип статьи|тип документа|doctype description
    """,
    "language": """
        language|lang|language code|meta lang|language name|sprache|langue|idioma|lengua|lingua|taal|språk|sprog|język|язык|мова
        in language|article language
        jazyk|dil|nyelv|kieli|γλώσσα|limba|语言|言語|언어|اللغة|שפה|keel|valoda|kalba
    """,
    "url": """
        url|link|web url|weburl|article url|canonical link|canonical url|permalink|web address|story url|page url|article link
        original url|source url|doc url|document url|uri link|news url|hyperlink|url link|resolved url|document identifier|ссылка на сообщение|url сообщения|short url|href|story link
        lien|adresse web|url de l'article|enlace|vínculo|collegamento|indirizzo web|koppeling|länk|webbadress|webadresse
        internetadresse|lenke|adres url|odnośnik|adres internetowy|ссылка|адрес|url адрес|оригинал|ссылка на статью|гиперссылка
        посилання|оригінал|адреса
        odkaz|bağlantı|hivatkozás|linkki|osoite|σύνδεσμος|adresă|链接|网址|リンク|링크|الرابط|קישור|saite|nuoroda
    """,
    "id": """
        id|article id|doc id|document id|story id|stories id|accession number|accession no|an|guid|uuid|identifier|record id
        dokument id|artikel id|dokumentnummer|identifiant|identificador|identificativo|proquest document id|lni|goid|store id|item id|news id
        идентификатор|номер документа|ідентифікатор|_id
    """,
    "words": """
        words|word count|wordcount|number of words|words count|n words|nwords|length in words|wörter|wortanzahl|anzahl wörter
        wortzahl|wörterzahl|nombre de mots|nb mots|mots|palabras|número de palabras|parole|numero di parole|numero parole
        aantal woorden|woorden|número de palavras|palavras|antal ord|ord|liczba słów|количество слов|число слов|кількість слів
    """,
    "rights": """
        rights|copyright|copyright notice|copyright information|licence|license|dc rights|droits|droits d'auteur|derechos
        diritti|direitos|rechte|lizenz|urheberrecht|rechten|rättigheter|rettigheder|prawa autorskie|авторские права|авторські права
    """,
}

# Headings that may name the field: the cells decide.
MAYBE = {
    "text": "article|articles|story|artikel|artículo|articolo|artigo|artykuł|статья|стаття|post|posts|document|документ|meldung|nachricht",
    "title": "name|subject|heading|rubrik|тема|название|nazwa|betreff|sujet|asunto|oggetto|onderwerp|nom|nombre|nome|caption",
    "outlet": "source|origin|media|domain|website|channel|feed title|provider|journal source|brand|station|product|host|paper|quelle url",
    "published": "data|created at|created|document created at|timestamp|time|year|jahr|année|año|anno|ano|jaar|år|rok|год|рік|tag|day",
    "authors": "by|von|por|di|door|av|af|contributor|contributors|person|credit",
    "section": "rubrik|category|categories|kategorie|catégorie|categoría|categoria|categorie|kategori|kategoria|категория|категорія|page",
    "genre": "type|typ|tipo|тип|material type|format|item type",
    "language": "locale|country language",
    "url": "source|address|adresse|uri|web|website|source link|file url|media url|origin|original|www|quelle|fuente|fonte|bron|nguồn",
    "id": "nr|no|number|nummer|numéro|número|numero|key|record|номер",
    "words": "length|länge|longueur|longitud|lunghezza|lengte|comprimento|längd|længde|długość|объем|обсяг|size",
    "rights": "©",
}

# What tells of an article and is none: taken for the text only if it is long, or all there is.
SUMMARIES = """
    abstract|summary|description|short description|snippet|excerpt|lead|lede|lead paragraph|teaser|hit sentence|opening text|meta description
    trail text|fields trail text|standfirst|subtitle|sub headline|subheadline|intro|highlights|key sentence|preview
    zusammenfassung|kurzfassung|vorspann|beschreibung|anreißer|auszug|résumé|chapeau|description|accroche|extrait
    resumen|entradilla|extracto|descripción|sommario|riassunto|descrizione|occhiello|samenvatting|omschrijving|inleiding|fragment
    resumo|descrição|lide|sammanfattning|ingress|beskrivning|resumé|beskrivelse|manchet|streszczenie|opis|skrót|zajawka
    анонс|аннотация|описание|лид|краткое содержание|цитата|фрагмент|анотація|опис|лід|уривок|дайджест|контекст
"""

# Parts of headings of dates that are not that of the article.
LATER = (
    r"download|collect|index|crawl|retriev|access|updat|modif|load|import|scrap|fetch|captur|ingest|archiv|saved|entry|expir|birth"
    r"|abruf|zugriff|geändert|änder|consult|mise à jour|actuali|modific|acces|hämt|hent|загруз|измен|обновл|завант|змін"
)

# How a line below or above a table begins.
TOTALS = (
    r"\W*(?:grand total|total|sum|summe|gesamt|insgesamt|somme|suma|totale|totaal|summa|i alt|ogółem|razem|итого|всего|разом|усього"
    r"|rows?|results?|source|quelle|exported|export|generated|©|copyright)\b"
)
