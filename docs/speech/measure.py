"""Measure how often each rule of speech is right, and whether the confidences keep their word.

    python docs/speech/measure.py GOLD.jsonl ...

Each line of GOLD is a document: ``text`` and ``quotes``, each with ``spans`` ([start, end) of its
parts).  An utterance is right if it shares half of the letters of both with an attribution of the
gold.  Writes `toolkit/data/confidence.csv` and prints the table of the confidences: each row has
the confidence that the other articles give to its rule (five folds), so no row vouches for itself.
"""

import json
import sys
from pathlib import Path

import pandas as pd

import toolkit as kit
from toolkit.corpus import from_texts

ROOT = Path(__file__).parents[2]
DRAW = 5  # utterances that the share of all rules weighs as
BANDS = [0, 0.6, 0.7, 0.8, 0.9, 1]


def letters(text, spans):
    """Return the letters and digits of some spans."""
    return {i for a, b in spans for i in range(a, b) if text[i].isalnum()}


def measured(documents):
    """Return a row per utterance: its document, its rule, and whether the gold has it."""
    layer = from_texts({doc: gold["text"] for doc, gold in documents.items()}).speech
    layer["rule"] = layer["rule"].str.split("/").str[0]
    rows = []
    for (doc, _), parts in layer[layer["cue"].notna() | (layer["mode"] == "direct")].groupby(
        ["doc", "utterance"], sort=False
    ):
        text = documents[doc]["text"]
        said = letters(text, parts[["start", "end"]].to_numpy())
        gold = [letters(text, quote["spans"]) for quote in documents[doc]["quotes"]]
        best = max((len(said & one) / len(said | one) for one in gold if said | one), default=0)
        if parts["mode"].iloc[0] in ("direct", "indirect", "mixed"):
            rows.append((doc, parts["rule"].iloc[0], best >= 0.5))
    return pd.DataFrame(rows, columns=["doc", "rule", "right"])


def confidence(rows):
    """Return the share of right utterances by rule; few are drawn towards the share of all."""
    by = rows.groupby("rule")["right"]
    return (by.sum() + DRAW * rows["right"].mean()) / (by.size() + DRAW)


def continuation():
    """Return how sure a continuation is, and how many sentences of the seeds were looked at.

    The share that the readers of the seeds give to the same speaker, drawn half way to an even
    chance: the rule was made with these texts in view.
    """
    readers = pd.read_csv(ROOT / "seeds" / "gold" / "speech_readers.csv")
    layer = kit.load(ROOT / "seeds").speech.query("mode == 'free'")
    found = readers.merge(
        layer[["doc", "start", "end", "speaker"]], on="doc", suffixes=("", "_row")
    )
    found = found.query("start_row <= start < end_row")
    share = (found["speaker_a"] == found["speaker"]).mean()
    return (share + 0.5) / 2, len(found)


def main(paths):
    """Measure, write, print."""
    lines = [json.loads(line) for p in paths for line in Path(p).read_text("utf-8").splitlines()]
    documents = {gold["id"]: gold for gold in lines}
    rows = measured(documents)
    table = confidence(rows).to_frame("confidence").assign(measured=rows["rule"].value_counts())
    table.loc["continuation"] = continuation()
    place = ROOT / "toolkit" / "data" / "confidence.csv"
    kept = pd.read_csv(place, index_col="rule")
    table = table.combine_first(kept.drop(table.index, errors="ignore")).round(2)
    table["measured"] = table["measured"].astype("Int64")
    table.sort_index().to_csv(place, float_format="%.2f", lineterminator="\n")
    fold = rows["doc"].map({doc: i % 5 for i, doc in enumerate(documents)})
    for i in range(5):
        others = confidence(rows[fold != i])
        rows.loc[fold == i, "confidence"] = rows["rule"].map(others).fillna(0.5)
    band = pd.cut(rows["confidence"], BANDS).rename("band")
    means = rows.groupby(band, observed=True)[["confidence", "right"]].mean().round(2)
    print(means.assign(rows=band.value_counts()).to_markdown())


if __name__ == "__main__":
    main(sys.argv[1:])
