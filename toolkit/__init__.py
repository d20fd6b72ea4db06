"""Who says what about where: compare themes, speakers and regions in a folder of articles.

>>> import toolkit as kit
>>> corpus = kit.example()            # or kit.load("my-articles")
>>> voices = kit.compare(corpus, "themes", by="outlet")
>>> int(voices.table["n"].sum())
8

What it is made of, each standing on those before it:

text      files, words and the matcher of patterns; what is not the author's prose
layers    who speaks, which places and which themes: tables of spans over the text
corpus    the documents and their layers, computed when they are first asked for
analysis  counts, comparisons, keywords and concordances, each number with its passages
display   faces, figures and the report
"""

from toolkit.analysis.comparison import Comparison, compare
from toolkit.analysis.concordance import concordance
from toolkit.analysis.counts import count
from toolkit.analysis.explanation import explain
from toolkit.analysis.folder import check, draft
from toolkit.analysis.keyness import keywords
from toolkit.analysis.passages import passages
from toolkit.analysis.sheets import draw_sample
from toolkit.analysis.specification import Sensitivity, sensitivity
from toolkit.analysis.validation import score_sample
from toolkit.checks import ToolkitError
from toolkit.corpus import Corpus, example, load
from toolkit.display import html, maps, plots
from toolkit.display.reading import read

__all__ = [
    "Comparison",
    "Corpus",
    "ToolkitError",
    "check",
    "compare",
    "concordance",
    "count",
    "draft",
    "draw_sample",
    "example",
    "explain",
    "keywords",
    "load",
    "passages",
    "read",
    "score_sample",
    "sensitivity",
]

# Rooms import leftwards only, so the classes get their faces here, where both are known.
Corpus.__repr__ = html.corpus_text  # type: ignore[method-assign, assignment]
Corpus._repr_html_ = html.corpus
Comparison._repr_html_ = html.comparison
Comparison.plot = plots.comparison
Comparison.map = maps.places
Sensitivity.plot = plots.specification
