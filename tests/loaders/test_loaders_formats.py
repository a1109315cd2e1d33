"""Files as other programs write them: what arrives in the graph, under which ids, and where it says it is from."""

from __future__ import annotations

import io
import json
import zipfile

import networkx as nx
import pytest

import loaders
from tests.loaders import format_files as made
from tests.loaders.format_files import CHOIR, SHEET, SHOP, TOWN

CHOIR_ID, SHOP_ID, TOWN_ID = "act-chor-der-kulturen", "act-weltladen-dueren", "mun-05358024"


def loaded(store, path, **options):
    report = loaders.load(store, path, **options)
    assert report.ok, [problem.message() for problem in report.problems]
    assert not [problem for problem in report.problems if problem.severity == "error"]
    return report


def actors(store) -> dict[str, tuple[str, str]]:
    return {row["id"]: (row["name"], row["source"]) for row in store.read_nodes("Actor")}


def ties(store, type_: str = "COOPERATES_WITH") -> dict[tuple[str, str], dict[str, str]]:
    return {(row["source"], row["target"]): row for row in store.read_relationships(type_)}


@pytest.mark.parametrize(
    ("name", "content", "node", "edge"),
    [
        ("netz.gexf", lambda _: made.by_networkx(nx.write_gexf), "Eintrag 1", "Eintrag 1"),
        ("netz.graphml", lambda _: made.by_networkx(nx.write_graphml), "Eintrag 1", "Eintrag 1"),
        ("igraph.graphml", lambda path: made.by_igraph(path, ".graphml"), "Eintrag 1", "Eintrag 1"),
        ("netz.net", lambda _: made.pajek(), "Zeile 2", "Zeile 6"),
        ("igraph.net", lambda path: made.by_igraph(path, ".net"), "Zeile 2", "Zeile 6"),
    ],
)  # fmt: skip
def test_networks_that_other_libraries_write_arrive_with_names_ties_and_weights(  # noqa: PLR0917 - parameters of the test
    store, write, tmp_path, name, content, node, edge
) -> None:
    loaded(store, write(name, content(tmp_path)))
    assert {id_: said for id_, (said, _) in actors(store).items()} == {CHOIR_ID: CHOIR, SHOP_ID: SHOP}
    assert actors(store)[CHOIR_ID][1] == f"{name}, {node}"
    assert [row["name"] for row in store.read_nodes("Municipality") if row["id"] == TOWN_ID] == ["Jülich"]
    found = ties(store)
    assert set(found) == {(CHOIR_ID, SHOP_ID), (SHOP_ID, TOWN_ID)}
    assert found[CHOIR_ID, SHOP_ID]["note"] == "Gewicht 2.5"
    assert found[CHOIR_ID, SHOP_ID]["source_ref"] == f"{name}, {edge}"


def test_attributes_of_nodes_and_edges_are_read(store, write) -> None:
    loaded(store, write("netz.gexf", made.by_networkx(nx.write_gexf)))
    choir, shop = store.read_nodes("Actor")
    assert (choir["kind"], choir["seat"]) == ("association", "Kerpen")
    assert (shop["kind"], shop["seat"]) == ("eine_welt_group", "Düren")
    assert set(ties(store, "BASED_IN")) == {(CHOIR_ID, "mun-05362032"), (SHOP_ID, "mun-05358008")}
    assert ties(store)[CHOIR_ID, SHOP_ID]["since"] == "2019"


def test_the_direction_of_a_directed_network_stays(store, write) -> None:
    stream = io.BytesIO()
    graph = nx.DiGraph([(TOWN, CHOIR)])
    nx.write_graphml(graph, stream)
    loaded(store, write("richtung.graphml", stream.getvalue()))
    assert set(ties(store)) == {(TOWN_ID, CHOIR_ID)}


DL = {
    "voll": 'DL N = 3\nFORMAT = FULLMATRIX\nLABELS:\n"%s","%s","%s"\nDATA:\n0 2.5 0\n2.5 0 1\n0 1 0\n',
    "zeilen": "dl n=3 format=fullmatrix\nlabels:\n%s\n%s\n%s\ndata:\n0 2.5 0\n2.5 0 1\n0 1 0\n",
    "innen": 'dl n=3\nlabels embedded\ndata:\n"%s" "%s" "%s"\n"%s" 0 2.5 0\n"%s" 2.5 0 1\n"%s" 0 1 0\n',
    "unten": 'dl n=3 format=lowerhalf diagonal=absent\nlabels:\n"%s" "%s" "%s"\ndata:\n2.5\n0 1\n',
    "oben": 'dl n=3 format=upperhalf\nlabels:\n"%s" "%s" "%s"\ndata:\n0 2.5 0\n0 1\n0\n',
    "kanten": 'dl n=3 format=edgelist1\nlabels:\n"%s"\n"%s"\n"%s"\ndata:\n1 2 2.5\n2 3 1\n',
    "kanten_innen": 'dl n=3 format=edgelist1\nlabels embedded\ndata:\n"%s" "%s" 2.5\n"%s" "%s" 1\n',
}  # fmt: skip


