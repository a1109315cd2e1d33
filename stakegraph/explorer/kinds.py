"""Kinds, roles and states as people call them, where the lists use short English words."""

from __future__ import annotations

from stakegraph.words.sentences import term

__all__ = ["ACTOR_KINDS", "kind_name", "kind_title"]

ACTOR_KINDS = {
    "mso": ("Migrantenorganisation", "migrant organisation"),
    "mso_umbrella": ("Dachverband von Migrantenorganisationen", "umbrella of migrant organisations"),
    "diaspora": ("Diaspora-Organisation", "diaspora organisation"),
    "self_organisation": ("Selbstorganisation", "self-organisation"),
    "eine_welt_group": ("Eine-Welt-Gruppe", "One World group"),
    "ngo": ("Nichtregierungsorganisation", "non-governmental organisation"),
    "foreign_ngo": ("Organisation im Ausland", "organisation abroad"),
    "foundation": ("Stiftung", "foundation"),
    "partnership_association": ("Partnerschaftsverein", "partnership association"),
    "umbrella": ("Dachverband", "umbrella body"),
    "umbrella_or_network": ("Dachverband oder Netzwerk", "umbrella or network"),
    "network": ("Netzwerk", "network"),
    "municipal_umbrella": ("kommunaler Spitzenverband", "municipal umbrella"),
    "welfare_umbrella": ("Spitzenverband der Wohlfahrt", "welfare umbrella"),
    "municipal_body": ("kommunale Stelle", "municipal body"),
    "municipal_company": ("kommunales Unternehmen", "municipal company"),
    "office": ("Amt oder Fachabteilung", "office"),
    "council_body": ("Gremium des Rates", "council body"),
    "state_agency": ("Landesstelle", "state agency"),
    "state_government": ("Landesregierung", "state government"),
    "ministry": ("Ministerium", "ministry"),
    "public_funder": ("öffentliche Förderstelle", "public funder"),
    "federal_agency": ("Bundesstelle", "federal agency"),
    "federal_service_agency": ("Servicestelle des Bundes", "federal service agency"),
    "embassy": ("Botschaft", "embassy"),
    "university": ("Hochschule", "university"),
    "research": ("Forschungseinrichtung", "research institute"),
    "education": ("Bildungseinrichtung", "educational institution"),
    "school": ("Schule", "school"),
    "student_group": ("Hochschulgruppe", "student group"),
    "faith": ("Religionsgemeinschaft", "faith community"),
    "welfare": ("Wohlfahrtsverband", "welfare organisation"),
    "culture": ("Kulturorganisation", "cultural organisation"),
    "cultural": ("Kulturorganisation", "cultural organisation"),
    "museum": ("Museum", "museum"),
    "company": ("Unternehmen", "company"),
    "political_group": ("politische Gruppe", "political group"),
    "project": ("Projekt", "project"),
    "programme": ("Programm", "programme"),
}
"""Kind of an organisation to its German and English name."""

