"""Places: the gazetteer as a table, mentions by their forms, what speaks for and against them."""

import re

import pandas as pd
import pytest
from reading import read

from toolkit import spans
from toolkit.checks import ToolkitError
from toolkit.layers import contract, evidence, gazetteer, places

PLACES = places.load_gazetteer()
FORMS = gazetteer.forms(PLACES)
TABLE = FORMS.drop_duplicates("place")


def mentions(text, known=PLACES, **given):
    """Return the layer of one text."""
    words = read(text, **given)
    layer = places.find({"a": text}, words, pd.DataFrame(), known)
    contract.check("places", layer, {"a": text})
    assert spans.slices(layer, {"a": text}) == layer["text"].tolist()
    return layer


def named(text, **given):
    """Return the names of the counted places of a text that are no part of another name."""
    layer = mentions(text, **given)
    plain = ~layer["in_name"] & ~layer["loop"] & ~layer["kind"].isin(["demonym", "deictic"])
    return layer.loc[plain, "place"].tolist()


# The table


def test_places_have_one_name_each():
    """A name stands for one place: the first bearer keeps it, others have a bracket."""
    tables = [pd.read_csv(gazetteer.DATA / f"gazetteer{part}.csv") for part in ("", "_cities")]
    assert not pd.concat(tables)["name"].duplicated().any()


def test_what_a_place_lies_in_is_in_the_table():
    """Every country, province, cluster and part that a row names is itself a row of that kind."""
    kinds = TABLE.set_index("place")["kind"]
    for column in ("country", "province"):
        above = TABLE.loc[TABLE[column] != "", column].unique()
        assert set(kinds[above]) == {column}
    clusters = TABLE["clusters"].str.split(";").explode()
    assert set(kinds[clusters[clusters != ""]]) == {"cluster"}
    assert set(TABLE["parts"].str.split(";").explode()) - {""} <= set(TABLE["place"])
    macro = TABLE.loc[TABLE["kind"] == "macro_region", "place"].str.removesuffix(" region")
    assert set(TABLE["macro_region"]) == {"", *macro}


def test_coordinates_are_on_the_globe():
    """Latitudes and longitudes are degrees, and all places but those of no kind have them."""
    lat, lon = pd.to_numeric(TABLE["lat"]), pd.to_numeric(TABLE["lon"])
    assert lat.dropna().between(-90, 90).all()
    assert lon.dropna().between(-180, 180).all()
    without = TABLE.loc[lat.isna() | lon.isna(), "place"]
    assert set(TABLE["kind"][without.index]) <= {"none", "deictic", "cluster"}


def test_china_is_whole():
    """34 provinces, 333 prefectures, four macro-regions of 31 provinces, each code once."""
    china = pd.read_csv(gazetteer.DATA / "gazetteer.csv", dtype="str", keep_default_na=False)
    china = china[(china["country"] == "China") & china["code"].str.match(r"\d{6}")]
    assert not china["code"].duplicated().any()
    provinces = china[china["kind"] == "province"]
    assert (len(provinces), (china["kind"] == "city").sum()) == (34, 333)
    sizes = provinces["macro_region"].value_counts().to_dict()
    assert sizes == {"western": 12, "eastern": 10, "central": 6, "northeast": 3, "": 3}
    assert china["chinese"].ne("").all()


def test_forms_of_a_kind_are_ranked():
    """Where one form names several places of a kind, they differ in inhabitants or in country."""
    plain = FORMS[FORMS["role"] == gazetteer.PLAIN]
    plain = plain.assign(form=plain["pattern"].str.lower()).drop_duplicates(["form", "place"])
    nations = plain[plain["level"] == "nation"]
    assert not nations.duplicated(["form", "kind"]).any()
    towns = plain[plain["people"] > 0]
    assert not towns.duplicated(["form", "kind", "people", "country", "province"]).any()


