"""How the texts name the event, frame it and blame for it, and who acts in them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from retold.chapters.numbers import MISSING, Number, number, row_numbers, words
from retold.chapters.stories import story_of, story_pairs
from retold.coding.frames import agreement, differences
from retold.common.once import Tables, once
from retold.common.statistics import LEVEL, RELIABLE, SEED, TENTATIVE, ratio
from retold.compare import neighbours
from retold.corpus.schema import BLAME, OUTLET
from retold.measures import actors, frames, naming, voices

ORDINARY = 1 - LEVEL  # how many of many words pass the usual bar by chance


@once
def numbers(t: Tables, seed: int = SEED) -> dict[str, Number]:
    """How the texts name the event, frame it and blame for it, and who acts in them."""
    return {
        **_naming_numbers(t),
        **_keyness_numbers(t),
        **_actor_numbers(t),
        **_frame_numbers(t),
        **_agreement_numbers(t, seed),
        **_blame_numbers(t),
    }


@once
def _naming_numbers(t: Tables) -> dict[str, Number]:
    """How the texts name the event: between versions and other texts, by side of the contrast, in slots."""
    namings, lexicon, slots = t["namings"], t["naming"], t["slots"]
    by_class = namings.pivot_table(index="doc_id", columns="class", values="count", aggfunc="sum", sort=False)
    p_values, chances = [], []
    for a, b, same in story_pairs(t["corpus"]):
        if same and a in by_class.index and b in by_class.index:
            p_values.append(naming.contrast(namings, lexicon, a, b)[1])
            chances.append(naming.chance_of_contrast(by_class.loc[a], by_class.loc[b]))
    apart = naming.distances(by_class)
    different = neighbours.different(story_of(t).reindex(apart.index).tolist())
    pair = np.triu(np.ones_like(different), 1)
    copies, others = (pd.Series(apart.to_numpy()[pair & kind]) for kind in (~different, different))
    alike = slots["term_a"] == slots["term_b"]
    both = slots["term_a"].ne("") & slots["term_b"].ne("")
    sides = [slots[f"term_{end}"].map(lexicon.set_index("term")["contrast"]).fillna("") for end in ("a", "b")]
    sided = sides[0].ne("") & sides[1].ne("")
    side = namings["term"].map(lexicon.set_index("term")["contrast"])
    counts = {f"contrast_{name}": namings["count"].where(side == name, 0) for name in ("a", "b")}
    by_text = namings.assign(named=namings["count"], **counts).groupby("doc_id")[["named", *counts]].sum()
    return {
        "framing.level": number(LEVEL, ".0%"),
        "framing.terms": number(len(lexicon) or None, "words"),
        "framing.classes": number(lexicon["class"].nunique() or None, "words"),
        "framing.copy_distance": number(copies.max(), ".3f"),
        "framing.other_min": number(others.min(), ".3f"),
        "framing.other_max": number(others.max(), ".3f"),
        "framing.contrast_p": number(pd.Series(p_values, dtype=float).min(), ".2g"),
        "framing.contrast_chance": number(pd.Series(chances, dtype=float).max(), ".0%"),
        "framing.slots": number(len(slots) or None, "d"),
        "framing.slots_alike": number(alike.sum(), "words", known=len(slots) > 0),
        "framing.slots_both": number(both.sum() or None, "d"),
        "framing.slots_one": number((~both).sum(), "words", known=len(slots) > 0),
        "framing.slots_sided": number(sided.sum(), "words", known=len(slots) > 0),
        "framing.slots_crossed": number(
            (sided & (sides[0] != sides[1])).sum(), "words", known=len(slots) > 0
        ),
        "framing.slots_alike_share": number(ratio(alike.sum(), both.sum()), ".0%"),
        **row_numbers(
            by_text.reset_index(), "framing.{column}.{doc_id}", named="d", **dict.fromkeys(counts, "d")
        ),
    }


@once
def _keyness_numbers(t: Tables) -> dict[str, Number]:
    """What log-odds say of versions of one story: words, and the sides of the contrast pooled."""
    rows, every = t["keyness"], t["keyness_null"]
    null = every[every["prior"] == naming.PRIOR_WORDS]
    pooled = rows[rows["term"].str.startswith("(")]
    known = len(null) > 0
    return {
        "framing.key_terms": number(null["terms"].max(), ",d"),
        "framing.key_nominal": number(ORDINARY * null["terms"].max(), ".0f"),
        "framing.key_flagged": number(null["flagged"].sum(), "words or none", known=known),
        "framing.key_expected": number(null["expected"].max(), ".2f"),
        "framing.key_permuted": number(null["permuted"].sum(), "words or none", known=known),
        "framing.key_survive": number(null["survive"].sum(), "words or none", known=known),
        "framing.key_pooled": number(null["pooled"].max(), ".2f"),
        "framing.key_pooled_least": number(every["pooled"].min(), ".2f"),
        "framing.key_pooled_most": number(every["pooled"].max(), ".2f"),
        "framing.key_pooled_p": number(pooled["p"].min(), ".2g"),
        "framing.key_bar": number(naming.NORMAL, ".2f"),
        "framing.key_prior": number(naming.PRIOR_WORDS, ".0f"),
        "framing.key_prior_least": number(min(naming.PRIORS), ",.0f"),
        "framing.key_prior_most": number(max(naming.PRIORS), ",.0f"),
        "framing.key_draws": number(naming.PERMUTATIONS, ",d"),
    }


@once
def _actor_numbers(t: Tables) -> dict[str, Number]:
    """Who acts and who speaks, by text and with each story counted once."""
    columns = ["mentions", "per_thousand", "acts", "speaks", "among"]
    rates = voices.rates(t).astype(dict.fromkeys(columns, float))
    by_story = rates.groupby(["actor", rates["doc_id"].map(story_of(t))])[columns].mean()
    means = by_story.groupby("actor").mean()
    ranked = means.assign(
        acts_rank=means["acts"].rank(ascending=False, method="min"),
        acts_over_speech=means["acts"] / means["among"].where(means["among"] != 0),
    ).rename(columns={name: f"{name}_once" for name in ("acts", "speaks", "among")})
    listed = ranked.reindex(t["actors"]["actor"]).rename_axis("actor").reset_index()
    key = "framing.{column}.{actor}"
    coded = actors.coded_roles(t)
    scored = actors.score(coded["subject"], coded["role"]) if len(coded) else {}
    return {
        "framing.actors": number(len(t["actors"]) or None, "words"),
        "framing.mentions": number(rates["mentions"].sum() or None, ",d"),
        "framing.roles": number(len(coded) or None, ",d"),
        **{
            f"framing.subject_{name}": number(scored.get(name), ".0%")
            for name in ("precision", "recall", "accuracy")
        },
        **row_numbers(listed, key, acts_once=".0%", speaks_once=".0%", among_once=".0%"),
        **row_numbers(listed, key, acts_over_speech=".1f", acts_rank="d"),
        **row_numbers(rates, key + ".{doc_id}", mentions="d", speaks=".0%"),
    }


@once
def frame_agreement(t: Tables, seed: int = SEED) -> pd.DataFrame:
    """Return how far the two codings of frames agree; see `frames.agreement`."""
    return agreement(t["frames_1"], t["frames_2"], t["passages"], seed=seed, level=LEVEL)


def _per_story(t: Tables, rows: pd.DataFrame) -> pd.Series:
    """Passages by story, of several coded versions their mean; a text nobody coded does not count."""
    story, coded = story_of(t), set(t["frames"]["doc_id"])
    passages = rows.groupby("doc_id")["passage"].nunique()
    passages = passages.reindex([d for d in story.index if d in coded], fill_value=0)
    return passages.groupby(story.reindex(passages.index)).mean().sort_values(ascending=False)


@once
def _frame_numbers(t: Tables) -> dict[str, Number]:
    """Functions of frames, by text and in the outlets' own voice."""
    coded = t["frames"]
    shares = frames.functions(t).rename(columns={"share": "function", "outlet": "own"})
    numbers = {
        "framing.passages": number(len(t["passages"]) or None, "d"),
        "framing.codes": number(len(coded) or None, "d"),
        **row_numbers(shares, "framing.{column}.{code}.{doc_id}", function=".0%", own="words or none"),
    }
    for function in sorted(set(coded["code"]) - {BLAME}):
        own = _per_story(t, coded[(coded["code"] == function) & (coded["voice"] == OUTLET)])
        numbers[f"framing.own_most.{function}"] = number(own.iloc[0], ".0f")
        numbers[f"framing.own_rest.{function}"] = number(own.iloc[1:].sum(), ".0f")
    return numbers