_OTHERS = {
    "foreign_municipality": ("Kommune im Ausland", "municipality abroad"),
    "stadt": ("Stadt", "town"),
    "gemeinde": ("Gemeinde", "municipality"),
    "kreisfreie_stadt": ("kreisfreie Stadt", "independent city"),
    "grosse_kreisstadt": ("Große Kreisstadt", "large district town"),
    "kreis": ("Kreis", "district"),
    "landkreis": ("Landkreis", "district"),
    "stadtkreis": ("Stadtkreis", "urban district"),
    "verbandsgemeinde": ("Verbandsgemeinde", "union of municipalities"),
    "bundesland": ("Bundesland", "federal state"),
    "markt": ("Markt", "market town"),
    "Städtepartnerschaft": ("Städtepartnerschaft", "town twinning"),
    "Städtefreundschaft": ("Städtefreundschaft", "town friendship"),
    "Kontakt": ("Kontakt", "contact"),
    "Projektpartnerschaft": ("Projektpartnerschaft", "project partnership"),
    "Klimapartnerschaft": ("Klimapartnerschaft", "climate partnership"),
    "Nachhaltigkeitspartnerschaft": ("Nachhaltigkeitspartnerschaft", "sustainability partnership"),
    "Solidaritätspartnerschaft": ("Solidaritätspartnerschaft", "solidarity partnership"),
    "Fachaustausch": ("Fachaustausch", "professional exchange"),
    "Kooperation": ("Kooperation", "cooperation"),
    "Länderpartnerschaft": ("Länderpartnerschaft", "partnership of states"),
    "Regionalpartnerschaft": ("Regionalpartnerschaft", "regional partnership"),
    "Beratungseinsatz": ("Beratungseinsatz", "deployment"),
    "empowerment_day": ("Empowerment-Tag", "empowerment day"),
    "network_meeting": ("Netzwerktreffen", "network meeting"),
    "conference": ("Konferenz", "conference"),
    "online_conference": ("Online-Konferenz", "online conference"),
    "workshop": ("Workshop", "workshop"),
    "assembly": ("Versammlung", "assembly"),
    "dialogforum": ("Dialogforum", "dialogue forum"),
    "anniversary": ("Jubiläum", "anniversary"),
    "signing": ("Unterzeichnung", "signing"),
    "kickoff": ("Auftakt", "kick-off"),
    "award_ceremony": ("Preisverleihung", "award ceremony"),
    "talk": ("Vortrag", "talk"),
    "action_day": ("Aktionstag", "day of action"),
    "jury": ("Jurysitzung", "jury"),
    "committee_session": ("Ausschusssitzung", "committee session"),
    "delegation": ("Delegationsreise", "delegation"),
    "founding": ("Gründung", "founding"),
    "held": ("hat stattgefunden", "held"),
    "announced": ("angekündigt", "announced"),
    "planned": ("geplant", "planned"),
    "cancelled": ("abgesagt", "cancelled"),
    "completed": ("abgeschlossen", "completed"),
    "active": ("besteht", "active"),
    "succeeded": ("in eine andere übergegangen", "succeeded by another"),
    "suspended": ("ruht", "suspended"),
    "unclear": ("unklar", "unclear"),
    "ended": ("beendet", "ended"),
    "cooperation": ("Zusammenarbeit", "cooperation"),
    "hosting": ("Gastgeberschaft", "hosting"),
    "award": ("Auszeichnung", "award"),
    "mandate": ("Auftrag", "mandate"),
    "support": ("Unterstützung", "support"),
    "umbrella_of": ("Dachverband von", "umbrella of"),
    "membership": ("Mitgliedschaft", "membership"),
    "funding": ("Förderung", "funding"),
    "part_of": ("gehört dazu", "part of"),
    "project_of": ("Projekt von", "project of"),
    "high": ("sicher", "high"),
    "medium": ("mittel", "medium"),
    "low": ("unsicher", "low"),
    "BASED_IN": ("Sitz", "seat"),
    "ATTENDED": ("Teilnahme", "attendance"),
    "INVITED": ("Einladung", "invitation"),
    "HELD_IN": ("Ort", "place"),
    "PARTNER_OF": ("Partnerschaft", "partnership"),
    "COOPERATES_WITH": ("Zusammenarbeit", "cooperation"),
    "MEMBER_OF": ("Mitgliedschaft", "membership"),
    "FUNDS": ("Förderung", "funding"),
    "PART_OF": ("Zugehörigkeit", "belongs to"),
    "WORKS_ON": ("Thema", "theme"),
    "FOCUSES_ON": ("Länderbezug", "country focus"),
    "DEPLOYED_TO": ("Beratungseinsatz", "deployment"),
    "Actor": ("Organisation", "organisation"),
    "Municipality": ("Kommune", "municipality"),
    "Meeting": ("Veranstaltung", "meeting"),
}


def kind_name(kind: str | None, *, lang: str = "de") -> str:
    """Say a kind, role or state.

    Parameters
    ----------
    kind
        As the lists have it.
    lang
        "de" or "en".

    Returns
    -------
    str
        The word itself where there is no better one, empty for none.

    Examples
    --------
    >>> kind_name("eine_welt_group"), kind_name("Beirat")
    ('Eine-Welt-Gruppe', 'Beirat')
    """
    if not kind:
        return ""
    found = ACTOR_KINDS.get(kind) or _OTHERS.get(kind)
    return found[lang == "en"] if found else term(kind, lang=lang)


def kind_title(kind: str | None, *, lang: str = "de") -> str:
    """Say a kind, role or state where nothing stands before it: in a cell or a label.

    Parameters
    ----------
    kind
        As the lists have it.
    lang
        "de" or "en".

    Returns
    -------
    str
        As `kind_name`, with a capital.

    Examples
    --------
    >>> kind_title("active"), kind_title("stadt", lang="en"), kind_title(None)
    ('Besteht', 'Town', '')
    """
    name = kind_name(kind, lang=lang)
    return f"{name[:1].upper()}{name[1:]}"
