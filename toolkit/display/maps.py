"""Maps: where the places of a comparison lie, on one scale, each opening to its passages.

Land and borders are `data/outlines.csv`, drawn as they are there; they assert nothing.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from toolkit.analysis import groups, passages
from toolkit.analysis.basis import KEY_OF
from toolkit.analysis.comparison import Comparison
from toolkit.checks import ToolkitError, counted, one_of
from toolkit.corpus import Corpus
from toolkit.display.html import FEATURES, STYLE, opened
from toolkit.layers.gazetteer import DATA, load_gazetteer

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WORLD = "world"
POINT = ("city", "county", "zone")  # the others are areas, drawn as a ring round their centre
LARGEST = 420.0  # area of the largest point, in square points
INCHES, TITLE, DPI = 4.8, 0.32, 90  # width of a map, height of its title, resolution on a page
SHOWN = 6  # passages of a point
BLUE, RED, INK, LAND, SEA = "#0072B2", "#D55E00", "#222222", "#f4f1ea", "#e3edf3"
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
    _points: str

    def _repr_html_(self) -> str:
        image = BytesIO()
        self.figure.savefig(image, format="png", dpi=DPI)
        rows = self.table.head(FEATURES).drop(columns=["kind", "lat", "lon"])
        body = rows.to_html(index=False, border=0, justify="right", escape=True)
        return (
            f'{STYLE}<div class="kit"><div class="beside"><div class="map"><img alt="map" '
            f'src="data:image/png;base64,{base64.b64encode(_small(image)).decode()}">'
            f"{self._points}</div>{body}</div><p>{escape(self.note)}</p></div>"
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
    hits, level = _hits(comparison)
    for name in names:
        one_of(name, hits["panel"], "a group or feature of this comparison")
    panels = list(dict.fromkeys(names)) or ["hits"]
    hits = hits[hits["panel"].isin(names)] if names else hits.assign(panel="hits")
    hits = hits.drop_duplicates(["panel", "place", "hit"])
    table = pd.crosstab(hits["place"], hits["panel"]).reindex(columns=panels, fill_value=0)
    table = table.assign(total=lambda t: t.sum(axis=1))
    table = table.sort_values(["total", "place"], ascending=[False, True])
    known = _known(comparison.corpus, level)
    table = table.drop(columns="total").join(known).reset_index()
    weight = hits.groupby("place").size()
    if inside is None:
        home = weight.groupby(known["country"].reindex(weight.index).replace("", None)).sum()
        inside = str(home.idxmax()) if len(home) else WORLD
    one_of(inside, [WORLD, *known["country"], *known["province"]], "a country or province")
    within = (known["country"].eq(inside) | known["province"].eq(inside)) & (known.index != inside)
    frame = known[within | (inside == WORLD)]
    drawn = table[table["place"].isin(frame.index) & table["lat"].notna()].reset_index(drop=True)
    figure, spots = _figure(drawn, panels, frame, world=inside == WORLD)
    note = (
        f"{counted(len(drawn), 'place')} in {'the ' * (inside == WORLD)}{inside}; the area of a "
        "point is its number of hits, rings are areas at their centre. "
    )
    if len(drawn) < len(table):
        out = table[~table["place"].isin(drawn["place"])]
        listed = [f"{p} {n}" for p, n in zip(out["place"], out[panels].sum(axis=1), strict=True)]
        more = f" and {len(listed) - 8} more" if len(listed) > 8 else ""
        note += f"Not drawn: {', '.join(listed[:8])}{more}. "
    note += "Outlines: Natural Earth; they assert nothing about borders."
    points = _opened(comparison, hits, drawn.head(FEATURES), panels, spots)
    return Map(table[["place", "kind", "lat", "lon", *panels]], figure, note, points)


def _hits(comparison: Comparison) -> tuple[pd.DataFrame, str]:
    """Return a row per hit, place and map it may stand in; and the key the places are of."""
    tally = comparison._tally
    pairs = tally.labels.names.iloc[tally.label].reset_index(drop=True)
    pairs = pairs.assign(feature=tally.names[tally.feature[tally.hit]], hit=tally.hit)
    kinds = {"feature": KEY_OF.get(comparison.basis["features"]), **{k: k for k in comparison.keys}}
    where = [column for column, kind in kinds.items() if kind in groups.PLACE_KEYS]
    if not where:
        raise ToolkitError(
            f"{comparison.basis['features']!r} by {' and '.join(comparison.keys)} has no places to "
            "draw; compare places or provinces, or by one of them"
        )
    panel = next(c for c in (*comparison.keys, "feature") if c != where[0])
    pairs = pairs.rename(columns={where[0]: "place", panel: "panel"})
    return pairs[["place", "panel", "hit"]].astype({"place": "str", "panel": "str"}), str(
        kinds[where[0]]
    )


def _known(corpus: Corpus, level: str) -> pd.DataFrame:
    """Return what is known of places by their name: kind, country, province, coordinates."""
    facts = ["place", "kind", "country", "province", "lat", "lon"]
    own = corpus.folder / "gazetteer.csv" if corpus.folder else None
    listed = load_gazetteer(own if own and own.exists() else None)[facts]
    if level == "macro_region":  # whose value is "eastern" where the place is "eastern region"
        listed = listed.assign(place=listed["place"].str.removesuffix(" region"))
        listed = listed[listed["kind"] == "macro_region"]
    known = pd.concat([groups.placed(corpus)[facts], listed]) if level == "place" else listed
    known[["lat", "lon"]] = known[["lat", "lon"]].apply(pd.to_numeric)
    return known.drop_duplicates("place").set_index("place")


@lru_cache(maxsize=1)
def _outlines() -> dict[str, list[np.ndarray]]:
    """Read land and borders: arrays of longitude and latitude."""
    table = pd.read_csv(DATA / "outlines.csv")
    out: dict[str, list[np.ndarray]] = {kind: [] for kind in table["kind"].unique()}
    for kind, steps in table.itertuples(index=False):
        out[kind].append(np.array(steps.split(), int).reshape(-1, 2).cumsum(axis=0) / 20)
    return out


def _figure(
    drawn: pd.DataFrame, panels: list[str], frame: pd.DataFrame, *, world: bool
) -> tuple[Figure, pd.DataFrame]:
    """Draw the maps; return where their points lie, as shares of the figure."""
    from matplotlib.figure import Figure

    x, y = (_bounds(drawn[axis], frame[axis]) for axis in ("lon", "lat"))
    if world:
        x, y = (-170.0, 180.0), (-56.0, 75.0)
    height = INCHES * (y[1] - y[0]) / ((x[1] - x[0]) * np.cos(np.radians(sum(y) / 2)))
    width, tall = INCHES * len(panels), height + TITLE
    figure = Figure(figsize=(width, tall))
    figure.set_layout_engine("none")
    top, spots = max(1, int(drawn[panels].max(axis=None))) if len(drawn) else 1, []
    for i, panel in enumerate(panels):
        box = ((i + 0.01) / len(panels), 0.0, 0.98 / len(panels), height / tall)
        ax = figure.add_axes(box, xlim=x, ylim=y, xticks=[], yticks=[], facecolor=SEA)
        ax.spines[:].set_visible(False)
        _base(ax)
        rows = drawn[drawn[panel] > 0]
        size = LARGEST * rows[panel] / top
        ring = ~rows["kind"].isin(POINT)
        for mark, fill, edge in ((~ring, BLUE, "white"), (ring, "none", RED)):
            ax.scatter(rows["lon"][mark], rows["lat"][mark], size[mark], facecolor=fill,
                       edgecolor=edge, linewidth=1, alpha=0.8, zorder=4)  # fmt: skip
        right = (rows["lon"] - x[0]) / (x[1] - x[0])
        up = (rows["lat"] - y[0]) / (y[1] - y[0])
        _names(ax, rows["place"], right, up, np.sqrt(size / np.pi), (INCHES * 72, height * 72))
        title = "" if panels == ["hits"] else f"{panel}: "
        ax.set_title(f"{title}{counted(int(rows[panel].sum()), 'hit')}", loc="left", fontsize=9)
        spots.append(pd.DataFrame({
            "place": rows["place"], "panel": panel, "n": rows[panel],
            "left": 100 * (box[0] + box[2] * right), "top": 100 * (1 - box[3] * up),
            "across": 100 * np.maximum(2 * np.sqrt(size / np.pi), 9) / (72 * width),
        }))  # fmt: skip
    return figure, pd.concat(spots)


def _bounds(points: pd.Series, area: pd.Series) -> tuple[float, float]:
    """Return the range of an axis: all points, and nearly all places of the area."""
    values = pd.concat([points, area.quantile([0.005, 0.995])]).dropna()
    if values.empty:
        return -60.0, 75.0
    low, high = values.min(), values.max()
    edge = max(0.05 * (high - low), 0.6)
    return float(low - edge), float(high + edge)


def _base(ax: Axes) -> None:
    """Draw land and borders."""
    from matplotlib.collections import LineCollection, PolyCollection

    lines = _outlines()
    ax.add_collection(PolyCollection(lines["land"], facecolor=LAND, edgecolor="#a39c8d", lw=0.6))
    for kind, (colour, width) in LINES.items():
        ax.add_collection(LineCollection(lines[kind], colors=colour, linewidths=width))


def _names(ax: Axes, names, right, up, radius, size: tuple[float, float]) -> None:
    """Write names beside their points, the largest first, where there is room."""
    x, y = right.to_numpy() * size[0], up.to_numpy() * size[1]
    r = radius.to_numpy()
    taken = [(a - c / 2, b - c / 2, a + c / 2, b + c / 2) for a, b, c in zip(x, y, r, strict=True)]
    for name, a, b, c in zip(names, x, y, r, strict=True):
        wide = 4.1 * len(name)
        for left, low in ((a + c + 2, b - 4), (a - c - 2 - wide, b - 4), (a - wide / 2, b + c + 1),
                          (a - wide / 2, b - c - 9)):  # fmt: skip
            box = (left, low, left + wide, low + 8)
            inside = left > 0 and low > 0 and box[2] < size[0] and box[3] < size[1]
            if inside and not any(_meet(box, other) for other in taken):
                ax.annotate(name, (left / size[0], low / size[1]), xycoords="axes fraction",
                            fontsize=7.5, color=INK, zorder=5)  # fmt: skip
                taken.append(box)
                break


def _meet(a: tuple, b: tuple) -> bool:
    """Say whether two boxes (left, low, right, high) overlap."""
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _opened(comparison, hits: pd.DataFrame, drawn: pd.DataFrame, panels, spots) -> str:
    """Return a fold over each point, which opens to its passages."""
    out = []
    for spot in spots[spots["place"].isin(drawn["place"])].itertuples():
        cell = hits[(hits["place"] == spot.place) & (hits["panel"] == spot.panel)]
        rows = comparison._tally.hits.iloc[np.sort(cell["hit"])].drop(columns="word")
        found = passages.passages(comparison.corpus, rows)
        label = escape(f"{spot.place}: {spot.n}")
        out.append(
            f'<details><summary title="{label}" style="left:{spot.left:.2f}%;top:{spot.top:.2f}%;'
            f'width:{spot.across:.2f}%"></summary><div class="open"><b>{label}</b>'
            f"{opened(comparison.corpus, found, SHOWN)}</div></details>"
        )
    return "".join(out)


def _small(image: BytesIO) -> bytes:
    """Return a picture with few colours, a third of its size."""
    from PIL import Image

    out = BytesIO()
    Image.open(image).convert("RGB").quantize(128, Image.Quantize.FASTOCTREE).save(
        out, "PNG", optimize=True
    )
    return out.getvalue()
