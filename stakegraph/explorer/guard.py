"""Who may come in: a one-time key or a password, no foreign page, and the headers every answer carries."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, RedirectResponse

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["Guard", "Keys", "hashed"]

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
OPEN_PATHS = ("/static/", "/look/", "/anmelden")
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
    """What opens the explorer.

    Attributes
    ----------
    token
        Key that works once; None when none is asked for.
    password_hash
        Argon2 hash of the password; None when none is asked for.
    """

    token: str | None = None
    password_hash: str | None = None
    secret: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    admitted: set[str] = field(default_factory=set)

    @property
    def closed(self) -> bool:
        """Whether somebody must show a key or a password."""
        return self.password_hash is not None or self.token is not None

    @property
    def cookie(self) -> str:
        """Name of the cookie; another one for every explorer that runs."""
        return f"sg-{hashlib.sha256(self.secret).hexdigest()[:8]}"

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
        return self.admit()

    def admit(self) -> str:
        """Begin a session.

        Returns
        -------
        str
        """
        session = secrets.token_urlsafe(24)
        self.admitted.add(session)
        return session

    def is_password(self, text: str) -> bool:
        """Tell whether this is the password.

        Parameters
        ----------
        text
            As it was typed.

        Returns
        -------
        bool
        """
        try:
            return bool(self.password_hash) and PasswordHasher().verify(self.password_hash or "", text)
        except VerificationError:
            return False

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
                if fresh and not self.keys.closed:
                    found.append("Set-Cookie", self._cookie(fresh))
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
            answer.headers.append("Set-Cookie", self._cookie(begun))
            return answer
        if scope["path"].startswith(OPEN_PATHS) and self.keys.password_hash:
            return None
        return RedirectResponse("/anmelden", 303) if self.keys.password_hash else PlainTextResponse(STRANGER, 403)

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

    def _cookie(self, session: str) -> str:
        return f"{self.keys.cookie}={session}; Path=/; HttpOnly; SameSite=Strict"


def _same_origin(scope: Scope, headers: Headers) -> bool:
    site = headers.get("sec-fetch-site")
    if site is not None and site not in {"same-origin", "none"}:
        return False
    origin = headers.get("origin")
    return origin is None or origin == f"{scope['scheme']}://{headers.get('host', '')}"
