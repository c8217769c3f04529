"""The colours of data, in figures and on pages.

Those of Okabe and Ito, which colour-blind readers can tell apart. Those of groups of speakers are shifted until
each stands out 3:1 from the light page and from the dark one.
"""

BLUE, SKY, GREEN, ORANGE = "#0072B2", "#56B4E9", "#009E73", "#E69F00"
GROUP_COLOURS = (
    BLUE, "#C17D00", "#00906A", "#BC6A97", "#D55E00", "#2E8FC4", "#8C8200", "#8A6FB5", "#9A6250", "#17878F",
)  # fmt: skip
