"""How the texts name the event, frame it and blame for it, and who acts in them."""

from __future__ import annotations

import pandas as pd

from retold.chapters.results import (
    Number,
    number,
    or_none,
    ratio,
    story_pairs,
    words,
)
from retold.coding.frames import agreement, differences
from retold.common.once import Tables, once
from retold.common.statistics import LEVEL, SEED
from retold.corpus.crosscheck import BLAME, OUTLET
from retold.measures import actors, draws, frames, naming, noise


@once
def numbers(t: Tables, seed: int = SEED) -> dict[str, Number]:
    """How the texts name the event, frame it and blame for it, and who acts in them."""
    return {
        **_naming_numbers(t),
        **_keyness_numbers(t),
        **_rate_numbers(t, seed),
        **_actor_numbers(t),
        **_frame_numbers(t, seed),
    }


@once
def _naming_numbers(t: Tables) -> dict[str, Number]:
    """What the corpus has to say of framing, and how the texts name the event."""
    namings = t["namings"]
    by_class = namings.pivot_table(index="doc_id", columns="class", values="count", aggfunc="sum", sort=False)
    distance: dict[bool, list[float | None]] = {True: [], False: []}
    p_values = []
    for a, b, same in story_pairs(t["corpus"]):
        if a in by_class.index and b in by_class.index:
            distance[same].append(naming.naming_distance(by_class.loc[a], by_class.loc[b]))
            if same:
                p_values.append(naming.contrast(namings, t["naming"], a, b)[1])
    copies = [d for d in distance[True] if d is not None]
    others = [d for d in distance[False] if d is not None]
    tested = [p for p in p_values if p is not None]
    alike = t["slots"]["term_a"] == t["slots"]["term_b"]
    both = t["slots"]["term_a"].ne("") & t["slots"]["term_b"].ne("")
    chances = [
        naming.chance_of_contrast(by_class.loc[a], by_class.loc[b])
        for a, b, same in story_pairs(t["corpus"])
        if same and a in by_class.index and b in by_class.index
    ]
    chance = max((c for c in chances if c is not None), default=None)
    needed = {
        "a lexicon (naming.csv)": "naming",
        "actors (actors.csv)": "actors",
        "frames (coding/)": "frames",
    }
    missing = [name for name, table in needed.items() if t[table].empty]
    numbers = {
        "framing.told": words(
            f"Not there in this corpus: {', '.join(missing)}. What rests on that is empty; the rest still works."
            if missing
            else "This corpus has a lexicon, a list of actors and coded passages."
        ),
        "framing.terms": number(len(t["naming"]) or None, "words"),
        "framing.classes": number(t["naming"]["class"].nunique() or None, "words"),
        "framing.copy_distance": number(max(copies) if copies else None, ".3f"),
        "framing.other_min": number(min(others) if others else None, ".3f"),
        "framing.other_max": number(max(others) if others else None, ".3f"),
        "framing.contrast_p": number(min(tested) if tested else None, ".2g"),
        "framing.slots": number(len(alike) or None, "d"),
        "framing.slots_alike": number(int(alike.sum()) if len(alike) else None, "words"),
        "framing.slots_both": number(int(both.sum()) or None, "d"),
        "framing.slots_one": number(int((~both).sum()) if len(both) else None, "words"),
        "framing.slots_alike_share": number(ratio(alike.sum(), both.sum()), ".0%"),
        "framing.contrast_chance": number(chance, ".0%"),
    }
    for doc_id, rows in namings.groupby("doc_id", sort=False):
        for side in ("a", "b"):
            terms = t["naming"].loc[t["naming"]["contrast"] == side, "term"]
            numbers[f"framing.contrast_{side}.{doc_id}"] = number(
                int(rows.loc[rows["term"].isin(terms), "count"].sum()), "d"
            )
        numbers[f"framing.named.{doc_id}"] = number(int(rows["count"].sum()), "d")
    return numbers


