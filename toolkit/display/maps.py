"""Maps: where the places of a comparison lie, on one scale, each opening to its passages.

Land and borders are `data/outlines.csv`, drawn as they are there; they assert nothing.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from toolkit.analysis import groups, passages
from toolkit.analysis.comparison import Comparison
from toolkit.analysis.counts import KEY_OF
from toolkit.checks import ToolkitError, counted, cut, listed, one_of
from toolkit.corpus import Corpus
from toolkit.display.html import FEATURES
from toolkit.display.plots import lettering
from toolkit.layers.gazetteer import DATA, load_gazetteer
from toolkit.templates import filled
from toolkit.text.documents import PLACE_KEYS

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FACTS = ["place", "kind", "country", "province", "lat", "lon"]
POINTS = ["city", "county", "zone"]  # the others are areas, drawn as a ring round their centre
WORLD, GLOBE = "world", (-170.0, 180.0, -56.0, 75.0)  # west, east, south, north
LARGEST = 420.0  # area of the largest point, in square points
INCHES, TITLE, DPI = 4.8, 0.32, 90  # width of a map, height of its title, resolution on a page
LONG = 24  # letters of a name
SHOWN = 6  # passages of a point
CLICK, INSIDE = 4.5, 0.6  # least radius of a click in points, share of it for one on another
BLUE, RED, LAND, SEA = "#0072B2", "#D55E00", "#f4f1ea", "#e3edf3"
LINES = {"country": ("#8c8577", 0.7), "province": ("#cfc8b9", 0.5)}


@dataclass(frozen=True, repr=False)
class Map:
    """One or more maps side by side, with their table.

    Attributes
    ----------
    table : a row per place, the most named first: `place, kind, lat, lon`, and a column of hits for
        each map
    figure : the maps, to save or to print
    note : what is drawn and what is not
    """

    table: pd.DataFrame
    figure: Figure
    note: str
    _spots: list[dict[str, Any]]
    _closed: frozenset[str]

    def _repr_html_(self) -> str:
        drawn = BytesIO()
        self.figure.savefig(drawn, format="webp", dpi=DPI, pil_kwargs={"quality": 60})
        rows = self.table.head(FEATURES).drop(columns=["kind", "lat", "lon"])
        return filled(
            "map.html",
            **{"image": base64.b64encode(drawn.getvalue()).decode(), "note": self.note},
            **{"spots": self._spots, "closed": self._closed, "most": SHOWN},
            table=rows.to_html(index=False, border=0),
        )

    def __repr__(self) -> str:
        return f"{self.table.head(FEATURES).to_string(index=False)}\n{self.note}"


def places(comparison: Comparison, *names: str, inside: str | None = None) -> Map:
    """Draw where the places of a comparison lie, each point as large as its hits are many.

    Parameters
    ----------
    comparison : its features are places, countries, provinces, macro_regions or clusters, or one of
        its group keys is
    *names : a map for each, side by side on one scale: groups where places are compared, else
        features or values of the other key; without any, one map of all together
    inside : the country or province to draw, or "world"; without it the country with most hits

    Returns
    -------
    Map
        Shown in a notebook as a picture with its table beside it; a click on a point opens its
        passages.  `figure` is matplotlib's, `table` what it draws.

    Raises
    ------
    ToolkitError
        Nothing in the comparison is a place, or a name is not in it.

    Examples
    --------
    >>> import toolkit as kit
    >>> drawn = kit.compare(kit.example(), "places", by="outlet").map("Daily", inside="world")
    >>> drawn.table[["place", "Daily"]].values.tolist()
    [['Hamburg', 1], ['Rotterdam', 1], ['Shanghai', 1]]
    """
    hits, level, panel = _hits(comparison)
    for name in names:
        one_of(name, comparison.table[panel], "a group or feature of this comparison")
    panels = list(dict.fromkeys(names)) or ["hits"]
    hits = hits[hits["panel"].isin(names)] if names else hits.assign(panel="hits")
    hits = hits.drop_duplicates(["panel", "place", "hit"])
    table = pd.crosstab(hits["place"], hits["panel"]).reindex(columns=panels, fill_value=0)
    total = table.sum(axis=1).sort_values(ascending=False, kind="stable")
    known = _known(comparison.corpus, level)
    table = table.loc[total.index].join(known).rename_axis("place").reset_index()
    if inside is None:
        home = total.groupby(known["country"].reindex(total.index).replace("", None)).sum()
        inside = str(home.idxmax()) if len(home) and level != "country" else WORLD
    one_of(inside, [WORLD, *known["country"], *known["province"]], "a country or province")
    lies = known["country"].eq(inside) | known["province"].eq(inside) | (inside == WORLD)
    ground = known[lies & (known.index != inside)]
    drawn = table[table["place"].isin(ground.index) & table["lat"].notna()].reset_index(drop=True)
    left_out = [f"{place} {n}" for place, n in total.drop(drawn["place"]).items()]
    note = (
        f"{counted(len(drawn), 'place')} in {'the ' * (inside == WORLD)}{inside}; the area of a "
        f"point is its number of hits, rings are areas at their centre. "
        f"{f'Not drawn: {listed(left_out)}. ' if left_out else ''}"
        f"{cut(FEATURES, len(table), 'rows of the table')}"
        "Outlines: Natural Earth; they assert nothing about borders."
    )
    held = hits[hits["place"].isin(drawn["place"])].groupby("panel")["hit"].nunique()
    titles = {p: f"{p}: " * bool(names) + counted(int(held.get(p, 0)), "hit") for p in panels}
    figure, spots = _figure(drawn, titles, GLOBE if inside == WORLD else _frame(drawn, ground))
    for spot in spots:
        cell = hits[(hits["place"] == spot["place"]) & (hits["panel"] == spot["panel"])]
        rows = comparison._tally.hits.iloc[np.sort(cell["hit"])]
        spot["found"] = passages.passages(comparison.corpus, rows).to_dict("records")
    table = table[["place", "kind", "lat", "lon", *panels]]
    return Map(table, figure, note, spots, comparison.corpus.closed)


def _hits(comparison: Comparison) -> tuple[pd.DataFrame, str, str]:
    """Return a row per hit, place and map it may stand in; the key of the places; that of maps."""
    tally, features, keys = comparison._tally, comparison.basis["features"], comparison.keys
    pairs = tally.labels.names.iloc[tally.label].reset_index(drop=True)
    pairs = pairs.assign(feature=tally.names[tally.feature[tally.hit]], hit=tally.hit)
    kinds = {"feature": KEY_OF.get(features), **{key: key for key in keys}}
    place = next((column for column, kind in kinds.items() if kind in PLACE_KEYS), None)
    if place is None:
        raise ToolkitError(
            f"{features!r} by {' and '.join(keys)} has no places to draw; compare places or "
            "provinces, or by one of them"
        )
    panel = next(column for column in (*keys, "feature") if column != place)
    pairs = pairs[[place, panel, "hit"]].set_axis(["place", "panel", "hit"], axis=1)
    return pairs.astype({"place": "str", "panel": "str"}), str(kinds[place]), panel


def _known(corpus: Corpus, level: str) -> pd.DataFrame:
    """Return what is known of places by their name: kind, country, province, coordinates."""
    known = load_gazetteer(corpus._file("gazetteer.csv")).rename(columns={"name": "place"})
    known = known[[*FACTS, "macro_region"]]
    if level == "macro_region":  # whose value is "eastern" where the place is "eastern region"
        known = known[known["kind"] == level].assign(place=known["macro_region"])
    elif level == "place":
        known = pd.concat([groups.placed(corpus)[FACTS], known])
    known[["lat", "lon"]] = known[["lat", "lon"]].apply(pd.to_numeric)
    return known.drop_duplicates("place").set_index("place")


def _frame(drawn: pd.DataFrame, ground: pd.DataFrame) -> tuple[float, ...]:
    """Return west, east, south and north of all points and of nearly all places of the ground."""
    out: list[float] = []
    for axis in ("lon", "lat"):
        values = pd.concat([drawn[axis], ground[axis].quantile([0.005, 0.995])])
        edge = max(0.05 * (values.max() - values.min()), 0.6)
        out += [float(values.min() - edge), float(values.max() + edge)]
    return tuple(out)


@lru_cache(maxsize=1)
def _outlines() -> dict[str, list[np.ndarray]]:
    """Read land and borders: arrays of longitude and latitude."""
    table = pd.read_csv(DATA / "outlines.csv").set_index("kind")["steps"]
    points = table.map(
        lambda steps: np.array(steps.split(), int).reshape(-1, 2).cumsum(axis=0) / 20
    )
    return {kind: points.loc[kind].tolist() for kind in points.index.unique()}


def _figure(
    drawn: pd.DataFrame, titles: dict[str, str], frame: tuple[float, ...]
) -> tuple[Figure, list[dict[str, Any]]]:
    """Draw the maps; return where their points lie, in per cent of the figure."""
    from matplotlib.figure import Figure

    west, east, south, north = frame
    high = INCHES * (north - south) / (east - west) / np.cos(np.radians((south + north) / 2))
    figure = Figure(figsize=(INCHES * len(titles), high + TITLE), dpi=100)
    figure.set_layout_engine("none")
    sides = {"left": 0.01, "right": 0.99, "bottom": 0, "top": high / (high + TITLE)}
    grid = figure.add_gridspec(1, len(titles), wspace=0.02, **sides)
    inch, most, spots = figure.get_size_inches(), max(1, drawn[list(titles)].max(axis=None)), []
    for i, (panel, title) in enumerate(titles.items()):
        ax = figure.add_subplot(grid[i], xticks=[], yticks=[])
        ax.set(xlim=frame[:2], ylim=frame[2:], facecolor=SEA)
        ax.set_title(title, loc="left", fontsize=9, **lettering())
        _ground(ax)
        rows = drawn[drawn[panel] > 0].sort_values(panel, ascending=False, kind="stable")
        size, point = LARGEST * rows[panel] / most, rows["kind"].isin(POINTS)
        fill, edge = [(BLUE, 0.45 * at) for at in point], np.where(point, BLUE, RED)
        ax.scatter(rows["lon"], rows["lat"], size, facecolor=fill, edgecolor=edge, lw=0.8, zorder=4)
        radius = np.sqrt(size.to_numpy() / np.pi)
        _names(ax, rows, radius)
        at = figure.transFigure.inverted().transform(ax.transData.transform(rows[["lon", "lat"]]))
        across = 2 * _reach(72 * inch * at, radius) / (72 * inch[0])
        shares = {"left": 100 * at[:, 0], "top": 100 * (1 - at[:, 1]), "across": 100 * across}
        spots += rows.assign(panel=panel, n=rows[panel], **shares).to_dict("records")
    return figure, spots


def _reach(at: np.ndarray, radius: np.ndarray) -> np.ndarray:
    """Return the radius in which a click opens each point, of points from the largest down.

    A later point lies on an earlier one: it leaves the other's centre free or, where both lie in
    one spot, its rim, so that a click can reach either.
    """
    out = np.maximum(radius, CLICK)
    for i in range(1, len(out)):
        away = np.hypot(*(at[:i] - at[i]).T)
        out[i] = min(out[i], np.maximum(away, INSIDE * np.minimum(out[:i], CLICK)).min())
    return out


def _ground(ax: Axes) -> None:
    """Draw land and borders."""
    from matplotlib.collections import LineCollection, PolyCollection

    ax.spines[:].set_visible(False)
    lines = _outlines()
    ax.add_collection(PolyCollection(lines["land"], facecolor=LAND, edgecolor="#a39c8d", lw=0.6))
    for kind, (colour, width) in LINES.items():
        ax.add_collection(LineCollection(lines[kind], colors=colour, linewidths=width))


def _names(ax: Axes, rows: pd.DataFrame, radius: np.ndarray) -> None:
    """Write names right or left of their points, the largest first, where there is room."""
    from matplotlib.transforms import Bbox

    points = rows[["lon", "lat"]].to_numpy()
    at, reach = ax.transData.transform(points), radius[:, None] * ax.figure.dpi / 72
    taken = [Bbox(corners) for corners in np.stack([at - reach, at + reach], axis=1)]
    for name, point, gap in zip(rows["place"], points, radius + 2, strict=True):
        said = name if len(name) <= LONG else name[: LONG - 1] + "…"
        for side, aligned in ((gap, "left"), (-gap, "right")):
            text = ax.annotate(said, point, (side, 0), textcoords="offset points", ha=aligned,
                               va="center", fontsize=7.5, zorder=5, **lettering())  # fmt: skip
            box = text.get_window_extent().padded(1)
            if ax.bbox.x0 < box.x0 and box.x1 < ax.bbox.x1 and not box.count_overlaps(taken):
                taken.append(box)
                break
            text.remove()