@pytest.mark.parametrize(
    ("written", "place", "province"),
    [
        ("Qiqihar", "Qiqihar", "Heilongjiang"),
        ("Changzhi", "Changzhi", "Shanxi"),
        ("Luohe", "Luohe", "Henan"),
        ("Hohhot", "Hohhot", "Inner Mongolia"),
        ("Urumqi", "Urumqi", "Xinjiang"),
        ("Macau", "Macao", "Macao"),
        ("Xizang", "Tibet", "Tibet"),
        ("Nei Mongol", "Inner Mongolia", "Inner Mongolia"),
        ("Canton", "Guangzhou", "Guangdong"),
        ("Pudong New Area", "Pudong", "Shanghai"),
        ("Xi’an", "Xi'an", "Shaanxi"),
        ("Luliang", "Lüliang", "Shanxi"),
        ("Hebei Province", "Hebei", "Hebei"),
        ("Shunde District", "Shunde", "Guangdong"),
    ],
)
def test_spellings_lead_to_one_place(written, place, province):
    """Old, foreign, minority and generic spellings are names of one place."""
    (row,) = mentions(f"They went to {written}.").to_dict("records")
    assert (row["text"], row["place"], row["province"]) == (written, place, province)


# A user's own gazetteer


def write(folder, text):
    """Write a gazetteer.csv."""
    path = folder / "gazetteer.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_own_rows_are_added_and_change_what_is_shipped(tmp_path):
    """A new name is found, a filled cell replaces the shipped one, the rest of the row stays."""
    text = "name,kind,country,clusters,aliases\nFoshan,city,,Kiln towns,Fuk Shan\nOz,zone,China,,\n"
    known = places.load_gazetteer(write(tmp_path, text))
    layer = mentions("They went to Fuk Shan, Guangzhou and Oz.", known)
    assert layer["place"].tolist() == ["Foshan", "Guangzhou", "Oz"]
    assert layer["clusters"].tolist()[0] == "Kiln towns"
    assert layer["province"].tolist()[:2] == ["Guangdong", "Guangdong"]


def test_a_name_can_be_taken_out(tmp_path):
    """The kind none says that a name is no place."""
    known = places.load_gazetteer(write(tmp_path, "name,kind\nFoshan,none\n"))
    assert mentions("They went to Foshan and Guangzhou.", known)["text"].tolist() == ["Guangzhou"]


FREEDONIA = """name,kind,country,province,macro_region,clusters,lat,lon,aliases
Freedonia,country,,,,,10,20,Fridonia
Upper Marsh,province,Freedonia,Upper Marsh,north,,11,20,
Lower Marsh,province,Freedonia,Lower Marsh,south,,9,20,
Glumburg,city,Freedonia,Upper Marsh,,Twin Cities,11,21,
Paris (Freedonia),city,Freedonia,Lower Marsh,,Twin Cities,9,21,
Twin Cities,cluster,Freedonia,,,,10,21,
northern region (Freedonia),macro_region,Freedonia,,north,,11,20,northern provinces
"""


def test_another_country_has_a_hierarchy_of_its_own(tmp_path):
    """Provinces, macro-regions, clusters and namesakes of a made-up country work like China's."""
    known = places.load_gazetteer(write(tmp_path, FREEDONIA))
    text = (
        "In Fridonia, Glumburg and Paris, Freedonia, led the Twin Cities and the northern region."
    )
    layer = mentions(text, known).set_index("text")
    assert layer["place"].tolist() == [
        *("Freedonia", "Glumburg", "Paris (Freedonia)", "Freedonia", "Twin Cities"),
        "northern region (Freedonia)",
    ]
    assert layer.loc[["Glumburg", "Paris"], "macro_region"].tolist() == ["north", "south"]
    assert layer.loc[["Glumburg", "Paris"], "clusters"].tolist() == ["Twin Cities"] * 2
    assert layer.loc["northern region", "macro_region"] == "north"
    assert mentions("They saw Paris.", known)["place"].tolist() == ["Paris"]


def test_another_scheme_of_regions_needs_a_row_per_province(tmp_path):
    """What lies in a province goes where the folder's own row puts that province."""
    rows = "name,kind,macro_region\nSaxony,province,East\nGuangdong,province,coast\n"
    known = places.load_gazetteer(write(tmp_path, rows))
    layer = mentions("They saw Dresden, Saxony, then Foshan and Wuhan.", known)
    assert layer["macro_region"].tolist() == ["East", "East", "coast", "central"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "name,knd\nOz,zone\n",
            "gazetteer.csv cannot be read: it has no column 'kind', only name, knd.",
        ),
        ("kind\nzone\n", "gazetteer.csv cannot be read: it has no column 'name', only kind."),
        ("", "gazetteer.csv cannot be read: No columns to parse from file."),
        ("name,kind\nOz,zone\n,zone\n", "gazetteer.csv has no name in row 2"),
        (
            'name,kind,lat\nOz,zone,"49,3"\n',
            "gazetteer.csv has the lat '49,3' in row 1; a number like 49.3 was expected",
        ),
        (
            "name,kind,lat\nIz,zone,3\nOz,zone,493\n",
            "gazetteer.csv has the lat '493' in row 2; a number like 49.3 was expected",
        ),
        (
            'name,kind,population\nOz,zone,"1,000"\n',
            "gazetteer.csv has the population '1,000' in row 1; a number like 1000 was expected",
        ),
        (
            "name,kind\nOz,town\n",
            "'town' is not a kind of the gazetteer (city, cluster, country, county, deictic, "
            "international, macro_region, none, province, zone)",
        ),
    ],
)
def test_wrong_gazetteer_is_said_in_one_sentence(tmp_path, text, message):
    """The sentence names the value, what was expected and the nearest valid word."""
    with pytest.raises(ToolkitError) as error:
        places.load_gazetteer(write(tmp_path, text))
    assert str(error.value) == message


