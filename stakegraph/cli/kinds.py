"""What labels and relationship types are called in the answers of the command."""

from __future__ import annotations

from typing import TYPE_CHECKING

from loaders.words import shown_word

if TYPE_CHECKING:
    from stakegraph.cli.session import Session

__all__ = ["LABEL_WORDS", "PROPERTY_WORDS", "kind_word", "label_word", "property_word"]

LABEL_WORDS = {
    "Municipality": ("Kommunen", "municipalities"),
    "Actor": ("Organisationen", "organisations"),
    "Adviser": ("Beraterinnen und Berater", "advisers"),
    "Meeting": ("Veranstaltungen", "meetings"),
    "Theme": ("Themen", "themes"),
    "Country": ("Länder und Regionen", "countries and regions"),
    "Deployment": ("Beratungseinsätze", "deployments"),
    "Source": ("Quellen", "sources"),
    "PARTNER_OF": ("Partnerschaften", "partnerships"),
    "ATTENDED": ("Teilnahmen", "attendances"),
    "INVITED": ("Einladungen", "invitations"),
    "COOPERATES_WITH": ("Zusammenarbeit", "cooperations"),
    "MEMBER_OF": ("Mitgliedschaften", "memberships"),
    "FUNDS": ("Förderungen", "fundings"),
    "PART_OF": ("gehört zu", "part of"),
    "BASED_IN": ("Sitz", "seats"),
    "HELD_IN": ("Veranstaltungsort", "held in"),
    "WORKS_ON": ("arbeitet zu", "works on"),
    "FOCUSES_ON": ("Länderbezug", "focuses on"),
    "IN_COUNTRY": ("Land", "countries"),
    "ABOUT": ("handelt von", "about"),
    "DEPLOYED_TO": ("Einsatzort", "deployed to"),
    "COORDINATES": ("koordiniert", "coordinates"),
    "ADVISED_IN": ("berät in", "advises in"),
    "SPEAKS_FOR": ("spricht für", "speaks for"),
    "REACHES": ("erreicht", "reaches"),
}

PROPERTY_WORDS = {
    "kind": ("Art", "kind"),
    "seat": ("Sitz", "seat"),
    "website": ("Webseite", "website"),
    "founded": ("Gründung", "founding"),
    "ags": ("Gemeindeschlüssel", "municipality key"),
    "country": ("Land", "country"),
    "population": ("Einwohner", "population"),
    "lat": ("Lage", "position"),
    "date_start": ("Datum", "date"),
    "place": ("Ort", "place"),
    "project": ("Projekt", "project"),
    "status": ("Stand", "status"),
    "sdg": ("Ziele (SDG)", "goals (SDG)"),
    "name_en": ("englischer Name", "English name"),
    "languages": ("Sprachen", "languages"),
    "capacity": ("Kapazität", "capacity"),
    "available_from": ("verfügbar ab", "available from"),
    "name_official": ("amtlicher Name", "official name"),
    "short_name": ("Kurzname", "short name"),
    "aliases": ("andere Namen", "other names"),
    "legal_form": ("Rechtsform", "legal form"),
    "members": ("Mitglieder", "members"),
    "offers": ("bietet", "offers"),
    "needs": ("sucht", "needs"),
    "external_id": ("Kennung anderswo", "id elsewhere"),
    "unpublished": ("nicht veröffentlichen", "not to be published"),
    "note": ("Hinweis", "note"),
    "district": ("Kreis", "district"),
    "district_ags": ("Kreisschlüssel", "key of the district"),
    "state": ("Bundesland", "state"),
    "postcode": ("Postleitzahl", "postcode"),
    "lon": ("geografische Länge", "longitude"),
    "area_km2": ("Fläche in km²", "area in km²"),
    "population_ref": ("Stand der Einwohnerzahl", "date of the population"),
    "coord_source": ("Quelle der Lage", "source of the position"),
    "series": ("Reihe", "series"),
    "ordinal": ("Nummer", "number"),
    "date_end": ("Ende", "end"),
    "date_precision": ("Genauigkeit des Datums", "precision of the date"),
    "venue": ("Raum", "venue"),
    "participants": ("Teilnehmende", "participants"),
    "advisers_count": ("Zahl der Beratenden", "number of advisers"),
    "coordinating_unit": ("koordinierende Stelle", "coordinating unit"),
    "available_until": ("verfügbar bis", "available until"),
    "avoids": ("nicht einsetzen in", "not to be sent to"),
    "slug": ("Kurzwort", "short word"),
    "name_de": ("deutscher Name", "German name"),
    "parent": ("Oberthema", "parent theme"),
    "iso2": ("Länderkürzel", "country code"),
    "region": ("Region", "region"),
    "role": ("Rolle", "role"),
    "count": ("Anzahl", "number of people"),
    "programme": ("Programm", "programme"),
    "description": ("Beschreibung", "description"),
    "amount_eur": ("Betrag in Euro", "amount in euros"),
    "amount_eur_max": ("höchster Betrag in Euro", "highest amount in euros"),
    "since": ("seit", "since"),
    "until": ("bis", "until"),
    "BASED_IN": ("Sitzkommune", "municipality of the seat"),
    "WORKS_ON": ("Themen", "themes"),
    "HELD_IN": ("Veranstaltungsort", "town of the meeting"),
    "ABOUT": ("Thema", "theme"),
    "DEPLOYED_TO": ("Kommune", "municipality"),
}


def label_word(session: Session, name: str) -> str:
    """Say a label or type in the language of the call.

    Parameters
    ----------
    session
        The call.
    name
        Label or type.

    Returns
    -------
    str
    """
    return session.text(*LABEL_WORDS.get(name, (name, name)))


def property_word(session: Session, name: str) -> str:
    """Say a property in the language of the call.

    Parameters
    ----------
    session
        The call.
    name
        Property or type of a tie.

    Returns
    -------
    str
    """
    return session.text(*PROPERTY_WORDS.get(name, (name, name)))


def kind_word(session: Session, name: str, value: str) -> str:
    """Say the value of a property: kinds of organisations and meetings in the language of the call.

    Parameters
    ----------
    session
        The call.
    name
        Property.
    value
        As the graph holds it.

    Returns
    -------
    str
        The value itself where it is no kind.
    """
    if name != "kind" or session.lang != "de":
        return value
    return shown_word(shown_word(value, name="actor_kind"), name="meeting_kind")
