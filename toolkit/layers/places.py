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
from toolkit.layers import contract
from toolkit.layers.evidence import LISTED, OFFICE, Context, cues, weights
from toolkit.layers.gazetteer import DEMONYM, LEVELS, SHORT, load_gazetteer
from toolkit.layers.gazetteer import forms as forms_of
from toolkit.text import patterns
from toolkit.text.words import Words

__all__ = ["find", "load_gazetteer"]

LEVELLED = ["country", "province", "macro_region"]
FACTS = ["place", "kind", *LEVELLED, "clusters", "parts", "lat", "lon"]
COLUMNS = [*spans.ADDRESS, *contract.COLUMNS["places"].split()]
SURE = 1.0  # evidence from which on a name that is also a word or a person is taken for a place
LEAD = 0.5  # by how much the likeliest of several namesakes must lead, in powers of ten of people
PERSON = ["title_before", "initial_before", "person_before", "first_name"]


def find(
    texts: Mapping[str, str], words: Words, sentences: pd.DataFrame, gazetteer: pd.DataFrame
) -> pd.DataFrame:
    """Find the mentions of places.

    Parameters
    ----------
    texts : text by document
    words : words of the body
    sentences : layer; its rows are the units no mention crosses
    gazetteer : places, from `load_gazetteer`

    Returns
    -------
    DataFrame
        A row per mention: `place` is the name in the gazetteer (or the text, where it is not
        listed), `kind` one of country, macro_region, cluster, province, city, county, zone,
        international, demonym, deictic; `country, province, macro_region` what it lies in;
        `clusters` what it belongs to and `parts` what a cluster's name joins, joined with `;`;
        `in_name` inside the name of an organisation, event or law; `actor` the place acts or ought
        to; `loop` in a repetition that is not counted; `doubt` is `word` or `person` where the name
        is also one and little speaks for the place, `namesake` where another place of the name is
        nearly as likely, `unlisted` where no list has it; `lat, lon` in degrees.

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
    counted = words.counted
    words = replace(words, counted=words.unit >= 0)  # with the repetitions
    ctx = Context(words)
    found = _options(words, gazetteer, ctx)
    names = _names(found.drop_duplicates("hit"), ctx)
    table = cues(names, ctx)
    names = _meant(names, found, table, ctx)
    score = table @ weights()["weight"].groupby(level=0).first()[table.columns]
    names["in_name"] = table[["org_after", "org_of", "org_before"]].any(axis=1) & ~table["lies_in"]
    names["actor"] = _acts(names, ctx, table["lies_in"].to_numpy())
    names["doubt"] = _doubt(names, table, score)
    names = _settled(names[(score >= 0) & (names["kind"] != "none")])
    names["loop"] = ~counted[names["first"]]
    names["text"] = pd.Series(spans.slices(names, texts), dtype="str")
    names.loc[names["own"], "place"] = names["text"]
    names.loc[names["own"], "kind"] = "zone"
    names[LEVELLED] = names[LEVELLED].replace("", None)
    names[["lat", "lon"]] = names[["lat", "lon"]].apply(pd.to_numeric)
    return names.sort_values("first", ignore_index=True)[COLUMNS]


def _doubt(names: pd.DataFrame, table: pd.DataFrame, score: pd.Series) -> pd.Series:
    """Say why a reader should look twice: the context decided narrowly, or not at all."""
    person = table[["given", "surname", "person_elsewhere"]].any(axis=1)
    weak = score < SURE
    said = [names["level"] == "odd", weak & table["common"], weak & person, names["rivals"]]
    reasons = np.select(said, ["unlisted", "word", "person", "namesake"], "")
    return pd.Series(reasons, dtype="str").replace("", None)


def _options(words: Words, gazetteer: pd.DataFrame, ctx: Context) -> pd.DataFrame:
    """List the leftmost longest forms and the places they may mean, the best known first."""
    forms = forms_of(gazetteer, words.atoms.vocabulary)
    code, unique = pd.factorize(forms["pattern"].str.lower())
    found = patterns.find(words, list(unique)).merge(forms.assign(pattern=code), on="pattern")
    first, last, level = (found[c].to_numpy() for c in ("first", "last", "level"))
    short, people = ((found["role"] == role).to_numpy() for role in (SHORT, DEMONYM))
    known = people | np.isin(level, LEVELS[:2])
    beside = ctx.has("and compass", ctx.after(last, ctx.close))
    paired = (first > 0) & ctx.comma[first - 1]
    caps = ctx.count(~ctx.caps, first, last) == 0
    good = ctx.count(ctx.lower, first, last) <= found["small"]
    good &= ~short | np.where(found["kind"] == "macro_region", beside, paired)  # Paris, TX
    good &= np.where(found["exact"], caps, ~caps | (found["end"] - found["start"] > 3))  # no UN
    good &= known | (first < last) | ~ctx.has(OFFICE, first)
    good &= ~ctx.gap(lambda form: form.startswith("$"))[last]
    bare = words.atoms.spans(last)["end"].to_numpy() == found["end"]
    found["end"] += found["dot"] & ctx.dot[last] & bare
    found["kind"] = found["kind"].where(~people, "demonym")
    found["rank"] = pd.Categorical(level, LEVELS).codes * 1e11 - found["people"]
    found = found[good].sort_values(["first", "last", "rank"], ignore_index=True)
    kept = patterns.longest(found.drop_duplicates(["first", "last"]).assign(pattern=0))
    kept = kept.reset_index(names="hit")[["first", "last", "hit"]]
    return found.merge(kept, on=["first", "last"])


def _names(hits: pd.DataFrame, ctx: Context) -> pd.DataFrame:
    """Let hits take the generic word behind and the word before them; add unlisted names."""
    first, last = hits["first"].to_numpy().copy(), hits["last"].to_numpy().copy()
    free = ~ctx.covered(first, last)
    stretch = (hits["role"] != DEMONYM).to_numpy()
    on = ctx.after(last, ctx.link)
    takes = stretch & free[on] & ctx.has("generic", on)
    takes &= (hits["country"] == "China").to_numpy() | ~ctx.has("city", on)
    takes &= ctx.run_last[last] == on  # not Denver District Judge
    last = np.where(takes, on, last)
    p = ctx.before(first, ctx.link)
    first = np.where(stretch & free[p] & ctx.has("compass", p), p, first)  # North Wales
    own = takes & ctx.has("feature", last)
    end = np.where(takes, ctx.atoms.spans(last)["end"], hits["end"])
    hits = hits.assign(first=first, last=last, end=end, own=own)
    hits["start"] = ctx.atoms.spans(first)["start"].to_numpy()

    free = ~ctx.covered(first, last)
    odd = ctx.upper & ~ctx.caps & free[:-1] & ~ctx.has(LISTED, ctx.every)
    a = np.flatnonzero(odd & ~np.append(False, ctx.link[:-1]))
    b = ctx.run_last[a]
    whole = ctx.count(~odd, a, b) == 0
    a, b = a[whole], b[whole]
    rows = ctx.atoms.spans(a).assign(
        first=a, last=b, end=ctx.atoms.spans(b)["end"], level="odd", own=True
    )
    rows = rows.assign(hit=-1, role=-1, kind="", clusters="", parts="")
    return pd.concat([hits, rows]).sort_values("first", ignore_index=True)


def _meant(names, found, table, ctx: Context) -> pd.DataFrame:
    """Choose what each name means; add to the table of cues what the document says of it."""
    person, last = table[PERSON].any(axis=1), names["last"].to_numpy()
    form = pd.factorize(ctx.atoms.folded)[0][ctx.atoms.ids]
    form = form + ctx.atoms.document(ctx.every) * ctx.size  # of one document
    table["person_elsewhere"] = np.isin(form[last], form[last[person]])
    same = names.groupby([form[names["first"]], form[last]]).ngroup()

    name = pd.Series(names.index, names["hit"])[found["hit"]].to_numpy()
    may = found.assign(name=name)
    people = may["people"].to_numpy()  # unknown: 8 for a sea, a region
    listed = may["level"].ne("unknown") * np.where(may["kind"] == "city", 5, 8)
    score = np.where(people > 0, np.log10(people + 1), listed) + may["kind"].eq("country")
    joined = ctx.comma[last] & (names["first"].shift(-1) - names["last"] == 1)  # Paris, Texas
    part = may[joined.to_numpy()[name]].reset_index(names="part")
    whole = may.reset_index(names="whole").assign(name=name - 1)[["name", "whole", "place"]]
    pairs = part.merge(whole, on="name", suffixes=("", "_of"))
    above = pairs["place_of"]
    pairs = pairs[(above == pairs["province"]) | (above == pairs["country"])]
    bonus = np.zeros(len(may))
    bonus[pairs[["whole", "part"]]] = 6
    shared = pd.Series(bonus).groupby([same[name].to_numpy(), may["place"]]).transform("max")
    score = score + np.maximum(bonus, shared / 2)

    best = pd.Series(score).groupby(name).idxmax()
    table["lies_in"] = names.index.isin(name[pairs["part"]])
    sure = best[names["level"].isin(LEVELS[:2])[best.index]]
    for cue, above, weight in (("same_country", "country", 1), ("same_province", "province", 1.5)):
        here = pd.factorize(may["doc"] + " " + may[above])[0]
        vote = here * len(names) + same.to_numpy()[name]
        votes = np.bincount(np.unique(vote[sure]) // len(names), minlength=len(may))
        inside = (votes[here] > np.isin(vote, vote[sure])) & (may[above] != "")
        score = score + weight * inside
        table[cue] = names.index.isin(name[inside]) & ~names.index.isin(name[sure])
    best = pd.Series(score).groupby(name).idxmax()
    names.update(may.loc[best, FACTS].set_axis(best.index))
    second = pd.Series(score).drop(best).groupby(name[may.index.drop(best)]).max()
    lead = pd.Series(score).loc[best].set_axis(best.index) - second
    names["rivals"] = lead.reindex(names.index).lt(LEAD)
    return names


def _acts(names: pd.DataFrame, ctx: Context, lies_in: np.ndarray) -> np.ndarray:
    """Say whether a place is an agent: subject of a verb of acting, or after by or help."""
    first, last = names["first"].to_numpy(), names["last"].to_numpy()
    verb = ctx.after(last, ctx.close)
    for _ in range(2):  # Foshan has also promoted
        verb = np.where(ctx.has("adverb", verb), ctx.after(verb, ctx.close), verb)
    doing = ctx.after(verb, ctx.close)
    going = ctx.atoms.ask(lambda form: form.endswith("ing"))[doing] & ctx.has("be", verb)
    acts = ctx.has("act", verb) | ((ctx.has("modal", verb) | going) & ~ctx.has("state", doing))
    held = ctx.has("near locative of with", ctx.lead(first))
    both = ctx.has("and", ctx.after(last, ctx.close))[:-1] & (first[1:] == last[:-1] + 2)
    held[1:] |= both & held[:-1]  # not in cooperation with Macao and Hong Kong
    acts &= ~held
    acts[:-1] |= (both | lies_in[:-1]) & acts[1:]  # Foshan and Guangzhou should
    acts[1:] &= ~lies_in[:-1]  # Foshan, Guangdong should: the city
    return acts | ctx.has("by", ctx.lead(first))


def _settled(names: pd.DataFrame) -> pd.DataFrame:
    """Settle what depends on the country a document is about: my country, the eastern region."""
    macro, deictic = names["kind"] == "macro_region", names["kind"] == "deictic"
    lies = names.loc[~macro & ~deictic & (names["country"] != ""), ["doc", "country"]]
    main = names["doc"].map(lies.value_counts().groupby("doc").idxmax().map(lambda pair: pair[1]))
    names["place"] = names["place"].where(~deictic | main.isna(), main)
    names["country"] = names["country"].where(~deictic, main)
    return names[~macro | (names["country"] == main)].reset_index(drop=True)
