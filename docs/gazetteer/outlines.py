"""Cut the outlines of the maps small: land, borders of countries and of their first level.

    python docs/gazetteer/outlines.py FOLDER

FOLDER holds the three shapefiles of Natural Earth named in README.md; pyshp and shapely read and
simplify them.  Writes toolkit/data/outlines.csv.
"""

from __future__ import annotations

import csv
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
import shapefile
import shapely

OUT = Path(__file__).parents[2] / "toolkit" / "data" / "outlines.csv"
LAYERS = {  # file of Natural Earth, and the least size kept: degrees of length, squared of area
    "land": ("ne_10m_land", 0.05),
    "country": ("ne_10m_admin_0_boundary_lines_land", 0.3),
    "province": ("ne_10m_admin_1_states_provinces_lines", 0.5),
}
TOLERANCE = 0.05  # degrees by which a line may be off
STEPS = 20  # of a degree: coordinates are written in twentieths


def lines(folder: Path, name: str) -> list[list[tuple[float, float]]]:
    """Return the parts of all shapes of a file."""
    shp, shx = (next(folder.rglob(f"{name}.{end}")) for end in ("shp", "shx"))
    out = []
    with shp.open("rb") as first, shx.open("rb") as second:
        for shape in shapefile.Reader(shp=first, shx=second).iterShapes():
            ends = [*shape.parts, len(shape.points)]
            out += [shape.points[a:b] for a, b in pairwise(ends)]
    return [line for line in out if len(line) > 1]


def cut(folder: Path, kind: str) -> list[np.ndarray]:
    """Return the simplified lines of a layer, the longest first."""
    name, least = LAYERS[kind]
    found = lines(folder, name)
    if kind == "land":
        kept = [shapely.LineString(x) for x in found if shapely.Polygon(x).area >= least]
    else:
        merged = shapely.line_merge(shapely.MultiLineString(found))
        kept = [line for line in merged.geoms if line.length >= least]
    kept.sort(key=lambda line: (-line.length, line.wkt))
    return [np.round(np.array(x.simplify(TOLERANCE).coords) * STEPS).astype(int) for x in kept]


def main(folder: str) -> None:
    """Write the file: a row per line, its first point and the steps to each next one."""
    with OUT.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["kind", "steps"])
        for kind in LAYERS:
            for line in cut(Path(folder), kind):
                steps = np.diff(line, axis=0, prepend=np.zeros((1, 2), int))
                out.writerow([kind, " ".join(map(str, steps.ravel()))])


if __name__ == "__main__":
    main(*sys.argv[1:])
