"""The door: a password is asked for, a short word for who decides, a sign of life is given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.responses import RedirectResponse, Response

from stakegraph.explorer.signature import LONGEST, sign, signed_by
from stakegraph.explorer.site import Site

if TYPE_CHECKING:
    from starlette.datastructures import FormData

    from stakegraph.explorer.view import View

__all__ = ["site"]

site = Site()


@site.page("/anmelden", "door.html.j2", kept=False)
def door(view: View) -> dict[str, Any] | Response:
    """Ask for the password, when there is one."""
    if not view.keys.password_hash:
        return RedirectResponse("/", 303)
    return {"title": view.t("Anmelden", "Sign in"), "wrong": view.arg("falsch") == "1", "tired": view.keys.tired}


@site.step("/anmelden", role="viewer")
def come_in(view: View, form: FormData) -> Response:
    """Let somebody in who knows the password."""
    role = None if view.keys.tired else view.keys.try_password(str(form.get("kennwort", ""))[:200])
    if role is None:
        return RedirectResponse("/anmelden?falsch=1", 303)
    answer = RedirectResponse("/", 303)
    session = view.keys.admit(role)
    answer.headers.append("Set-Cookie", view.keys.baked(session, secure=view.request.url.scheme == "https"))
    return answer


@site.step("/abmelden", role="viewer")
def go_out(view: View, _: FormData) -> Response:
    """End a session."""
    view.keys.admitted.pop(view.session, None)
    return RedirectResponse("/anmelden", 303)


@site.page("/kuerzel", "signature.html.j2", kept=False)
def signature(view: View) -> dict[str, Any]:
    """Ask who decides in this browser."""
    title = view.t("Wer entscheidet?", "Who decides?")
    return {"title": title, "word": signed_by(view), "longest": LONGEST, "back": view.arg("zurueck")}


@site.step("/kuerzel")
def remember(view: View, form: FormData) -> Response:
    """Let the browser remember who decides."""
    answer = view.back(str(form.get("zurueck") or "/vorschlaege"))
    sign(answer, str(form.get("kuerzel", "")))
    return answer


@site.file("/lebt")
def alive(_: View) -> Response:
    """Say that the server is there."""
    return Response(status_code=204)
