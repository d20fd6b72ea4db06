"""From bytes to text: in which encoding, and what is odd in what comes out."""

from __future__ import annotations

import codecs
import re

from toolkit.checks import counted

# A mark, or four Latin characters in a row near the start in UTF-16 without one.
BOM = re.compile(
    rb"(?s)(?P<utf_8_sig>\xef\xbb\xbf)|(?P<utf_32>\xff\xfe\0\0|\0\0\xfe\xff)|(?P<utf_16>\xff\xfe|\xfe\xff)"
    rb"|(?:..){0,40}?(?:(?P<utf_16_le>(?:[^\0]\0){4})|(?P<utf_16_be>(?:\0[^\0]){4}))"
)
# What articles are met in, after UTF-8; the many others that fit as well are chance.
MET = """cp1252 cp1250 iso8859_2 cp1251 koi8_r cp866 cp1253 cp1254 cp1255 cp1256
    gb18030 big5 cp932 euc_jp cp949 utf_16_le utf_16_be""".split()
EASTERN = "Polish Czech Slovak Hungarian Croatian Slovene Romanian".split()
SURROGATE = re.compile("[\ud800-\udfff]")
Problems = list[tuple[str, str]]  # file, sentence


def decode(
    data: bytes, given: str | None, file: str, problems: Problems, stated: str | None = None
) -> tuple[str, str]:
    r"""Decode bytes as documents.csv says, else by their mark, else as UTF-8, else by a guess.

    Parameters
    ----------
    data : the file's bytes
    given : encoding that documents.csv states, if any
    file : name for the sentences about what went wrong
    problems : list they are added to
    stated : encoding that the file itself names; tried before a guess

    Returns
    -------
    text, encoding

    Examples
    --------
    >>> decode(b"caf\xc3\xa9", None, "a.txt", [])
    ('café', 'utf-8')
    """
    mark = BOM.match(data)
    marked = codecs.lookup(mark.lastgroup or "").name if mark else ""
    for name in filter(None, (given, marked, "utf-8", stated)):
        try:
            codec = codecs.lookup(name).name
            codec = marked if codec[:5] == marked[:5] else codec  # the mark is no text
            return data.decode(codec, "surrogatepass"), codec
        except (LookupError, UnicodeError):
            if name == given:
                say = f"{file} cannot be read as '{given}', the encoding that documents.csv states."
                problems.append((file, say))
    from charset_normalizer import from_bytes

    best = from_bytes(data, cp_isolation=MET).best()
    name = best.encoding if best else "latin-1"
    high = re.findall(rb"[\x80-\xff]+", data)
    lone = len(high) < 0.05 * len(data) and max(map(len, high)) == 1
    western = best and name in ("cp1250", "iso8859_2") and best.language not in EASTERN
    if lone or western:  # few accents, or those that stand in both: the commonest is the guess
        name = "cp1252"
    try:
        text = data.decode(name)
    except UnicodeError:  # of a long file the guess has seen only samples
        text, name = data.decode("latin-1"), "latin-1"
    say = f"{file} is not UTF-8; it is read as '{name}', a guess"
    problems.append((file, f"{say}: where that is wrong, save the file as UTF-8."))
    return text, name


def whole(text: str, file: str, problems: Problems) -> str:
    """Report what is odd in a text; a lone surrogate, which no file can hold, becomes U+FFFD.

    >>> said = []
    >>> whole(chr(0xD800), "a.txt", said) == chr(0xFFFD), said[0][1]
    (True, 'a.txt has 1 lone surrogate; each is read as U+FFFD.')
    """
    text, lone = SURROGATE.subn("\ufffd", text)
    said = []
    if lone:
        said.append(f"has {counted(lone, 'lone surrogate')}; each is read as U+FFFD")
    if nulls := text.count("\0"):
        said.append(f"has {counted(nulls, 'null character')}; it may be no text, or UTF-16")
    if not text.strip():
        said.append("is empty; it stays a document without words")
    problems += [(file, f"{file} {words}.") for words in said]
    return text
