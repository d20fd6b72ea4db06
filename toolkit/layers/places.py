"""Places: every mention, what it stands for, and whether it is only part of a name.

A mention is the longest form of the gazetteer in capitals, with the generic word that follows it.
Many forms are also words, people or parts of names: the room `evidence` says what speaks for and
against a place; what stays below zero is no mention.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from toolkit import spans
from toolkit.layers.evidence import OFFICE, Context, cues, weights
from toolkit.layers.gazetteer import DEMONYM, LEVELS, SHORT, load_gazetteer
from toolkit.text import patterns
from toolkit.text.words import Words

__all__ = ["find", "load_gazetteer"]

TEXTS = "text place kind country province macro_region clusters parts".split()
FACTS = "place kind country province macro_region clusters lat lon".split()
UNLISTED = {"County": "county", "Parish": "county", "Township": "county", "Province": "province"}
PERSON = ["title_before", "initial_before", "person_before", "first_name"]
SETTLED = ["near", "settlement_of", "pair_next"]
NAMED = ["org_after", "org_of", "org_before"]  # cues of a name that the place is only part of


def find(
    texts: Mapping[str, str], words: Words, sentences: pd.DataFrame, gazetteer: pd.DataFrame
) -> pd.DataFrame:
    """Find the mentions of places.

    Parameters
    ----------
    texts : text by document
    words : words of the body
    sentences : layer; its rows are the units no mention crosses
    gazetteer : forms of places, from `load_gazetteer`

    Returns
    -------
    DataFrame
        A row per mention: `place` is the name in the gazetteer (or the text, where it is not
        listed), `kind` one of country, macro_region, cluster, province, city, county, zone,
        international, demonym, deictic; `country, province, macro_region` what it lies in;
        `clusters` what it belongs to and `parts` what a cluster's name joins, joined with `;`;
        `in_name` inside the name of an organisation, event or law; `actor` the place acts or ought
        to; `loop` in a repetition that is not counted; `lat, lon` in degrees.

    Examples
    --------
    >>> from toolkit.text import atoms, words as room
    >>> texts = {"a": "Foshan should learn from Xi'an."}
    >>> body = spans.table({"doc": ["a"], "start": [0], "end": [31], "sentence": [0]})
    >>> none = spans.table({"doc": [], "start": [], "end": [], "kind": []})
    >>> read = room.tokenize(texts, atoms.scan(texts), none, body)
    >>> found = find(texts, read, body, load_gazetteer())
    >>> found[["place", "province", "actor"]].values.tolist()
    [['Foshan', 'Guangdong', True], ["Xi'an", 'Shaanxi', False]]
    """
    ctx = Context(words)
    found = _options(words, gazetteer, ctx)
    names = _names(found[found["hit"] >= 0].drop_duplicates("hit"), ctx)
    table = cues(names, ctx)
    names = _meant(names, found, table, ctx)
    score = table @ weights()["weight"].groupby(level=0).first()[table.columns]
    names["in_name"], names["actor"] = table[NAMED].any(axis=1), _acts(names, ctx)
    kept = (score >= 0) | names["kind"].isin(["demonym", "deictic", "macro_region"])
    names = _settled(names[kept & (names["kind"] != "none")], ctx)
    names["parts"] = [_parts(*row, found) for row in zip(names["place"], names["kind"], names["first"], names["last"])]
    names = pd.concat([names.assign(loop=False), _loops(names, words)], ignore_index=True)
    text = pd.Series(spans.slices(names, texts), dtype="str")
    plain = text.str.split().str.join(" ")
    other = plain.str.split().str[-1].map(UNLISTED).fillna("zone")
    other = other.where(names["level"] != "odd", "city")
    names = names.assign(
        text=text,
        place=names["place"].where(~names["own"], plain),
        kind=names["kind"].where(~names["own"], other),
        macro_region=names["macro_region"].str.removesuffix(" region"),
        lat=pd.to_numeric(names["lat"]),
        lon=pd.to_numeric(names["lon"]),
    )
    names[TEXTS] = names[TEXTS].astype("str").replace("", None)
    number = names["doc"].map({doc: i for i, doc in enumerate(texts)})
    order = np.lexsort((names["start"], number))
    columns = [*spans.ADDRESS, *TEXTS, "in_name", "actor", "loop", "lat", "lon"]
    return names.iloc[order][columns].reset_index(drop=True)


def _options(words: Words, gazetteer: pd.DataFrame, ctx: Context) -> pd.DataFrame:
    """List the forms found and the places they may mean, the best known first.

    `hit` numbers the leftmost longest matches; matches inside them have -1.
    """
    low = gazetteer["pattern"].str.lower()
    forms = gazetteer[low.str.extract("^([^ ]+)", expand=False).isin(set(words.atoms.folded))]
    code, unique = pd.factorize(low[forms.index])
    found = patterns.find(words, list(unique)).merge(forms.assign(pattern=code), on="pattern")
    first, last, level = (found[c].to_numpy() for c in ("first", "last", "level"))
    short, people = ((found["role"] == role).to_numpy() for role in (SHORT, DEMONYM))

    def number(what: np.ndarray) -> np.ndarray:
        total = np.concatenate([[0], np.cumsum(what)])
        return total[last + 1] - total[first]

    dot = found["dot"].to_numpy()
    beside = np.where(  # central and western regions; Paris, TX
        found["kind"] == "macro_region",
        ctx.has("and compass", ctx.after(last, ctx.close | ctx.comma)),
        (first > 0) & ctx.comma[first - 1] & ctx.upper[first - 1],
    )
    caps, little = number(~ctx.caps) == 0, found["end"] - found["start"] < 4
    good = (number(ctx.lower) <= found["small"]) & (~short | beside)
    good &= np.where(found["exact"], caps, ~caps | ~little | ctx.titled[first])  # no UN, no WHO
    good &= ~dot | ctx.dot[last] | (short & ~ctx.has("common", last))
    plain = ~ctx.has(OFFICE + " settlement near", first) | (first < last)
    good &= plain | people | np.isin(level, LEVELS[:2])
    good &= ~ctx.gap(lambda form: form.startswith("$"))[last]
    found["end"] += dot & ctx.dot[last] & (words.atoms.end[last] == found["end"])
    found["kind"] = found["kind"].where(~people, "demonym")
    found["rank"] = pd.Categorical(level, LEVELS).codes
    order, up = ["first", "last", "rank", "people"], [True, True, True, False]
    found = found[good].sort_values(order, ascending=up, ignore_index=True)
    one = found.drop_duplicates(["first", "last"])
    kept = patterns.longest(one.assign(pattern=0)).reset_index(names="hit")
    found = found.merge(kept[["first", "last", "hit"]], on=["first", "last"], how="left")
    return found.assign(hit=found["hit"].fillna(-1).astype("int64"), place=found["name"])


def _names(hits: pd.DataFrame, ctx: Context) -> pd.DataFrame:
    """Let hits take the generic word behind and the word before them; add unlisted names."""
    first, last = hits["first"].to_numpy().copy(), hits["last"].to_numpy().copy()
    free = ~ctx.covered(first, last)
    stretch = (hits["role"] != DEMONYM).to_numpy() & ~ctx.titled[first]
    on = ctx.after(last, ctx.link)
    takes = stretch & free[on] & ctx.has("generic", on)
    takes &= (hits["country"] == "China").to_numpy() | ~ctx.has("city", on)
    takes &= (ctx.run_last[last] == on) | ctx.has("tail", on)  # not Denver District Judge
    last = np.where(takes, on, last)
    for role in ("compass", "compass", "lead"):  # South West England, Lake Erie
        p = ctx.before(first, ctx.link | (ctx.abbreviated & (role == "lead")))
        joins = stretch & (p >= 0) & free[p] & ~ctx.starts[p] & ctx.has(role, p)
        first = np.where(joins, p, first)
    own = (takes & ctx.has("feature", last)) | (joins & ctx.has("feature", first))
    end = np.where(takes, ctx.atoms.end[last], hits["end"])
    hits = hits.assign(first=first, last=last, start=ctx.atoms.start[first], end=end, own=own)

    free, within = ~ctx.covered(first, last), np.arange(ctx.size)
    common, tail = ctx.has("common", within), ctx.has("tail", within)
    word = ctx.upper & free[:-1] & ~ctx.titled & ~ctx.has(OFFICE + " near locative the", within)
    odd = word & ~common & ~ctx.caps & ~ctx.one & ~ctx.has("given surname chinese", within)
    before = ctx.before(within, ctx.link | ctx.abbreviated)
    leads = ctx.has("lead", before) & free[before]
    more = word & ctx.link & np.append(word[1:], False)
    new = []
    for a in np.flatnonzero(word & ~np.append(False, more[:-1])):
        b = a
        while more[b]:
            b += 1
        clear = not common[a : b + 1].any() or (a == b and not ctx.starts[a])
        whole = ctx.run_first[a] == a and ctx.run_last[a] == b and not ctx.starts[a]
        if b - a > 2:
            continue
        if ctx.link[b] and tail[b + 1] and free[b + 1] and clear:
            new.append((a, b + 1, "tail"))  # Waiheke Island
        elif leads[a] and a == b:
            new.append((a - 1, b, "lead"))  # Fort Hood
        elif whole and odd[a : b + 1].all():
            new.append((a, b, "odd"))
    rows = pd.DataFrame(new, columns=["first", "last", "level"])
    at = rows["first"].to_numpy(dtype="int64")
    rows = ctx.atoms.spans(at).assign(**rows, end=ctx.atoms.end[rows["last"].to_numpy(dtype="int64")])
    rows = rows.assign(own=True, hit=-1, role=-1, kind="")
    return pd.concat([hits, rows]).sort_values("first", ignore_index=True)


def _meant(
    names: pd.DataFrame, found: pd.DataFrame, table: pd.DataFrame, ctx: Context
) -> pd.DataFrame:
    """Choose what each name means; add to the table of cues what the document says of it."""
    person, place = table[PERSON].any(axis=1), table[SETTLED].any(axis=1)
    form = ctx.atoms.folded[ctx.atoms.ids]
    same = names.groupby(["doc", form[names["first"]], form[names["last"]]]).ngroup()
    table["person_elsewhere"] = person.groupby(same).transform("any") & ~person
    place = place.groupby(same).transform("any") & ~place
    table["place_elsewhere"] = place & ~table["person_elsewhere"]

    at = pd.Series(names.index, names["hit"])
    may = found[found["hit"] >= 0].assign(name=lambda rows: at[rows["hit"]].to_numpy())
    may = may.reset_index(drop=True)
    name = may["name"].to_numpy()
    score = np.log10(may["people"].to_numpy() + 1) + (may["kind"] == "country")
    first, last = names["first"].to_numpy(), names["last"].to_numpy()
    on = np.append(first[1:], ctx.size + 9)
    joined = (ctx.comma | ctx.link)[last] & (on == last + 1)  # Paris, Texas
    joined |= ctx.has("near of", ctx.after(last, ctx.close)) & (on == last + 2)  # Paris in Texas
    part = may[joined[name]].reset_index(names="part")
    whole = may.reset_index(names="whole").assign(name=name - 1)[["name", "whole", "place"]]
    pairs = part.merge(whole, on="name", suffixes=("", "_of"))
    pairs = pairs[(pairs["place_of"] == pairs["province"]) | (pairs["place_of"] == pairs["country"])]
    bonus = np.zeros(len(may))
    bonus[pairs["whole"]], bonus[pairs["part"]] = 4, 6
    shared = pd.Series(bonus).groupby([same[name].to_numpy(), may["place"]]).transform("max")
    score = score + np.maximum(bonus, shared / 2)

    best = pd.Series(score).groupby(name).idxmax()
    sure = best[names["level"].isin(LEVELS[:2])[best.index] & ~person[best.index]]
    sure = np.union1d(sure, pairs["part"])
    for cue, above, weight in (("same_country", "country", 1), ("same_province", "province", 1.5)):
        here = may["doc"] + " " + may[above]
        inside = here.isin(here[sure]) & (may[above] != "")
        score = score + weight * inside
        table[cue] = names.index.isin(name[inside]) & ~names.index.isin(name[sure])
    best = pd.Series(score).groupby(name).idxmax()
    names.update(may.loc[best, FACTS].set_axis(best.index))
    return names


def _acts(names: pd.DataFrame, ctx: Context) -> np.ndarray:
    """Say whether a place is an agent: subject of a verb of acting, or after by or help."""
    first, last = names["first"].to_numpy(), names["last"].to_numpy()
    on, verb = np.append(first[1:], ctx.size + 9), ctx.after(last, ctx.close)
    for _ in range(2):  # Foshan has also promoted
        verb = np.where(ctx.has("adverb", verb), ctx.after(verb, ctx.close), verb)
    doing = ctx.after(verb, ctx.close)
    doing = np.where(ctx.has("adverb", doing), ctx.after(doing, ctx.close), doing)
    going = ctx.atoms.ask(lambda form: form.endswith("ing"))[doing] & (doing >= 0)
    acts = ctx.has("act", verb) | (ctx.has("modal", verb) & ~ctx.has("state", doing))
    acts |= ctx.has("be", verb) & going & ~ctx.has("state", doing)
    both = ctx.has("and", ctx.after(last, ctx.close)) & (on == last + 2)
    chain = both | (ctx.comma[last] & (on == last + 1))  # Foshan and Hefei; Xingtai, Hebei
    held = ctx.has("near locative of with", ctx.lead(first))
    for _ in range(3):
        held[1:] |= chain[:-1] & held[:-1]
    acts &= ~held
    acts[:-1] |= chain[:-1] & acts[1:]
    acts[1:] &= ~(chain & ~both)[:-1]
    return acts | ctx.has("by", ctx.lead(first))


def _settled(names: pd.DataFrame, ctx: Context) -> pd.DataFrame:
    """Settle what depends on the country a document is about: my country, the eastern region."""
    macro, deictic = names["kind"] == "macro_region", names["kind"] == "deictic"
    lies = names.loc[~macro & ~deictic & (names["country"] != ""), ["doc", "country"]]
    main = lies.value_counts().reset_index().drop_duplicates("doc").set_index("doc")["country"]
    main = names["doc"].map(main)
    names = names.assign(
        place=names["place"].where(~deictic | main.isna(), main),
        country=names["country"].where(~deictic, main),
    )
    on = np.append(names["first"].to_numpy()[1:], ctx.size + 9) - names["last"].to_numpy()
    ends = (names["role"] != SHORT) | ((on <= 2) & macro.shift(-1, fill_value=False))
    return names[~macro | ((names["country"] == main) & ends)]


def _loops(names: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Find the same names in the repetitions that are not counted."""
    echo = replace(words, counted=(words.unit >= 0) & ~words.counted)
    form = words.atoms.folded[words.atoms.ids]
    spelt = [" ".join(form[a : b + 1]) for a, b in zip(names["first"], names["last"], strict=True)]
    known = names.assign(form=spelt, loop=True, actor=False).drop_duplicates(["doc", "form"])
    unique = known["form"].unique() if echo.counted.any() else known["form"].to_numpy()[:0]
    hits = patterns.longest(patterns.find(echo, list(unique)))
    hits["form"] = unique[hits["pattern"]]
    where = [*spans.ADDRESS, "form"]
    return hits[where].merge(known.drop(columns=["start", "end"]), on=["doc", "form"])


def _parts(place: str, kind: str, first: int, last: int, found: pd.DataFrame) -> str:
    """Name the places that the name of a cluster joins: those it holds, else its members."""
    if kind != "cluster":
        return ""
    low, high = np.searchsorted(found["first"], [first, last + 1])
    held = found.iloc[low:high].drop_duplicates(["first", "last"])
    held = held[(held["last"] <= last) & held["level"].isin(LEVELS[:3])]
    held = held[held["kind"].isin(["country", "province", "city"])]
    return ";".join(held["place"])