@pytest.mark.parametrize("shape", sorted(DL))
def test_ucinet_files_of_every_layout_arrive_alike(store, write, shape) -> None:
    names = {"innen": (CHOIR, SHOP, TOWN) * 2, "kanten_innen": (CHOIR, SHOP, SHOP, TOWN)}
    text = DL[shape]
    loaded(store, write("netz.dl", text % names.get(shape, (CHOIR, SHOP, TOWN))))
    assert [name for name, _ in actors(store).values()] == [CHOIR, SHOP]
    found = {frozenset(pair): row.get("note") for pair, row in ties(store).items()}
    assert found == {frozenset({CHOIR_ID, SHOP_ID}): "Gewicht 2.5", frozenset({SHOP_ID, TOWN_ID}): None}
    number = text[: text.index("2.5")].count("\n") + 1
    assert ties(store)[CHOIR_ID, SHOP_ID]["source_ref"] == f"netz.dl, Zeile {number}"


def test_ucinet_lists_of_neighbours_and_uneven_matrices_keep_their_direction(store, write) -> None:
    loaded(store, write("a.dl", f'dl n=2 format=nodelist1\nlabels:\n"{CHOIR}","{SHOP}"\ndata:\n1 2\n'))
    assert set(ties(store)) == {(CHOIR_ID, SHOP_ID)}
    loaded(store, write("b.dl", f'dl n=2\nlabels:\n"{CHOIR}","{TOWN}"\ndata:\n0 0\n1 0\n'))
    assert set(ties(store)) == {(CHOIR_ID, SHOP_ID), (TOWN_ID, CHOIR_ID)}


def test_a_ucinet_file_of_two_kinds_of_nodes_is_refused_with_the_formats_that_are_read(store, write) -> None:
    report = loaders.load(store, write("zwei.dl", "dl nr=2, nc=3 format=edgelist2\ndata:\n1 2\n"))
    assert report.verdict == "reject"
    assert "fullmatrix" in report.problems[0].message()


ELEMENTS = [["Label", "Type", "Tags"], [CHOIR, "Verein", "Kultur|Bildung"], [SHOP, "Weltladen", ""], [TOWN, "Ort", ""]]
LINKS = [["From", "To", "Type", "Direction", "Strength"], [CHOIR, f"{SHOP}|{TOWN}", "Fest", "mutual", "2"]]


def test_a_kumu_workbook_arrives_with_every_connection(store, write) -> None:
    sheets = {"Elements": ELEMENTS, "Connections": LINKS, "Notizen (ignore)": [["x"], ["y"]]}
    loaded(store, write("karte.xlsx", made.workbook(sheets)))
    where = "karte.xlsx, Blatt „Elements“, Zeile"
    assert actors(store) == {CHOIR_ID: (CHOIR, f"{where} 2"), SHOP_ID: (SHOP, f"{where} 3")}
    assert {row["id"]: row.get("kind") for row in store.read_nodes("Actor")} == {
        CHOIR_ID: "association",
        SHOP_ID: "eine_welt_group",
    }
    found = ties(store)
    assert set(found) == {(CHOIR_ID, SHOP_ID), (CHOIR_ID, TOWN_ID)}
    tie = found[CHOIR_ID, SHOP_ID]
    assert (tie["description"], tie["note"], tie["source_ref"]) == (
        "Fest", "Gewicht 2", "karte.xlsx, Blatt „Connections“, Zeile 2",
    )  # fmt: skip
    assert {row["target"] for row in store.read_relationships("WORKS_ON")} == {"thm-kultur", "thm-bildung"}


