"""What ends a sentence and what does not: each line is cut where it has a bar."""

import pytest

from retold import sentences
from retold.text import headings, pieces

KINDS = {
    "a sum, an hour or a version at the end of a sentence takes the next one with it": """
        It cost $3.5m. | Prices rose.
        It cost $2.5bn. | Shares fell.
        It warmed by 1.5C. | Scientists warned of it.
        The boat came at 9.30. | Police met it.
        Version 2.4.1. | Users like it.
        Load report.pdf. | Then print it.
        He wrote main.c. | Users ran it.
        He posts on x.com. | Users read it.
        He drove 90 km/h. | Police saw it.
        He left at 8a.m. | Police came.
        She holds an M.B.A. | Banks hired her.
        He works for the F.B.I. | Agents came at night.
        """,
    "an hour at the beginning is torn from what happened then": """
        On Monday at 6 p.m. Boyd left. | He was late.
        Shortly after 6 p.m. Boyd left.
        Between 8 a.m. and 5 p.m. Boyd slept.
        He spoke at 9 p.m. (ET) on Monday.
        They met at 10 a.m. New York time.
        The 6 p.m. News was short.
        """,
    "a sentence is torn at an abbreviation": """
        Roe v. Wade was heard. | It stood.
        See, cf. Hale 2004, the older map.
        The mill dates from c. 1900 and still stands.
        Boyd et al. 2004 found it.
        The Rt. Hon. Ada Finch spoke.
        Maj. Gen. (ret.) Tom Boyd spoke.
        Sen. Ada Finch (Vt.) Tom Boyd and others left.
        Calif. Rep. Ada Finch left.
        He came on Tues. Sept. 4 to sing.
        The shop at 200 Elm Blvd. Suite 4 burned.
        The house at 12 Elm Rd. N.W. burned.
        Tom Boyd Jr. High School closed.
        Halden Pty. Ltd. (“Halden”) fell.
        Halden Co. Chairman Tom Boyd left.
        They sailed to Pt. Reyes at noon.
        The band signed with Boyd Bros. Records in May.
        Turn to Vol. II, Ch. 3 and App. C of the book.
        Mlle. Dupont et MM. Reyes sont partis.
        Das Haus, d. h. der Turm, war z. B. Brachland.
        """,
    "two sentences become one at a word that could be an abbreviation": """
        He lives at 40 Oak Dr. | Neighbors heard it.
        He works on Wall St. | Traders like him.
        It is 40 ft. | Nobody measured it.
        It lasted 5 sec. | 12 men came.
        He ate a fig. | 12 men came.
        It is a form of art. | 12 men came.
        His answer is no. | 3 of us left.
        They told us no. | 12 boats left.
        He met the gov. | She smiled.
        He left Halden Inc. | (It had failed.) | She stayed.
        """,
    "an abbreviation loses its number": """
        House no. 12 burned. | Nobody slept.
        Under art. 12 of the law he left.
        See fig. 12 for more.
        The no. 1 team won. | It rested.
        """,
    "a letter that is nobody's initial joins two sentences, or an initial parts a name": """
        He plays in group B. | France is in group C. | Brazil waits.
        She leads the analysis group R. Marlow in May.
        He went from A to B. | Boyd stayed.
        He got a grade of C. | Parents wept.
        She has type O. | Donors came.
        World War I. | Soldiers came home.
        Was Mary I. Stone there?
        It is I. | Boyd has left.
        """,
    "who spoke is torn from what was said": """
        “Why now?” Finch asked reporters on Monday. | She left.
        “We won!” President Ada Finch said in May. | She left.
        “That will do.” Mr. Finch said. | He left.
        “Never!” Finch tweeted, quoting an old song. | He left.
        「走れ！」と彼は叫んだ。
        """,
    "what comes behind a quotation is taken for who spoke it": """
        “That will do.” | Finch said the bridge was closed.
        “Will it do?” | Finch asked the crowd to leave.
        “We won!” | Finch wrote three books.
        “It goes on.” | She added, “And on.”
        "Really?" | He asked: "Really?"
        「走れ。」 | 電話が鳴った。
        """,
    "a pause cuts what one person says, or an omission hides an end": """
        “I saw … Ada Finch in May,” she said.
        “We … We lost,” he said.
        “We saw it … | Nobody else did,” he said.
        He waited…. | Nobody came.
        He waited . . . . | Nobody came.
        The thing is . . . I never meant it.
        “Moss drew it.” (Hale and Reed 41). | He slept.
        “It is growing. | ... I expect more of it.”
        """,
    "the items of a list run together or lose their numbers": """
        The mayor made two demands: 1. Close the bridge. | 2. Open the old road.
        Step 1. Close the bridge. | Step 2. Open the road.
        1.1. Close the bridge. | 1.2. Open the road.
        1.Close the bridge. | 2.Open the road.
        i. Close the bridge | ii. Open the road | iii. Wait
        (a) Bread | (b) Milk | (c) Tea
        • Bread and milk | • Tea and salt
        """,
    "a sentence is taken for a list because it counts": """
        1. Bread, 2. milk and 3. tea were sold.
        A. Finch met B. Boyd and C. Hale.
        On the board it stood Halden: 1, Marlow: 0. | But the game was long.
        """,
    "two sentences become one because a blank is missing, or an address is cut": """
        He asked why.Nobody knew.
        Stop!Police came.
        The road ended.[4][5] | Then came the sea.
        The road ended.* | Then came the sea.
        Booking.Com and ASP.NET are names. | They stay.
        See www.example.org/A.B.html or mail Ada.Finch@example.org now.
        """,
    "a name with an exclamation mark is cut, or a cry is taken for a name": """
        Shares of Yahoo! Inc. rose. | Nobody cared.
        He works for Yahoo! | He likes it.
        Bravo! | Nobody had hoped for it.
        """,
    "a quotation in another language runs into what follows, or loses its closing mark": """
        ‚Komm jetzt.‘ | Er ging fort.
        ›Komm jetzt.‹ | Er ging fort.
        « Viens ! » | Il partit.
        « Viens ! » cria-t-il. | Il partit.
        «Иди!» — сказал он. | Он ушёл.
        """,
}
LINES = [(kind, line.strip()) for kind, block in KINDS.items() for line in block.strip().splitlines()]
NO_BLANK = {
    "He asked why.Nobody knew.": ["He asked why.", "Nobody knew."],
    "Stop!Police came.": ["Stop!", "Police came."],
}


@pytest.mark.parametrize(("kind", "line"), LINES, ids=[f"{kind}: {line[:30]}" for kind, line in LINES])
def test_a_reader_loses_a_sentence_or_gets_half_of_one_if(kind, line):
    asian = "」" in line
    text = line.replace(" | ", "" if asian else " ")
    wanted = NO_BLANK.get(text, line.split(" | "))
    assert [text[s:e] for s, e in sentences(text)] == wanted
    assert [text[s:e] for s, e in pieces(text)] == wanted
    assert headings(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "1. Bread " + " ".join(f"{n}. Milk" for n in range(2, 5_000)),
        "• a " * 50_000,
        ". " * 100_000 + ".x. So it ends.",
        "“Go.” Boyd " * 20_000,
        "a.B" * 60_000,
        "He said « a ! » " * 15_000,
        "end." + "[1]" * 60_000 + "x",
        "“I … Boyd Finch " * 12_000,
        "at 6 p.m. A " * 15_000,
    ],
)
def test_a_hostile_run_of_stops_is_read(text):
    assert all(0 <= start < end <= len(text) for start, end in sentences(text))