@once
def _keyness_numbers(t: Tables) -> dict[str, Number]:
    """What log-odds say of versions of one story: words, and the sides of the contrast pooled."""
    rows, every = t["keyness"], t["keyness_null"]
    null = every[every["prior"] == naming.PRIOR_WORDS]
    pooled = rows[rows["term"].str.startswith("(")]
    some = len(null) > 0
    return {
        "framing.key_terms": number(int(null["terms"].max()) if some else None, ",d"),
        "framing.key_flagged": number(int(null["flagged"].sum()) if some else None, "words"),
        "framing.key_expected": number(or_none(null["expected"].max()) if some else None, ".2f"),
        "framing.key_permuted": number(int(null["permuted"].sum()) if some else None, "words"),
        "framing.key_survive": number(int(null["survive"].sum()) if some else None, "words"),
        "framing.key_pooled": number(or_none(null["pooled"].max()), ".2f"),
        "framing.key_pooled_least": number(or_none(every["pooled"].min()), ".2f"),
        "framing.key_pooled_most": number(or_none(every["pooled"].max()), ".2f"),
        "framing.key_pooled_p": number(or_none(pooled["p"].min()), ".2g"),
        "framing.key_bar": number(naming.NORMAL, ".2f"),
        "framing.key_prior": number(naming.PRIOR_WORDS, ".0f"),
        "framing.key_prior_least": number(min(naming.PRIORS), ",.0f"),
        "framing.key_prior_most": number(max(naming.PRIORS), ",.0f"),
        "framing.key_draws": number(naming.PERMUTATIONS, ",d"),
    }


@once
def _rate_numbers(t: Tables, seed: int) -> dict[str, Number]:
    """Each class of names and each actor per 1,000 words, with intervals."""
    numbers = {}
    table = noise.by_text(t, draws.of_tables(t, seed), "06-framing")
    for row in table[table["key"].str.match(r"framing\.(?:naming|actor)\.")].itertuples():
        numbers[f"{row.key}.{row.doc_id}"] = number(row.value, ".1f")
        numbers[f"{row.key}.low.{row.doc_id}"] = number(row.low, ".1f")
        numbers[f"{row.key}.high.{row.doc_id}"] = number(row.high, ".1f")
    return numbers


@once
def _actor_numbers(t: Tables) -> dict[str, Number]:
    """Who acts and who speaks, by text and with each story counted once."""
    rates = actors.rates(t)
    story = t["corpus"].set_index("doc_id")["story_id"]
    columns = ["mentions", "per_thousand", "acts", "speaks", "among"]
    floats = rates.astype(dict.fromkeys(columns, float))
    once = floats.groupby(["actor", floats["doc_id"].map(story)])[columns].mean().groupby("actor").mean()
    ranked = once["acts"].rank(ascending=False, method="min")
    found = actors.coded_roles(t)
    numbers = {
        "framing.actors": number(len(t["actors"]) or None, "words"),
        "framing.mentions": number(int(rates["mentions"].sum()) or None, ",d"),
        "framing.roles": number(len(found) or None, ",d"),
    }
    scored = actors.score(found["found"], found["role"]) if len(found) else {}
    for name in ("precision", "recall", "accuracy"):
        numbers[f"framing.subject_{name}"] = number(scored.get(name), ".0%")
    for actor in t["actors"]["actor"]:
        acts, speaks = (once[c].get(actor) for c in ("acts", "speaks"))
        rank = ranked.get(actor)
        numbers[f"framing.acts_once.{actor}"] = number(acts, ".0%")
        numbers[f"framing.speaks_once.{actor}"] = number(speaks, ".0%")
        among = once["among"].get(actor)
        numbers[f"framing.among_once.{actor}"] = number(among, ".0%")
        numbers[f"framing.acts_over_speech.{actor}"] = number(acts / among if among else None, ".1f")
        numbers[f"framing.acts_rank.{actor}"] = number(
            None if rank is None or pd.isna(rank) else int(rank), "d"
        )
    for row in floats.itertuples():
        numbers[f"framing.mentions.{row.actor}.{row.doc_id}"] = number(row.mentions, "d")
        numbers[f"framing.acts.{row.actor}.{row.doc_id}"] = number(row.acts, ".0%")
        numbers[f"framing.speaks.{row.actor}.{row.doc_id}"] = number(row.speaks, ".0%")
    return numbers


@once
def frame_agreement(t: Tables, seed: int = SEED) -> pd.DataFrame:
    """Return how far the two codings of frames agree; see `frames.agreement`."""
    return agreement(t["frames_1"], t["frames_2"], t["passages"], seed=seed, level=LEVEL)