@pytest.mark.parametrize("nested", [False, True], ids=["plain", "with attributes"])
def test_a_kumu_map_in_json_arrives(store, write, nested) -> None:
    def part(own: dict[str, str], said: dict[str, object]) -> dict[str, object]:
        return {**own, "attributes": said} if nested else {**own, **said}

    content = {
        "elements": [
            part({"id": "e1"}, {"label": CHOIR, "element type" if nested else "type": "Verein", "tags": ["Kultur"]}),
            part({"id": "e2"}, {"label": SHOP}),
        ],
        "connections": [part({"from": "e1", "to": "e2", "direction": "directed"}, {"label": "Fest"})],
        "maps": [],
    }
    loaded(store, write("karte.json", made.as_json(content)))
    assert actors(store) == {CHOIR_ID: (CHOIR, "karte.json, Eintrag 1"), SHOP_ID: (SHOP, "karte.json, Eintrag 2")}
    assert ties(store)[CHOIR_ID, SHOP_ID]["description"] == "Fest"


NODES = f"actorId:ID(Org),name,ort,:LABEL\nO1,{CHOIR},Kerpen,Actor\nO2,{SHOP},Düren,Actor\nO3,{TOWN},,Actor\n"
EDGES = ":START_ID(Org),:END_ID(Org),since,:TYPE\nO1,O2,2019,COOPERATES_WITH\nO2,O3,,KNOWS\n"


@pytest.mark.parametrize("files", ["one", "two", "one after the other"])
def test_neo4j_admin_files_find_their_ends_across_files(store, write, files) -> None:
    if files == "one":
        loaded(store, write("beides.csv", NODES + EDGES))
    elif files == "two":
        loaded(store, [write("kanten.csv", EDGES), write("knoten.csv", NODES)])
    else:
        loaded(store, write("knoten.csv", NODES.replace(f"O3,{TOWN},,Actor\n", "")))
        loaded(store, write("kanten.csv", EDGES.replace("O2,O3,,KNOWS\n", "")))
    assert set(actors(store)) == {CHOIR_ID, SHOP_ID}
    found = ties(store)
    assert found[CHOIR_ID, SHOP_ID]["since"] == "2019"
    assert ((SHOP_ID, TOWN_ID) in found) == (files != "one after the other")
    assert set(ties(store, "BASED_IN")) == {(CHOIR_ID, "mun-05362032"), (SHOP_ID, "mun-05358008")}


def test_a_neo4j_edge_to_a_node_that_no_file_has_is_named(store, write) -> None:
    report = loaders.load(store, [write("knoten.csv", NODES), write("kanten.csv", EDGES.replace("O3", "O9"))])
    (problem,) = [problem for problem in report.problems if problem.severity == "error"]
    assert (problem.file, problem.row, problem.column) == ("kanten.csv", 3, ":END_ID")


def test_points_of_municipalities_arrive_from_geojson(store, write) -> None:
    features = [
        {"type": "Feature", "properties": {"AGS": "05358024", "name": "Jülich", "Einwohner": 33000},
         "geometry": {"type": "Point", "coordinates": [6.358, 50.922]}},
        {"type": "Feature", "properties": {"name": "Kerpen"},
         "geometry": {"type": "Point", "coordinates": [6.696, 50.872]}},
    ]  # fmt: skip
    loaded(store, write("orte.geojson", made.as_json({"type": "FeatureCollection", "features": features})))
    found = {row["id"]: row for row in store.read_nodes("Municipality")}
    assert set(found) == {TOWN_ID, "mun-05362032"}
    assert (found[TOWN_ID]["lat"], found[TOWN_ID]["population"]) == (50.9227, 34890)  # the register is stronger
    (said,) = [entry for entry in loaders.evidence(store, TOWN_ID) if entry.get("file")]
    assert (said["row"], said["data"]["lat"], said["data"]["lon"], said["data"]["population"]) == (
        1,
        50.922,
        6.358,
        33000,
    )


def test_twin_towns_arrive_from_wikidata(store, write) -> None:
    def literal(text: str, kind: str = "literal") -> dict[str, str]:
        return {"type": kind, "value": text}

    entity = "http://www.wikidata.org/entity/"
    binding = {
        "item": literal(f"{entity}Q14914", "uri"), "itemLabel": literal("Jülich"), "ags": literal("05358024"),
        "partner": literal(f"{entity}Q57820", "uri"), "partnerLabel": literal("Taicang"),
        "partnerCountryLabel": literal("Volksrepublik China"), "coord": literal("Point(6.358 50.922)"),
    }  # fmt: skip
    content = {"head": {"vars": list(binding)}, "results": {"bindings": [binding]}}
    loaded(store, write("abfrage.json", made.as_json(content)))
    (tie,) = store.read_relationships("PARTNER_OF")
    assert (tie["source"], tie["target"], tie["source_ref"]) == (TOWN_ID, "for-cn-taicang", "Wikidata Q14914")
    found = {row["id"]: row for row in store.read_nodes("Municipality")}
    assert found["for-cn-taicang"]["country"] == "CN"
    (said,) = loaders.evidence(store, "for-cn-taicang")
    assert (said["file"], said["row"]) == ("abfrage.json", 1)
    assert [entry["data"]["lon"] for entry in loaders.evidence(store, TOWN_ID) if entry.get("file")] == [6.358]


