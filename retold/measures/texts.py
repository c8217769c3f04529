"""How long a text is, how much of it is quoted, and how like it is to texts of other stories."""

from __future__ import annotations

import math

from retold.measures.measure import Measure, share

WORDS = Measure(
    "corpus.words", "words of the text", unit="words", higher="a longer text", page="01-corpus",
    value=lambda n: n["all_words"], reference="counted; headings count", form=",.0f", total=True,
    example=("News of the dam\n\nThe dam held. Nobody ran.", 9),
)  # fmt: skip

QUOTED = Measure(
    "quotes.quoted", "words in quotation marks", unit="share", higher="more of the text is quoted", page="03-quotes",
    value=share("quoted_words"), uses="quoted_words", reference="counted",
    example=("“The dam held,” she said. Nobody ran.", 3 / 7),
)  # fmt: skip

# Two stories of two words, of which they share one: it counts ln(3 / 3) + 1, each of the others ln(3 / 2) + 1.
COSINE = Measure(
    "versions.cosine", "similarity to other stories", unit="cosine", higher="more alike", page="02-versions", of="text",
    reference="Manning et al. 2008", form=".2f",
    note="Drawn sentences repeat each other, so a draw is less alike to other texts than the text is: intervals lie low.",
    formula="mean cosine of the text with the texts of other stories; words weighted by TF-IDF, stop words left out",
    example=({"bridge": "Bridge opens.", "ferry": "Bridge closes."}, 1 / (1 + (1 + math.log(3 / 2)) ** 2)),
)  # fmt: skip

MEASURES = (WORDS, QUOTED, COSINE)