def test_a_gazetteer_of_another_encoding_is_said(tmp_path):
    """What a spreadsheet saves by default is told from UTF-8."""
    path = tmp_path / "gazetteer.csv"
    path.write_bytes("name,kind\nÖdön,zone\n".encode("cp1252"))
    with pytest.raises(
        ToolkitError, match=r"gazetteer.csv is not UTF-8; it is read as .* save the file as UTF-8"
    ):
        places.load_gazetteer(path)


def test_unknown_country_is_an_error(tmp_path):
    """A country or province that no row has is a slip of the pen."""
    path = write(tmp_path, "name,kind,country\nOz,zone,Chinaa\n")
    with pytest.raises(ToolkitError, match="'Chinaa' is not a country of the gazetteer; did you"):
        places.load_gazetteer(path)


# Forms


def test_the_longest_name_is_one_mention():
    """A cluster's name with hyphens, spaced or not, is one mention that knows its parts."""
    for name in (
        "Guangdong-Hong Kong-Macao Greater Bay Area",
        "Guangdong -Hong Kong -Macao Greater Bay Area",
    ):
        (row,) = mentions(f"The {name} grew.").to_dict("records")
        assert (row["text"], row["kind"], row["parts"]) == (
            name,
            "cluster",
            "Guangdong;Hong Kong;Macao",
        )
    assert named("Beijing -Tianjin -Hebei and Shanghai") == ["Beijing-Tianjin-Hebei", "Shanghai"]


def test_portmanteaus_know_their_members():
    """Guangfo is Guangzhou and Foshan, however its capitals are set."""
    layer = mentions("The city of Guangfo and GuangFo city.")
    assert layer["place"].tolist() == ["Guangfo", "Guangfo"]
    assert layer["parts"].tolist() == ["Guangzhou;Foshan"] * 2


def test_places_are_written_with_capitals():
    """Case tells US from us, Reading from reading; an acronym is not any town of that spelling."""
    assert named("They told us that reading in turkey is nice.") == []
    assert named("The US and the U.S. met the UN.") == ["United States", "United States"]
    assert named("It cost US$5 million.") == []


def test_abbreviated_states_stand_after_a_comma():
    """The stop belongs to the abbreviation, and the state settles which town is meant."""
    layer = mentions("LONDON, Ky. (AP) - He was ill in Ill. weather.")
    assert layer["text"].tolist() == ["LONDON", "Ky."]
    assert layer["place"].tolist() == ["London (Kentucky)", "Kentucky"]


def test_generic_words_belong_to_the_mention():
    """A capital generic word is inside the span, a small one is not; nor before a judge."""
    assert mentions("Foshan City and Foshan city")["text"].tolist() == ["Foshan City", "Foshan"]
    assert (
        mentions("She met Denver District Judge Hyatt in Denver.")["text"].tolist()[0] == "Denver"
    )
    (row,) = mentions("They landed in Kabul Airport.").to_dict("records")
    assert (row["place"], row["kind"], row["country"]) == ("Kabul Airport", "zone", "Afghanistan")


def test_unlisted_names_need_a_cue():
    """A word that no list has is a place after in or the village of, not after to."""
    assert named("Rain fell in Kampungu.") == ["Kampungu"]
    assert named("It hit the village of Xinmoru today.") == ["Xinmoru"]
    assert named("She wrote to Bruschke.") == []


