"""Speakers: from a mention ("the professor", "he", "Zhang yansheng said") to one name.

Names are read as written: a longer form met in the same document names the shorter one, a pronoun
or a nominal is carried along from the last name that fits, and `speakers.csv` of the corpus has the
last word.  What cannot be named stays without a name and says why.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from toolkit import spans
from toolkit.checks import ToolkitError, hint
from toolkit.layers.cues import grammar
from toolkit.text.words import Words

_TOKEN = re.compile(r"[^\W_][\w.'’-]*[^\W_.]|[^\W_]\.?|[,;()&]|[\"“”]")
_HE, _SHE = {"he", "him", "his", "himself"}, {"she", "her", "hers", "herself"}
_MALE = {"mr", "sir", "lord", "father", "chairman", "spokesman", "congressman", "king", "prince", "pope"}
_FEMALE = {"mrs", "ms", "miss", "lady", "mother", "chairwoman", "spokeswoman", "congresswoman", "queen", "princess"}
_JOIN = {"of", "for", "and", "the", "de", "von", "van", "bin", "al", "on", "in", "at", "to", "&", "del", "la", "di"}
_PARTICLES = {"de", "von", "van", "bin", "al", "del", "la", "di", "da", "der"}


class Name(NamedTuple):
    """What a mention says: who (empty for a pronoun or nominal), of which kind, in which role."""

    text: str
    kind: str  # person, institution, document, pronoun, nominal
    role: str = ""
    affiliation: str = ""
    noun: str = ""


def _class(word: str) -> frozenset[str]:
    """Return the classes of a word."""
    return grammar().get(word.lower().rstrip(".").replace("’", "'"), frozenset())


def _runs(tokens: list[str]) -> list[list[str]]:
    """Cut a mention into runs of capitalised words (with `of` and `and` between them)."""
    runs: list[list[str]] = []
    current: list[str] = []
    for token in [*tokens, ","]:
        capital = token[:1].isupper() or token[:1].isdigit() and bool(current)
        if capital and not (not current and _class(token) & {"determiner", "preposition", "pronoun", "subordinator", "adverb"} and token.lower() not in ("us",)):
            current.append(token)
        elif current and token.lower() in _JOIN:
            current.append(token)
        else:
            while current and current[-1].lower() in _JOIN:
                current.pop()
            if current:
                runs.append(current)
            current = []
    return runs


def read(mention: str) -> Name:
    """Read a mention: the name in it, its kind, and the role and affiliation it states.

    >>> read("Wang Wei, director of the Planning Department,")
    Name(text='Wang Wei', kind='person', role='director', affiliation='Planning Department', noun='')
    >>> read("the professor").noun
    'professor'
    """
    mention = " ".join(re.sub(r"\([^)]*\)", " ", mention).replace("’s", "").replace("'s", "").split())
    tokens = _TOKEN.findall(mention)
    lows = [token.lower() for token in tokens]
    if len(lows) == 1 and _class(lows[0]) & {"pronoun", "possessive", "object", "relative"}:
        return Name("", "pronoun", noun=lows[0])
    quoted = re.search(r"[“\"]([^”\"]{3,})[”\"]", mention)
    if quoted and len(tokens) - len(quoted.group(1).split()) <= 9:
        return Name(quoted.group(1).strip(" ,."), "document")
    persons, bodies = [], []
    for run in _runs(tokens):
        kinds = [_class(word) for word in run]
        body = any("body" in kind for kind in kinds) and len(run) > 1 or "of" in run or "and" in run[1:-1]
        document = "document" in kinds[-1] and len(run) > 1
        core = [w for w, k in zip(run, kinds, strict=True) if not k & {"title", "person"}]
        while core and (core[0].lower() in _JOIN or core[0].rstrip(".").lower() in ("u.s", "gop")):
            core = core[1:] if len(core) > 1 else []
        if document:
            bodies.append((" ".join(run), "document"))
        elif body and not (kinds[0] & {"title", "person"} and "of" not in run and len(core) < 4):
            words = run if not kinds[0] & {"title", "person"} or "of" not in run else run[run.index("of") + 1 :]
            bodies.append((" ".join(w for i, w in enumerate(words) if i or w.lower() not in _JOIN), "institution"))
        elif core and len(core) <= 5 and not set(w.lower() for w in core) & (_JOIN - _PARTICLES):
            persons.append(" ".join(core))
    heads = [low for token, low in zip(tokens, lows, strict=True) if token[0].islower() and _class(low) & {"person", "body", "document"}]
    doc_head = bool(heads) and "document" in _class(heads[0])
    role = _role(tokens)
    where = bodies[0][0] if bodies else ""
    if doc_head and not (persons and lows[0] not in ("a", "an", "the") and tokens[0][0].isupper() and heads[0] not in lows[:4]):
        name = re.sub(r"^(the|a|an|this|that)\s+", "", mention.split(",")[0], flags=re.I)
        return Name(name if persons or bodies else "", "document" if persons or bodies else "nominal", noun=heads[0])
    if persons:
        appositive = "," in tokens and tokens[0][0].islower() or bool(bodies) and tokens[0] in bodies[0][0]
        person = persons[-1] if not tokens[0][0].isupper() or heads and lows.index(heads[0]) < 5 and "," not in tokens[: lows.index(heads[0])] else persons[0]
        if appositive:
            person = persons[-1]
        return Name(person, "person", role, where if role else "")
    if bodies:
        if heads and "person" in _class(heads[0]):
            return Name("", "nominal", role, where, heads[0])
        return Name(*bodies[0])
    nouns = [low for low in lows if _class(low) & {"person", "body", "document", "title"}]
    return Name("", "nominal", role, "", nouns[0] if nouns else lows[-1] if lows else "")


def _role(tokens: list[str]) -> str:
    """Return the words of office in a mention: `chief researcher`, `associate professor`."""
    for i, token in enumerate(tokens):
        if _class(token) & {"person", "title"} and not token.rstrip(".").lower() in ("mr", "mrs", "ms", "miss", "sir"):
            first = i
            while first and tokens[first - 1].islower() and not _class(tokens[first - 1]) & {"determiner", "preposition", "coordinator", "auxiliary"}:
                first -= 1
            last = i + 1
            while last < len(tokens) and _class(tokens[last]) & {"person", "title"} and tokens[last].islower():
                last += 1
            return " ".join(tokens[first:last]).lower()
    return ""


_SAID = "said|says|told|tells|asked|added|believes|thinks|noted|wrote|insisted|explained|stressed"
_TITLES = "|".join(sorted({w for w, k in grammar().items() if k & {"title"}}))
_PERSON = re.compile(
    rf"([A-Z][\w’'-]+)(?:,[^,.\n]{{3,80}},)?\s+(?:also\s+|has\s+)?(?:{_SAID})\b"
    rf"|\b(?:said|says)\s+(?:[A-Z][\w’'.-]+\s+){{0,2}}([A-Z][\w’'-]+)"
    rf"|\b(?i:{_TITLES})\.?\s+(?:[A-Z][\w’'.-]*\s+){{0,2}}([A-Z][\w’'-]+)"
)


def people(text: str) -> frozenset[str]:
    """Return the words that are names of persons, as far as a title or a verb of saying shows.

    >>> sorted(people("President Li Wei met Foshan officials. Zhu said no."))
    ['Wei', 'Zhu']
    """
    found = (match[1] or match[2] or match[3] for match in _PERSON.finditer(text))
    return frozenset(w.removesuffix("’s").removesuffix("'s") for w in found if not _class(w))


@dataclass
class Cast:
    """The people of one document: names in the order met, and how each is called."""

    text: str
    known: dict[str, str] = field(default_factory=dict)
    full: dict[str, str] = field(default_factory=dict)
    sex: dict[str, str] = field(default_factory=dict)
    nouns: dict[str, str] = field(default_factory=dict)
    last: list[tuple[str, str]] = field(default_factory=list)  # name, kind: most recent last

    def complete(self, name: str, kind: str) -> str:
        """Return the fullest form of a name in the document: `Zhang` is `Zhang Yansheng`."""
        key = name.casefold()
        if key in self.known:
            return self.known[key]
        if name in self.full:
            return self.full[name]
        best = name
        if kind == "person" and " " not in name and len(name) > 1:
            word = r"[A-Z][\w’'-]+|[A-Z]\."
            near = rf"(?:(?:{word})[ ]){{1,3}}{re.escape(name)}\b(?!-)|\b{re.escape(name)}[ ](?:[a-z]{{4,}}:|[A-Z][a-z-]+)"
            forms: Counter[str] = Counter()
            for match in re.finditer(near, self.text):
                found = read(match.group().rstrip(":"))
                words = found.text.split()
                if found.kind == "person" and name in words and 1 < len(words) <= 4 and name in (words[-1], words[0]):
                    forms[found.text] += 1
            if forms:
                best = max(forms, key=lambda form: (forms[form] > 1, form.split()[-1] == name, forms[form]))
        self.full[name] = best = self.known.get(best.casefold(), best)
        return best

    def note(self, name: str, found: Name, mention: str) -> None:
        """Remember a named speaker for the pronouns and nominals that follow."""
        if (name, found.kind) in self.last:
            self.last.remove((name, found.kind))
        self.last.append((name, found.kind))
        words = {word.lower().rstrip(".") for word in _TOKEN.findall(mention)}
        for noun in words:
            if _class(noun) & {"person", "body", "document", "title"}:
                self.nouns[noun] = name
        if name not in self.sex:
            self.sex[name] = self._sex(name, words)

    def _sex(self, name: str, words: set[str]) -> str:
        """Guess he or she from the titles and pronouns that follow the name in its sentences."""
        male, female = len(words & _MALE) * 5, len(words & _FEMALE) * 5
        short = re.escape(name.split()[-1])
        for match in re.finditer(rf"\b{short}\b([^.\n]{{0,80}})", self.text):
            after = set(re.findall(r"[a-z]+", match[1]))
            male, female = male + bool(after & _HE), female + bool(after & _SHE)
        for title, group in (("m", _MALE), ("f", _FEMALE)):
            hits = re.findall(rf"\b(?i:{'|'.join(group)})\.? (?:[A-Z]\w+ )?{short}\b", self.text)
            male, female = (male + 5 * len(hits), female) if title == "m" else (male, female + 5 * len(hits))
        return "" if male == female else "he" if male > female else "she"

    def carry(self, word: str) -> str | None:
        """Return who a pronoun or nominal stands for: the last name that fits."""
        if word in ("it", "its", "they", "their", "them"):
            kinds = ("institution", "document") if word.startswith("it") else ("institution",)
            return next((name for name, kind in reversed(self.last) if kind in kinds), None)
        wanted = "he" if word in _HE else "she" if word in _SHE else ""
        for name, kind in reversed(self.last):
            if kind == "person" and (not wanted or self.sex.get(name) in (wanted, "")):
                return name
        return None


def aliases(table: pd.DataFrame | None) -> dict[str, str]:
    """Return the speaker of each name and alias of the corpus's `speakers.csv`, case aside.

    >>> table = pd.DataFrame({"aliases": ["W. Wang;Director Wang"]}, index=["Wang Wei"])
    >>> aliases(table)["w. wang"]
    'Wang Wei'
    """
    out: dict[str, str] = {}
    if table is None:
        return out
    for speaker, row in table.iterrows():
        for name in [speaker, *row.get("aliases", "").split(";")]:
            if name.strip():
                out.setdefault(_plain(name), speaker)
    return out


def _plain(name: str) -> str:
    """Return a name without case, article and possessive."""
    name = re.sub(r"^(the|a|an)\s+", "", " ".join(name.replace("’", "'").split()), flags=re.I)
    return name.removesuffix("'s").strip(" ,.").casefold()


def read_speakers(path: Path) -> pd.DataFrame:
    """Read `speakers.csv` of a corpus: `speaker, aliases, kind, role, affiliation`.

    Parameters
    ----------
    path : a CSV file; only the column `speaker` is needed, aliases are joined with `;`

    Returns
    -------
    DataFrame
        Indexed by `speaker`, all strings, missing values empty.

    Raises
    ------
    ToolkitError
        The file has no column `speaker`, or names a speaker twice.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp(), "speakers.csv")
    >>> _ = path.write_text("speaker,aliases\\nWang Wei,Director Wang\\n", encoding="utf-8")
    >>> read_speakers(path)["aliases"].tolist()
    ['Director Wang']
    """
    table = pd.read_csv(path, dtype="str", encoding="utf-8-sig").fillna("")
    if "speaker" not in table:
        named = hint("speaker", table.columns)
        raise ToolkitError(f"{path.name} must have a column 'speaker'{named}")
    twice = table["speaker"][table["speaker"].duplicated()]
    if len(twice):
        raise ToolkitError(f"{path.name} names the speaker {twice.iloc[0]!r} twice")
    return table.set_index("speaker")


def summary(
    texts: Mapping[str, str],
    documents: pd.DataFrame,
    speech: pd.DataFrame,
    words: Words,
    known: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Count who speaks.

    Parameters
    ----------
    texts : text by document
    documents : table of the documents
    speech : layer
    words : the words of the texts
    known : the corpus's `speakers.csv` (`read_speakers`), or None

    Returns
    -------
    DataFrame
        Indexed by `speaker`: `aliases` (forms met, joined with `;`), `role`, `affiliation` as
        stated in the text, `words` (counted words of level 1), `utterances`, `documents`, `level`
        (1, or 2 for who is only heard through others); most words first.

    Examples
    --------
    >>> from toolkit.text import atoms, words
    >>> texts = {"a": "Progress"}
    >>> unit = spans.table({"doc": ["a"], "start": [0], "end": [8], "sentence": [0]})
    >>> none = spans.table({"doc": [], "start": [], "end": [], "kind": []})
    >>> found = words.tokenize(texts, atoms.scan(texts), none, unit)
    >>> layer = unit.assign(speaker="Wang Wei", utterance=0, level=1, speaker_start=pd.NA)
    >>> summary(texts, pd.DataFrame(index=["a"]), layer, found)["words"].tolist()
    [1]
    """
    named = speech[speech["speaker"].notna()].reset_index(drop=True)
    counted = words.table[~words.table["loop"]]
    first = named[named["level"] == 1].reset_index(drop=True)
    held = spans.locate(counted, first)
    count = Counter(first["speaker"].to_numpy()[held[held >= 0]])
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    roles: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    heard = named[named["speaker_start"].notna()]
    for row in heard[["doc", "speaker", "speaker_start", "speaker_end"]].itertuples(index=False):
        mention = " ".join(texts[row[0]][row[2] : row[3]].split())
        found = read(mention)
        if found.text and found.text != row[1]:
            forms[row[1]][found.text] += 1
        if found.role:
            roles[row[1]][found.role, found.affiliation] += 1
    out = []
    for name, rows in named.groupby("speaker", sort=False):
        role = max(roles[name], key=lambda r: (bool(r[1]), roles[name][r])) if roles[name] else ("", "")
        out.append(
            {
                "speaker": name,
                "aliases": ";".join(form for form, _ in forms[name].most_common()),
                "role": role[0],
                "affiliation": role[1],
                "words": count[name],
                "utterances": len(rows[["doc", "utterance"]].drop_duplicates()),
                "documents": rows["doc"].nunique(),
                "level": int(rows["level"].min()),
            }
        )
    columns = ["speaker", "aliases", "role", "affiliation", "words", "utterances", "documents", "level"]
    table = pd.DataFrame(out, columns=columns).set_index("speaker")
    if known is not None:
        table = _override(table, known)
    return table.sort_values("words", ascending=False, kind="stable")


def _override(table: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    """Let `speakers.csv` decide aliases, role and affiliation of the speakers it names."""
    for column in {"aliases", "role", "affiliation"} & set(known.columns):
        said = known[column][(known[column] != "") & known.index.isin(table.index)]
        table.loc[said.index, column] = said
    return table
