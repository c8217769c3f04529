"""The colours of figures, and of data on pages.

Those of data are of Okabe and Ito, which colour-blind readers can tell apart. Those of groups of speakers are
shifted until each stands out 3:1 from the light page and from the dark one.
"""

import matplotlib as mpl

BLUE, SKY, GREEN, ORANGE, VERMILION = "#0072B2", "#56B4E9", "#009E73", "#E69F00", "#D55E00"
GREY = "#8c8c8c"  # what is beside the point of a figure: chance, all others
GROUP_COLOURS = (
    BLUE, "#C17D00", "#00906A", "#BC6A97", VERMILION, "#2E8FC4", "#8C8200", "#8A6FB5", "#9A6250", "#17878F",
)  # fmt: skip


def ink() -> str:
    """Return the colour of text and outlines in the running style."""
    return str(mpl.rcParams["text.color"])


def ground() -> str:
    """Return the colour behind the figure in the running style."""
    return str(mpl.rcParams["figure.facecolor"])