# People, organisations, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FLINT, Mich. (AP) - It rained.", ["Flint", "Michigan"]),
        ("BAKERSFIELD — It rained.", ["Bakersfield"]),
        ("A Northport man and a resident of Waupun won.", ["Northport", "Waupun"]),
        ("The Jackson Police Department called.", ["Jackson"]),
        ("Harris County Sheriff Ed Gonzalez called.", ["Harris County"]),
        ("The Town of Clay and the village of Xinmoru pay.", ["Clay", "Xinmoru"]),
        ("It burnt in Bend, in Logan and in Mobile.", ["Bend", "Logan", "Mobile"]),
        ("They left Ft. Wayne and Port St. Lucie.", ["Fort Wayne", "Port Saint Lucie"]),
        ("In Gippsland it rained. At Kampungu too.", ["Gippsland"]),
        ("The Alabama Law Enforcement Agency called.", ["Alabama"]),
        ("He drove down Washington Avenue to St. Mary's Hospital.", []),
        ("He took U.S. 31 to see London 2012.", []),
        ("Wang Yong of Fengyang County met Li Guang.", ["Fengyang"]),
    ],
)
def test_local_news_names_towns_in_many_ways(text, expected):
    """Datelines, residents, police and abbreviations are read; streets and hospitals are not."""
    assert named(text) == expected


def test_full_names_of_autonomous_divisions_are_one_mention():
    """The peoples a prefecture is named for belong to its name."""
    (row,) = mentions("They saw Honghe Hani and Yi Autonomous Prefecture.").to_dict("records")
    assert (row["place"], row["province"]) == ("Honghe", "Yunnan")


def test_doubtful_names_say_why():
    """What little speaks for is kept and marked; what stands firm is not."""
    layer = mentions("Rain fell in Kampungu, in Bend and in Logan, then in Wuhan.")
    assert layer["doubt"].fillna("").tolist() == ["unlisted", "word", "person", ""]
    layer = mentions("They saw Wilmington.")
    assert layer["doubt"].tolist() == ["namesake"]


def test_a_city_acts_not_the_province_behind_it():
    """In "Foshan, Guangdong should" the city is the actor."""
    assert mentions("Foshan, Guangdong, must go.")["actor"].tolist() == [False, False]
    assert mentions("Foshan, Guangdong should go.")["actor"].tolist() == [True, False]


def test_people_are_no_places():
    """Titles, given names, initials and Chinese surnames make a person."""
    assert named("Mr. Lincoln and President Washington met Denzel Washington.") == []
    assert named("Hebei Zhang spoke, and Jin Guanping wrote, and Wang Wei read.") == []
    assert named("Georgia Stevens skates. Georgia began at four.") == []
    assert named("President Xi Jinping of China met Mayor Chen Jining.") == ["China"]


def test_what_is_a_person_once_is_one_throughout():
    """A surname of the document is no town, unless nothing but a town can be meant."""
    assert named("Nelson Mandela spoke. People cheered Mandela.") == []


def test_common_words_need_evidence():
    """A town with the name of a word is one in England, not at the beginning of a sentence."""
    assert named("Reading is fun. Mobile phones ring. March came.") == []
    assert named("He lives in Reading, England.") == ["Reading", "England"]


def test_places_in_names_are_marked():
    """Universities, banks, plans and agreements hold a place in their name; police do not."""
    for text in (
        "Guangzhou University is old.",
        "The Bank of China lends.",
        "The Outline Development Plan for the Yangtze River Delta says so.",
        "The Paris Agreement holds.",
        "Hong Kong Polytechnic University teaches.",
    ):
        assert mentions(text)["in_name"].tolist() == [True], text
    assert named("Kentucky State Police came.") == ["Kentucky"]


def test_demonyms_are_a_kind_of_their_own():
    """A people is no place, but says of which country."""
    layer = mentions("Chinese firms met Southeast Asian ones.")
    assert layer["kind"].tolist() == ["demonym", "demonym"]
    assert layer["place"].tolist() == ["China", "Southeast Asia"]


# What is meant


def test_namesakes_are_told_apart_by_what_stands_beside_them():
    """A pair settles the town, its province settles the county, else the largest is meant."""
    layer = mentions("Paris, Texas is not Paris, France.")
    assert layer["place"].tolist() == ["Paris (Texas)", "Texas", "Paris", "France"]
    assert named("They chose Suzhou, Anhui.")[0] == "Suzhou (Anhui)"
    assert named("They chose Suzhou.") == ["Suzhou"]
    assert named("Shaanxi and Yulin grew.")[1] == "Yulin (Shaanxi)"
    assert named("Guangxi and Yulin grew.")[1] == "Yulin"