@once
def _agreement_numbers(t: Tables, seed: int) -> dict[str, Number]:
    """How far two codings agree on functions of frames and blame."""
    one, two = t["frames_1"], t["frames_2"]
    known = len(one) > 0 and len(two) > 0
    disputed = len(differences(one, two))
    shared = (len(one) + len(two) - disputed) // 2
    agreed = frame_agreement(t, seed).astype({"alpha": float, "low": float, "high": float})
    whole = agreed[agreed["variable"].isin(["function", BLAME])]
    outlet = agreed[agreed["variable"] == OUTLET]
    blamers = agreed[agreed["variable"] == "voice"]
    undefined = agreed["low"].isna() | agreed["alpha"].isna()
    alphas = whole.rename(columns={"low": "alpha_low", "high": "alpha_high"})
    return {
        "framing.code_differences": number(disputed, "d", known=known),
        "framing.code_shared": number(ratio(shared, shared + disputed), ".0%", known=known),
        "framing.alpha_least": number(whole["alpha"].min()),
        "framing.alpha_low": number(whole["low"].min()),
        "framing.alpha_unstable": number(undefined.sum(), "words", known=len(agreed) > 0),
        "framing.alpha_outlet_least": number(outlet["alpha"].min()),
        "framing.alpha_outlet_low": number(outlet["low"].min()),
        "framing.blamers": number(len(blamers) or None, "words"),
        "framing.blamers_low": number(
            (blamers["alpha"] < TENTATIVE).sum(), "words or none", known=len(blamers) > 0
        ),
        **row_numbers(blamers, "framing.alpha_who.{value}", alpha=".2f"),
        "framing.alpha_reliable": number(RELIABLE, known=known),
        "framing.alpha_tentative": number(TENTATIVE, ".3f", known=known),
        **row_numbers(alphas, "framing.{column}.{value}", alpha=".2f", alpha_low=".2f", alpha_high=".2f"),
    }


