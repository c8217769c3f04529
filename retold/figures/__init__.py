"""One function a figure, from tables to a matplotlib `Figure`.

A figure takes its colours for text and ground from the running matplotlib style, so
the same function draws the light and the dark version. Data colours are those of
Okabe and Ito, which colour-blind readers can tell apart; shape, hatch or a printed
number always says the same thing again. The label of a returned figure
(``figure.get_label()``) is its text alternative: what is seen, with the numbers; `data_of` is the table of
what it draws.
"""

from retold.figures.base import clip_labels, data_of, is_nothing, reason_of
from retold.figures.framing import acts_and_speaks, blame, frame_strips, keyness, naming_slots
from retold.figures.measures import measures
from retold.figures.noise import closer, floor, needed, robustness
from retold.figures.palette import BLUE, GREEN, GROUP_COLOURS, ORANGE
from retold.figures.quotes import fates, quote_drift
from retold.figures.readability import choices, rank_grid
from retold.figures.speakers import engine_shares, kinds, ranges, shares, strips
from retold.figures.texts import cleaning, provenance, timeline
from retold.figures.versions import (
    clade_support,
    dendrogram,
    ribbon,
    scale,
    shingle_decay,
    similarity,
    stemma,
)
from retold.figures.words import group_choices, groups_over_time, outlets_by_group, specific_words