def test_my_country_is_the_country_a_text_is_about():
    """A deictic takes the country named most; where none is named it stays as written."""
    row = mentions("In my country, Foshan and Wuhan grow.").iloc[0]
    assert (row["kind"], row["place"], row["country"]) == ("deictic", "China", "China")
    row = mentions("In my country, much grows.").iloc[0]
    assert (row["place"], row["country"] is None or pd.isna(row["country"])) == ("my country", True)


def test_macro_regions_are_read_where_the_text_is_about_their_country():
    """Two regions share a noun; elsewhere an eastern region is none of China's."""
    layer = mentions("In China, the central and western regions and the eastern region grow.")
    assert layer["text"].tolist() == ["China", "central", "western regions", "eastern region"]
    assert layer["macro_region"].tolist()[1:] == ["central", "western", "eastern"]
    assert named("The eastern region of Chad saw rain in Chad.") == ["Chad", "Chad"]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("the six provinces in the central region", "central region"),
        ("the six central provinces", "central region"),
        ("the three northeastern provinces", "northeast region"),
        ("twelve western provinces, regions and cities", "western region"),
        ("eleven provinces along the Yangtze River Economic Belt", "Yangtze River Economic Belt"),
    ],
)
def test_enumerations_lead_to_their_region(text, place):
    """A number of provinces is one mention, of the region they make up."""
    layer = mentions(f"In China, {text} grew.")
    assert layer["place"].tolist() == ["China", place]


def test_places_belong_to_several_clusters():
    """Foshan has a province, a macro-region and three clusters; a cluster is not its own member."""
    (row,) = mentions("They went to Foshan.").to_dict("records")
    assert (row["country"], row["province"], row["macro_region"]) == (
        "China",
        "Guangdong",
        "eastern",
    )
    assert row["clusters"] == "Guangdong-Hong Kong-Macao Greater Bay Area;Guangfo;Pearl River Delta"
    assert (round(row["lat"]), round(row["lon"])) == (23, 113)


def test_actors_are_subjects_of_verbs_of_acting():
    """Should, has promoted, by and help make an actor; being, having and cities in do not."""
    acting = [
        "Foshan should learn.",
        "Foshan has actively promoted trade.",
        "It was made by Foshan.",
        "Policies help Foshan.",
        "Foshan is expanding its ports.",
        "Guangzhou and Foshan must go.",
    ]
    for text in acting:
        assert mentions(text)["actor"].all(), text
    for text in ("Foshan is large.", "Foshan should become rich.", "Cities in Foshan should act.",
                 "Trade with Macao and Foshan will help them."):  # fmt: skip
        assert not mentions(text)["actor"].any(), text


def test_repetitions_are_marked_and_not_counted():
    """In a loop the first mention counts, the others stay with their address."""
    layer = mentions("Wuhan, Weifang, Weifang, Weifang, Hefei", loops=[(16, 32)])
    assert layer["text"].tolist() == ["Wuhan", "Weifang", "Weifang", "Weifang", "Hefei"]
    assert layer["loop"].tolist() == [False, False, True, True, False]
    assert layer["province"].tolist()[1:4] == ["Shandong"] * 3


@pytest.mark.parametrize("text", ["", "...", "nothing here", "42"])
def test_texts_without_places_give_an_empty_layer(text):
    """No word, no place: an empty table with all columns, never a traceback."""
    assert mentions(text).empty


def test_every_cue_can_be_asked():
    """The table of cues names only positions, classes and cues that the rooms know."""
    table = evidence.weights()
    roles = {role for cell in [*table["is"], *table["not"]] for role in cell.split()}
    assert roles <= set(evidence._classes())
    shown = evidence.cues(*_asked("They went to Foshan, Guangdong."))
    assert set(shown) == set(table.index)
    assert table.loc[table["where"] == "", "is"].eq("").all()


def _asked(text):
    """Return what `cues` is asked for one text."""
    ctx = evidence.Context(read(text))
    found = places._options(read(text), PLACES, ctx)
    return places._names(found.drop_duplicates("hit"), ctx), ctx


def test_lists_hold_plain_words():
    """The lists are lower case words without doubles, and no class of the rules is empty."""
    for name in ("place_words.csv", "word_lists.csv"):
        table = pd.read_csv(gazetteer.DATA / name)
        assert not table["role"].duplicated().any()
        for words in table["words"].str.split():
            assert len(words) == len(set(words)) > 0
            assert all(re.fullmatch(r"[a-zà-ÿ']+", word) for word in words)