@pytest.mark.parametrize("ending", ["xlsx", "xlsm", "xls", "xlsb", "ods"])
def test_workbooks_of_every_kind_say_the_same(store, write, ending) -> None:
    content = {
        "xlsx": lambda: made.workbook({"Liste": SHEET}),
        "xlsm": lambda: made.workbook({"Liste": SHEET}, macros=write("vbaProject.bin", b"\xd0\xcf\x11\xe0 macros")),
        "xls": lambda: made.xls(SHEET),
        "xlsb": lambda: made.xlsb(SHEET),
        "ods": lambda: made.ods(SHEET),
    }[ending]()
    name = f"liste.{ending}"
    report = loaded(store, write(name, content))
    assert report.verdict == "accept"
    where = f"{name}, Blatt „Liste“, Zeile"
    assert actors(store) == {CHOIR_ID: (CHOIR, f"{where} 2"), SHOP_ID: (SHOP, f"{where} 3")}
    (came,), (excused,) = store.read_relationships("ATTENDED"), store.read_relationships("INVITED")
    meeting = "mtg-2024-07-03-dialogforum"
    assert (came["source"], came["target"], came["source_ref"]) == (CHOIR_ID, meeting, f"{where} 2")
    assert (excused["source"], excused["status"]) == (SHOP_ID, "excused")
    assert [(entry["file"], entry["sheet"], entry["row"]) for entry in loaders.evidence(store, SHOP_ID)] == [
        (name, "Liste", 3)
    ]


def test_a_zip_of_lists_arrives_whole_and_names_its_members(store, write) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("ordner/liste.xls", made.xls(SHEET))
        archive.writestr("netz.graphml", made.by_networkx(nx.write_graphml))
        archive.writestr("__MACOSX/ordner/._liste.xls", b"\x00\x05")
        archive.writestr("rat.json", json.dumps({"data": made.council("1.1")["body"]}))
    loaded(store, write("alles.zip", stream.getvalue()))
    assert set(actors(store)) == {CHOIR_ID, SHOP_ID}
    assert set(ties(store)) == {(CHOIR_ID, SHOP_ID), (SHOP_ID, TOWN_ID)}
    assert actors(store)[SHOP_ID] == (SHOP, "alles.zip/netz.graphml, Eintrag 2")
    (excused,) = store.read_relationships("INVITED")
    assert excused["source_ref"] == "alles.zip/ordner/liste.xls, Blatt „Liste“, Zeile 3"


@pytest.mark.parametrize("version", ["1.0", "1.1"])
@pytest.mark.parametrize("shape", ["one file", "folder", "objects"])
def test_council_data_arrive_without_persons(store, write, tmp_path, version, shape) -> None:
    content = made.council(version)
    if shape == "one file":
        path = write("rat.json", made.as_json({"data": [entry for entries in content.values() for entry in entries]}))
    else:
        path = tmp_path / "rat"
        path.mkdir()
        for kind, entries in content.items():
            whole = entries[0] if shape == "objects" else {"data": entries, "links": {}, "pagination": {}}
            (path / f"{kind}.json").write_bytes(made.as_json(whole))
    report = loaded(store, path)
    (board,) = store.read_nodes("Actor")
    assert (board["name"], board["kind"], board["source"]) == (
        "Integrationsrat", "municipal_body", "https://rat.example.org/oparl/organization/7",
    )  # fmt: skip
    (meeting,) = store.read_nodes("Meeting")
    assert (meeting["name"], meeting["date_start"], meeting["venue"]) == (
        "3. Sitzung des Integrationsrates", "2024-03-12", "Rathaus",
    )  # fmt: skip
    assert set(ties(store, "PART_OF")) == {(board["id"], TOWN_ID)}
    (host,) = store.read_relationships("ATTENDED")
    assert (host["source"], host["target"], host["role"]) == (board["id"], meeting["id"], "host")
    (mention,) = report.review
    assert (mention["kind"], mention["name"]) == ("mention", "Brücke Jülich e.V.")
    assert "Vereins Brücke Jülich e.V. (112/2024" in mention["passages"][0]
    assert "Beispiel" not in str([*store.read_nodes("Record"), *store.read_nodes("Decision")])