@once
def _frame_numbers(t: Tables, seed: int) -> dict[str, Number]:
    """Functions of frames and blame, by text, and how far two codings agree on them."""
    passages, coded = t["passages"], t["frames"]
    some = len(coded) > 0
    story = t["corpus"].set_index("doc_id")["story_id"]
    known = set(coded["doc_id"])

    def per_story(rows: pd.DataFrame) -> pd.Series:
        """Passages by story, of several coded versions their mean; a text nobody coded does not count."""
        counted = rows.groupby("doc_id")["passage"].nunique()
        counted = counted.reindex([d for d in story.index if d in known], fill_value=0)
        return counted.groupby(story.reindex(counted.index)).mean().sort_values(ascending=False)

    agreed = frame_agreement(t, seed).astype({"alpha": float, "low": float, "high": float})
    whole = agreed["variable"].isin(["function", BLAME])
    blaming = coded[coded["code"] == BLAME]
    disputed = differences(t["frames_1"], t["frames_2"])
    both = len(t["frames_1"]) + len(t["frames_2"]) if len(t["frames_1"]) and len(t["frames_2"]) else 0
    shared = (both - len(disputed)) // 2
    undefined = agreed["low"].isna() | agreed["alpha"].isna()
    numbers = {
        "framing.passages": number(len(passages) or None, "d"),
        "framing.codes": number(len(coded) or None, "d"),
        "framing.code_differences": number(len(disputed) if both else None, "d"),
        "framing.code_shared": number(ratio(shared, shared + len(disputed)), ".0%"),
        "framing.alpha_least": number(or_none(agreed.loc[whole, "alpha"].min()), ".2f"),
        "framing.alpha_low": number(or_none(agreed.loc[whole, "low"].min()), ".2f"),
        "framing.alpha_unstable": number(int(undefined.sum()) if len(agreed) else None, "words"),
        "framing.blames": number(blaming.groupby("doc_id")["passage"].nunique().sum() if some else None, "d"),
        "framing.blames_once": number(float(per_story(blaming).sum()) if some else None, "g"),
    }
    voiced = agreed[agreed["variable"] == OUTLET]
    numbers["framing.alpha_outlet_least"] = number(or_none(voiced["alpha"].min()), ".2f")
    blamers = agreed[(agreed["variable"] == "voice") & (agreed[["first", "second"]].max(axis=1) >= 5)]
    numbers["framing.alpha_blamer_least"] = number(or_none(blamers["alpha"].min()), ".2f")
    for row in agreed[whole].itertuples():
        numbers[f"framing.alpha.{row.value}"] = number(row.alpha, ".2f")
        numbers[f"framing.alpha_low.{row.value}"] = number(row.low, ".2f")
        numbers[f"framing.alpha_high.{row.value}"] = number(row.high, ".2f")
    for row in frames.functions(t).itertuples():
        numbers[f"framing.function.{row.code}.{row.doc_id}"] = number(row.share, ".0%")
        numbers[f"framing.own.{row.code}.{row.doc_id}"] = number(row.outlet, "words")
    targets = t["frame_codes"].loc[t["frame_codes"]["field"] == "target", "code"]
    by_text = blaming.groupby(["target", "doc_id"])["passage"].nunique().to_dict()
    for target in targets:
        here = {doc_id: by_text.get((target, doc_id), 0) for doc_id in t["corpus"]["doc_id"]}
        numbers[f"framing.blamed.{target}"] = number(sum(here.values()) if len(coded) else None, "words")
        for doc_id, passages_here in here.items():
            numbers[f"framing.blamed.{target}.{doc_id}"] = number(
                passages_here if len(coded) else None, "words"
            )
    for function in sorted(set(coded["code"]) - {BLAME}):
        own = per_story(coded[(coded["code"] == function) & (coded["voice"] == OUTLET)])
        numbers[f"framing.own_most.{function}"] = number(float(own.iloc[0]), ".0f")
        numbers[f"framing.own_rest.{function}"] = number(float(own.iloc[1:].sum()), ".0f")
    by_target = {target: float(per_story(coded[coded["target"] == target]).sum()) for target in targets}
    for target, total in by_target.items():
        numbers[f"framing.blamed_once.{target}"] = number(total if some else None, "g")
    ranked = sorted(by_target.values(), reverse=True)
    numbers["framing.blamed_first"] = number(ranked[0] if some and ranked else None, "g")
    numbers["framing.blamed_second"] = number(ranked[1] if some and len(ranked) > 1 else None, "g")
    return numbers
