"""Who may come in: a one-time key or a password, no foreign page, and the headers every answer carries."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import TYPE_CHECKING, Literal
from urllib.parse import parse_qsl, urlencode

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, RedirectResponse

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["Guard", "Keys", "Role", "hashed"]

Role = Literal["editor", "viewer"]
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}
KEY = "schluessel"
DOOR = "/anmelden"
OPEN_PATHS = ("/static/", "/look/", DOOR)
PATIENCE, PAUSE = 10, 60.0
"""So many wrong passwords within so many seconds, then the door stays shut for a while."""
SAFE = ("GET", "HEAD")
STRANGER = (
    "Diese Seite gehört zu einer laufenden Sitzung von stakegraph. Bitte die Adresse benutzen, die "
    "„stakegraph explore“ nennt; sie gilt einmal.\n\nThis page belongs to a running session. "
    "Please use the address that 'stakegraph explore' prints; it works once.\n"
)
FOREIGN = "Diese Anfrage kommt von einer anderen Seite und wird nicht ausgeführt.\n"


def hashed(password: str) -> str:
    """Turn a password into what may be kept of it.

    Parameters
    ----------
    password
        As it was typed.

    Returns
    -------
    str
        Argon2 hash.
    """
    return PasswordHasher().hash(password)


@dataclass(slots=True)
class Keys:
    """What opens the explorer, and what for.

    Attributes
    ----------
    token
        Key that works once and lets in an editor; None when none is asked for.
    password_hash
        Argon2 hash of the password that lets in an editor; None when none is asked for.
    viewer_hash
        Argon2 hash of another password, for those who may look and not change.
    blank
        Stands in a finished page where the word of the session comes; nobody can guess it.
    """

    token: str | None = None
    password_hash: str | None = None
    viewer_hash: str | None = None
    secret: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    blank: str = field(default_factory=lambda: secrets.token_hex(16))
    admitted: dict[str, Role] = field(default_factory=dict)
    failures: list[float] = field(default_factory=list)

    @property
    def closed(self) -> bool:
        """Whether somebody must show a key or a password."""
        return self.password_hash is not None or self.token is not None

    @property
    def cookie(self) -> str:
        """Name of the cookie; another one for every explorer that runs."""
        return f"sg-{hashlib.sha256(self.secret).hexdigest()[:8]}"

    def role(self, session: str) -> Role:
        """Tell what somebody may do.

        Parameters
        ----------
        session
            From the cookie.

        Returns
        -------
        {"editor", "viewer"}
        """
        return self.admitted.get(session, "viewer") if self.closed else "editor"

    def spend(self, token: str) -> str | None:
        """Take the one-time key and give a session for it.

        Parameters
        ----------
        token
            From the address.

        Returns
        -------
        str or None
            None when it is wrong or was used before.
        """
        if not self.token or not hmac.compare_digest(token.encode(), self.token.encode()):
            return None
        self.token = ""
        return self.admit("editor")

    def admit(self, role: Role) -> str:
        """Begin a session.

        Parameters
        ----------
        role
            What it may do.

        Returns
        -------
        str
        """
        session = secrets.token_urlsafe(24)
        self.admitted[session] = role
        return session

    def try_password(self, text: str) -> Role | None:
        """Tell what a password opens.

        Parameters
        ----------
        text
            As it was typed.

        Returns
        -------
        {"editor", "viewer"} or None
            None when it opens nothing.
        """
        for role, known in (("editor", self.password_hash), ("viewer", self.viewer_hash)):
            if known and _fits(known, text):
                return role  # type: ignore[return-value]
        self.failures.append(time.monotonic())
        return None

    @property
    def tired(self) -> bool:
        """Whether too many wrong passwords were typed lately."""
        now = time.monotonic()
        self.failures = [when for when in self.failures if now - when < PAUSE]
        return len(self.failures) >= PATIENCE

    def csrf(self, session: str) -> str:
        """Make the word that every form of a session carries.

        Parameters
        ----------
        session
            From the cookie.

        Returns
        -------
        str
        """
        return hmac.new(self.secret, session.encode(), hashlib.sha256).hexdigest()[:32]

    def baked(self, session: str, *, secure: bool = False) -> str:
        """Make the cookie of a session.

        Parameters
        ----------
        session
            Its word.
        secure
            Whether it came by HTTPS.

        Returns
        -------
        str
        """
        return f"{self.cookie}={session}; Path=/; HttpOnly; SameSite=Strict{'; Secure' if secure else ''}"


def _fits(known: str, text: str) -> bool:
    try:
        return PasswordHasher().verify(known, text)
    except VerificationError:
        return False


class Guard:
    """Middleware in front of every page."""

    def __init__(self, app: ASGIApp, *, keys: Keys) -> None:
        self.app = app
        self.keys = keys

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it here."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        session = self._session(headers)
        fresh = "" if session else secrets.token_urlsafe(24)
        scope.setdefault("state", {})["session"] = session or fresh

        async def answered(message: Message) -> None:
            if message["type"] == "http.response.start":
                found = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    if name not in found:
                        found[name] = value
                if fresh and (not self.keys.closed or (self.keys.password_hash and scope["path"] == DOOR)):
                    found.append("Set-Cookie", self.keys.baked(fresh, secure=scope["scheme"] == "https"))
            await send(message)

        answer = self._refusal(scope, headers, session)
        await (answer or self.app)(scope, receive, answered)

    def _refusal(self, scope: Scope, headers: Headers, session: str) -> ASGIApp | None:
        if scope["method"] not in SAFE and not _same_origin(scope, headers):
            return PlainTextResponse(FOREIGN, 403)
        if not self.keys.closed or session in self.keys.admitted:
            return self._without_key(scope) if self.keys.closed else None
        query = dict(parse_qsl(scope["query_string"].decode("latin-1")))
        begun = self.keys.spend(query.get(KEY, "")) if scope["method"] in SAFE else None
        if begun:
            answer = self._without_key(scope) or RedirectResponse(scope["path"], 303)
            answer.headers.append("Set-Cookie", self.keys.baked(begun, secure=scope["scheme"] == "https"))
            return answer
        if scope["path"].startswith(OPEN_PATHS) and self.keys.password_hash:
            return None
        return RedirectResponse(DOOR, 303) if self.keys.password_hash else PlainTextResponse(STRANGER, 403)

    def _without_key(self, scope: Scope) -> RedirectResponse | None:
        query = parse_qsl(scope["query_string"].decode("latin-1"))
        if KEY not in dict(query):
            return None
        rest = urlencode([(name, value) for name, value in query if name != KEY])
        path = "/" + scope["path"].lstrip("/")
        return RedirectResponse(f"{path}?{rest}" if rest else path, 303)

    def _session(self, headers: Headers) -> str:
        cookie = SimpleCookie()
        cookie.load(headers.get("cookie", ""))
        found = cookie.get(self.keys.cookie)
        return found.value if found else ""


def _same_origin(scope: Scope, headers: Headers) -> bool:
    """Tell whether a form was sent by a page of ours.

    Under ``Referrer-Policy: no-referrer`` a browser sends "null" as the origin of a form, even to its own site; then
    ``Sec-Fetch-Site`` tells, which no page can set.
    """
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    ours = origin is None or origin == f"{scope['scheme']}://{headers.get('host', '')}"
    if site is None:
        return ours
    return site == "same-origin" and (ours or origin == "null")
