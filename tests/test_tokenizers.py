"""Other tokenizers: NLTK's, any function, and Chinese from load to compare."""

import pandas as pd
import pytest

import toolkit as kit
from toolkit.corpus import from_texts

CHINESE = {
    "甲.txt": "中国制造业的产业链正在升级。\n\n产业链的安全是大事，核心技术要掌握在自己手中。",
    "乙.txt": "佛山的制造业转型升级！企业要掌握核心技术，培育产业集群。",
}


@pytest.fixture(scope="module")
def chinese(tmp_path_factory):
    """Return a small Chinese corpus, read from a folder and cut by jieba."""
    import jieba

    jieba.setLogLevel(60)  # it tells how long its dictionary took
    folder = tmp_path_factory.mktemp("chinese")
    for name, text in CHINESE.items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "documents.csv").write_text("doc,language\n甲,zh\n乙,zh\n", encoding="utf-8")
    (folder / "codebook.toml").write_text(
        '[themes.chain]\npatterns = ["产业链"]\n[themes.core]\npatterns = ["核心技术", "集群*"]\n',
        encoding="utf-8",
    )
    return kit.load(folder).replace(words=jieba.lcut)


def test_chinese_has_sentences_and_words(chinese):
    """Full-width stops end sentences, a tokenizer finds the words between them."""
    assert chinese.sentences["doc"].value_counts().to_dict() == {"甲": 2, "乙": 2}
    words = chinese.words.query("doc == '甲' and sentence == 0")["norm"].tolist()
    assert words == ["中国", "制造业", "的", "产业链", "正在", "升级"]


def test_chinese_has_a_concordance(chinese):
    """A pattern finds its characters wherever the tokenizer cuts, with their context."""
    found = kit.concordance(chinese, "产业链")
    assert found[["match", "right"]].to_numpy().tolist() == [
        ["产业链", "正在升级。"],
        ["产业链", "的安全是大事，核心技术要掌握在自己手中。"],
    ]
    assert len(kit.concordance(chinese, "产业*")) == 3


def test_chinese_can_be_compared(chinese):
    """Words and themes have rates per thousand words, and the passages behind them."""
    made = kit.compare(chinese, "themes", by="doc")
    n = made.table.set_index(["feature", "doc"])["n"].to_dict()
    assert n == {("chain", "甲"): 2, ("chain", "乙"): 0, ("core", "甲"): 1, ("core", "乙"): 2}
    assert made.passages("chain", "甲")["text"].tolist() == ["产业链", "产业链"]
    assert kit.count(chinese, "words").set_index("feature")["n"]["升级"] == 2


def test_chinese_without_a_tokenizer_is_said():
    """Each character counts as a word until a tokenizer is given, and check says so."""
    made = from_texts({"a": CHINESE["甲.txt"]}, pd.DataFrame({"language": ["zh"]}, index=["a"]))
    assert made.words["norm"].str.len().max() == 1
    assert kit.check(made)["problem"].tolist() == [
        "a is in Chinese: each character counts as a word; give a tokenizer, "
        "corpus.replace(words=jieba.lcut)."
    ]


def test_any_function_cuts_words():
    """Tokens are found in their text; marks, and what the function rewrote, are no words."""
    made = from_texts({"a": "He said: no steel steel steel steel now! It isn't."})
    made = made.replace(words=lambda text: text.replace("!", " ?").replace("n't", " n't").split())
    assert made.words["norm"].tolist() == [
        *("he", "said:", "no", "steel", "steel", "steel", "steel", "now", "it", "is", "n't."),
    ]  # fmt: skip
    assert made.words["loop"].tolist() == [False] * 4 + [True] * 3 + [False] * 4
    assert kit.count(made, "words").set_index("feature")["n"]["steel"] == 1


def test_a_tokenizer_stays_given():
    """What words stand on may change: they are cut anew as before, by the function once given."""
    made = from_texts({"a": "Well-made steel. More."}).replace(words=str.split)
    again = made.replace(sentences=made.sentences.head(1))
    assert again.words["norm"].tolist() == ["well-made", "steel."]
    assert made.select(["a"]).replace(faults=made.faults).words["norm"].tolist() == [
        *("well-made", "steel.", "more."),
    ]  # fmt: skip
    table = made.replace(words=made.words.head(1)).replace(faults=made.faults)
    assert table.words["norm"].tolist() == ["well-made", "steel", "more"]


def test_a_tokenizer_of_nltk_cuts_words():
    """The methods `tokenize` of NLTK serve as they are, also where they rewrite marks."""
    from nltk.tokenize import TreebankWordTokenizer

    made = from_texts({"a": 'He said: "It isn\'t so."'})
    made = made.replace(words=TreebankWordTokenizer().tokenize)
    assert made.words["norm"].tolist() == ["he", "said", "it", "is", "n't", "so"]