def test_what_the_council_deletes_is_deleted_here(store, write) -> None:
    content = made.council("1.1")
    everything = [entry for entries in content.values() for entry in entries]
    loaded(store, write("rat.json", made.as_json({"data": everything})))
    gone = [{**entry, "deleted": True} for entry in [*content["meeting"], *content["organization"]]]
    report = loaded(store, write("neu.json", made.as_json({"data": [*content["body"], *gone]})))
    assert "oparl_deleted" in {problem.code for problem in report.problems}
    assert (store.read_nodes("Meeting"), store.read_nodes("Actor")) == ([], [])
    assert store.read_relationships("ATTENDED") == []
    assert [row["id"] for row in store.read_nodes("Municipality")] == [TOWN_ID]


OUTLOOK = (
    '"Anrede","Vorname","Nachname","Firma","Abteilung","Position","Straße geschäftlich","Ort geschäftlich",'
    '"Postleitzahl geschäftlich","Land/Region geschäftlich","E-Mail-Adresse","Geburtstag","Geschlecht","Notizen",'
    '"Webseite"\n"Frau","Erika","Beispiel","Chor der Kulturen e.V.","","Vorsitz","Weg 1","Kerpen","50171",'
    '"Deutschland","erika@example.org","1.1.1970","Keine Angabe","geheim","chor.example"\n'
).encode("cp1252")
GOOGLE = (
    b"First Name,Last Name,Birthday,Notes,Organization Name,Organization Title,Labels,E-mail 1 - Value,"
    b"Address 1 - City,Website 1 - Value\nErika,Beispiel,1970-01-01,geheim,Chor der Kulturen e.V.,Vorsitz,"
    b"Verteiler ::: * myContacts,erika@example.org,Kerpen,chor.example\n"
)
GOOGLE_BEFORE = (
    b"Name,Given Name,Family Name,Birthday,Notes,Group Membership,E-mail 1 - Value,Organization 1 - Name,"
    b"Organization 1 - Title\nErika Beispiel,Erika,Beispiel,1970,geheim,Verteiler,erika@example.org,"
    b"Chor der Kulturen e.V.,Vorsitz\n"
)
CIVICRM = (
    b'"Contact ID","Contact Type","Organization Name","City","Postal Code","Country","Website"\n'
    b'"12","Organization","Chor der Kulturen e.V.","Kerpen","50171","Germany","chor.example"\n'
)


@pytest.mark.parametrize(
    ("name", "content"),
    [("outlook.csv", OUTLOOK), ("google.csv", GOOGLE), ("alt.csv", GOOGLE_BEFORE), ("civicrm.csv", CIVICRM)],
)
def test_exports_of_contacts_bring_organisations_and_no_person(store, write, name, content) -> None:
    report = loaded(store, write(name, content))
    assert actors(store) == {CHOIR_ID: (CHOIR, f"{name}, Zeile 2")}
    assert (report.counts.read, report.counts.created) == (1, 1)
    kept = str([*store.read_nodes("Record"), *store.read_nodes("Actor")])
    for word in ("Erika", "Beispiel", "example.org", "geheim", "1970", "Vorsitz", "Weg 1"):
        assert word not in kept
    assert not [problem for problem in report.problems if problem.code == "columns_unknown"]
    if name in {"outlook.csv", "civicrm.csv"}:
        assert set(ties(store, "BASED_IN")) == {(CHOIR_ID, "mun-05362032")}
        assert store.read_nodes("Actor")[0]["website"] == "chor.example"


def test_attendance_of_civicrm_keeps_its_four_answers_apart(store, write) -> None:
    rows = [("Attended", CHOIR), ("No-show", SHOP), ("Registered", "Südwind Bonn e.V."), ("Cancelled", "Haus Neuss")]
    text = '"Participant ID","Event Title","Event Start Date","Current Employer","Participant Status","Display Name"\n'
    text += "".join(f'"{n}","Forum","2024-07-03","{name}","{mark}","Erika B."\n' for n, (mark, name) in enumerate(rows))
    loaded(store, write("teilnahme.csv", text))
    assert [row["source"] for row in store.read_relationships("ATTENDED")] == [CHOIR_ID]
    assert {row["source"]: row["status"] for row in store.read_relationships("INVITED")} == {
        SHOP_ID: "absent", "act-suedwind-bonn": "registered", "act-haus-neuss": "excused",
    }  # fmt: skip


