"""What `retold new` asks, and what it says where nobody can be asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from retold.common.problems import BadInputError, Problem
from retold.common.progress import Progress, Tell, quiet
from retold.corpus.schema import RIGHTS_UNKNOWN
from retold.intake import preview
from retold.intake.entries import ORDERS
from retold.intake.new import Done, Order, Plan, carry_out, plan, refusals

Ask = Callable[[str, str], str]  # a question and the answer to be had with Enter alone


def run(
    order: Order,
    say: Tell,
    ask: Ask | None = None,
    *,
    yes: bool = False,
    dry: bool = False,
    progress: Progress = quiet,
) -> Done | None:
    """Show what was found, ask what cannot be known, and write the corpus.

    Parameters
    ----------
    order : Order
        What is asked for.
    say : callable
        Takes the lines of the preview.
    ask : callable, optional
        Asks a question; None where there is nobody to ask.
    yes : bool
        Take every guess and ask nothing.
    dry : bool
        Write nothing.

    Returns
    -------
    Done or None
        What was written; None if nothing was to be, or somebody said no.

    Raises
    ------
    BadInputError
        If something must be known and nobody can be asked: the problem names the option that says it.
    """
    asking = None if yes else ask
    order, found = _planned(order, asking, progress)
    for line in preview.lines(found):
        say(line)
    if problems := refusals(found):
        raise BadInputError(problems)
    missing = [] if yes else list(_unknown(found))
    if dry:
        for problem in missing:
            say(f"to be said: {problem}")
        return None
    if missing:
        if asking is None:
            raise BadInputError(missing)
        found = _asked(found, asking, progress)
    if asking and found.fresh:
        texts = f"{len(found.fresh):,} text{'' if len(found.fresh) == 1 else 's'}"
        if asking(f"Write {texts} to {order.folder}? (yes or no)", "yes").strip().lower() not in ("y", "yes"):
            return None
    return carry_out(found, progress)


def _planned(order: Order, ask: Ask | None, progress: Progress) -> tuple[Order, Plan]:
    """The plan; where a table does not say which column holds the texts, people are asked once."""
    try:
        return order, plan(order, progress)
    except BadInputError as error:
        unclear = [p for p in error.problems if p.column == "text"]
        if ask is None or not unclear:
            raise
        column = ask(f"{unclear[0].file}: {unclear[0].accepted}. Which column holds the texts?", "").strip()
        if not column:
            raise
    columns = {**order.asked.columns, "text": column}
    order = replace(order, asked=replace(order.asked, columns=columns))
    return order, plan(order, progress)


def _unknown(found: Plan) -> Iterator[Problem]:
    """What nobody but people can know: each with the option that says it."""
    for doubt in found.doubts:
        shown = ", ".join(doubt.values[:3]) + (" …" if len(doubt.values) > 3 else "")
        description = f"{shown}: {doubt.reason}" if shown else doubt.reason
        mend = "name the order with --dates dmy, mdy or ymd; --yes leaves such dates blank"
        yield Problem(doubt.file, description, "dates of which it is clear what is day and what month", mend)
    if _needs_rights(found):
        mend = "say it with --rights TEXT; --yes takes it as unknown, then the book is for your own eyes"
        described = "nothing says who holds the rights to the texts"
        yield Problem(str(found.order.folder), described, "who holds them, and what may be shown", mend)


def _needs_rights(found: Plan) -> bool:
    """Whether nothing says who holds the rights to some new text: no option, no file, and no other text of the corpus."""
    said = found.order.rights or found.kept.shared("rights")
    return not said and not all(entry.cell("rights") for entry in found.fresh)


def _asked(found: Plan, ask: Ask, progress: Progress) -> Plan:
    """Ask what is unknown, and plan again where that changes what was read."""
    order = found.order
    if found.doubts:
        shown = found.doubts[0].values[0] if found.doubts[0].values else found.doubts[0].reason
        question = f"{shown}: in which order are day (d), month (m) and year (y)? ({', '.join(ORDERS)}; Enter leaves them blank)"
        while (said := ask(question, "").strip().lower()) not in ("", *ORDERS):
            pass
        order = replace(order, dates=said)
    if _needs_rights(found):
        said = ask("Who holds the rights to the texts, and what may be shown?", RIGHTS_UNKNOWN)
        order = replace(order, rights=said.strip() or RIGHTS_UNKNOWN)
    return plan(order, progress) if order.dates != found.order.dates else replace(found, order=order)