@once
def _blame_numbers(t: Tables) -> dict[str, Number]:
    """Who is blamed, in passages: in all, by text, and with each story counted once."""
    coded, known = t["frames"], len(t["frames"]) > 0
    blaming = coded[coded["code"] == BLAME]
    labels = t["frame_codes"].query("field == 'target'").set_index("code")["label"]
    targets = list(labels.index)
    by_text = blaming.groupby(["target", "doc_id"])["passage"].nunique().to_dict()
    per_story = pd.DataFrame({target: _per_story(t, coded[coded["target"] == target]) for target in targets})
    once_each = per_story.sum().to_dict()
    first, second, *_ = [*sorted(once_each.values(), reverse=True), None, None]
    most = [labels[target] for target, total in once_each.items() if total == first]
    without, following = _without_its_story(per_story) if len(most) == 1 and known else (None, None)
    numbers = {
        "framing.blames": number(blaming.groupby("doc_id")["passage"].nunique().sum(), "d", known=known),
        "framing.blames_once": number(_per_story(t, blaming).sum(), "g", known=known),
        "framing.blamed_first": number(first, "g", known=known),
        "framing.blamed_most": words(" and ".join(most) if known and first else MISSING),
        "framing.blamed_second": number(second, "g", known=known),
        "framing.blamed_without": number(without, "g"),
        "framing.blamed_without_next": number(following, "g"),
    }
    for kind, rows in {"blames": blaming, "blames_own": blaming[blaming["voice"] == OUTLET]}.items():
        passages = rows.groupby("doc_id")["passage"].nunique()
        numbers |= {
            f"framing.{kind}.{doc_id}": number(passages.get(doc_id, 0), "words or none", known=known)
            for doc_id in t["corpus"]["doc_id"]
        }
    for target, total in once_each.items():
        here = {doc_id: by_text.get((target, doc_id), 0) for doc_id in t["corpus"]["doc_id"]}
        numbers[f"framing.blamed_once.{target}"] = number(total, "g", known=known)
        numbers[f"framing.blamed.{target}"] = number(sum(here.values()), "words or none", known=known)
        numbers |= {
            f"framing.blamed.{target}.{doc_id}": number(passages, "words or none", known=known)
            for doc_id, passages in here.items()
        }
    return numbers


def _without_its_story(per_story: pd.DataFrame) -> tuple[float | None, float | None]:
    """Passages that blame the target blamed most, and the next, without the story that blames the first most often."""
    totals = per_story.sum().sort_values(ascending=False, kind="stable")
    if len(per_story) < 2 or len(totals) < 2:
        return None, None
    rest = per_story.drop(index=per_story[totals.index[0]].idxmax()).sum()
    return float(rest[totals.index[0]]), float(rest.drop(totals.index[0]).max())
