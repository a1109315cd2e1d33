"""What labels and relationship types are called in the answers of the command."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stakegraph.cli.session import Session

__all__ = ["LABEL_WORDS", "label_word"]

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