def test_tickets_of_pretix_are_read_as_what_the_guest_says(store, write) -> None:
    head = (
        "Event slug,Order code,Position ID,Status,Email,Attendee name,Attendee email,Company,Address,ZIP code,City,"
        "Country,State,Pseudonymization ID,Start date,Invoice address name,Company,Address,ZIP code,City,"
        "Country,State\n"
    )
    guest = "dialog24,AB1,{n},Paid,x@example.org,Erika Beispiel,e@example.org,{who},Weg 1,50171,{town},DE,,PS{n},"
    invoice = "2024-07-03 10:00:00,Kasse,Kirchenkreis Aachen,Weg 2,52062,Aachen,DE,\n"
    rows = [
        guest.format(n=n, who=who, town=town) + invoice for n, who, town in ((1, CHOIR, "Kerpen"), (2, SHOP, "Düren"))
    ]
    report = loaded(store, write("pretix.csv", head + "".join(rows)))
    assert {name for name, _ in actors(store).values()} == {CHOIR, SHOP}
    assert {row["source"]: row["status"] for row in store.read_relationships("INVITED")} == {
        CHOIR_ID: "registered",
        SHOP_ID: "registered",
    }
    assert set(ties(store, "BASED_IN")) == {(CHOIR_ID, "mun-05362032"), (SHOP_ID, "mun-05358008")}
    (meeting,) = store.read_nodes("Meeting")
    assert (meeting["name"], meeting["date_start"]) == ("dialog24", "2024-07-03")
    assert any("Rechnung" in problem.message() for problem in report.problems)
    assert "Beispiel" not in str(store.read_nodes("Record"))


@pytest.mark.parametrize(
    "sides", [("ROW LABELS:", "COLUMN LABELS:"), ("COLUMN LABELS:", "ROW LABELS:"), ("COL LABELS:",)]
)
def test_names_of_rows_or_columns_of_a_matrix_are_its_names(store, write, sides) -> None:
    names = '"Chor der Kulturen"\n"Weltladen Düren"\n'
    text = "DL N = 2\nFORMAT = FULLMATRIX\n" + "".join(f"{side}\n{names}" for side in sides) + "DATA:\n0 1\n1 0\n"
    loaders.load(store, write("netz.dl", text))
    assert {row["name"] for row in store.read_nodes("Actor")} == {"Chor der Kulturen", "Weltladen Düren"}


def test_a_drawing_of_yed_names_its_nodes(store, write) -> None:
    drawn = "<y:ShapeNode><y:NodeLabel>\n{}\n</y:NodeLabel></y:ShapeNode>"
    nodes = "".join(
        f'<node id="n{at}"><data key="d6">{drawn.format(name)}</data></node>'
        for at, name in enumerate(("Chor der Kulturen", "Weltladen Düren"))
    )
    text = (
        '<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:y="http://www.yworks.com/xml/graphml">'
        f'<key for="node" id="d6" yfiles.type="nodegraphics"/><graph edgedefault="directed">{nodes}</graph></graphml>'
    )
    loaders.load(store, write("netz.graphml", text))
    assert {row["name"] for row in store.read_nodes("Actor")} == {"Chor der Kulturen", "Weltladen Düren"}


def test_a_section_without_a_name_is_said_at_its_line(store, write) -> None:
    report = loaders.load(store, write("netz.net", '*Vertices 1\n1 "Chor"\n*\n1 1\n'))
    assert [(problem.code, problem.row) for problem in report.problems] == [("pajek_line", 4)]


@pytest.mark.parametrize(
    "geometry", [None, {"type": "Polygon", "coordinates": [[[6.3, 50.8], [6.5, 50.8], [6.3, 50.8]]]}]
)
def test_a_municipality_drawn_by_its_borders_keeps_the_position_of_the_register(store, write, geometry) -> None:
    feature = {"type": "Feature", "properties": {"GEN": "Düren", "AGS": "05358008"}, "geometry": geometry}
    report = loaders.load(
        store, write("orte.geojson", json.dumps({"type": "FeatureCollection", "features": [feature]}))
    )
    (town,) = store.read_nodes("Municipality")
    assert (report.verdict, town["ags"], round(town["lat"], 1)) == ("accept", "05358008", 50.8)
