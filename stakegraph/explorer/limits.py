"""How much may be sent, and how long it may take: a request that is too large or too slow is turned away."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from starlette.responses import PlainTextResponse

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["LARGEST_REQUEST", "SECONDS_FOR_A_PART", "Limits"]

LARGEST_REQUEST = 120_000_000
"""Bytes of a request: twenty lists as large as the guard of the intake lets in."""
SECONDS_FOR_A_PART = 30.0
"""So long the next part of a request may take to arrive."""

TOO_LARGE = PlainTextResponse("Zu groß: bitte weniger Dateien auf einmal. / Too large: fewer files at once.", 413)
TOO_SLOW = PlainTextResponse("Es kam nichts mehr an. / Nothing arrived any more.", 408)


class TooLargeError(Exception):
    """More was sent than may be."""


class Limits:
    """Count what arrives, and stop waiting for what does not.

    Parameters
    ----------
    app
        What answers.
    largest
        Bytes of a request.
    seconds
        Longest wait for a part of it.
    """

    def __init__(self, app: ASGIApp, *, largest: int = LARGEST_REQUEST, seconds: float = SECONDS_FOR_A_PART) -> None:
        self.app, self.largest, self.seconds = app, largest, seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through as long as it keeps within the limits."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        arrived, begun, whole = 0, False, False

        async def counted() -> Message:
            nonlocal arrived, whole
            if whole:  # nothing more to come: this waits for the reader to go, however long the answer takes
                return await receive()
            message = await asyncio.wait_for(receive(), self.seconds)
            arrived += len(message.get("body", b""))
            whole = not message.get("more_body", False)
            if arrived > self.largest:
                raise TooLargeError
            return message

        async def noted(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        announced = dict(scope["headers"]).get(b"content-length", b"0")
        if not announced.isdigit() or int(announced) > self.largest:
            await TOO_LARGE(scope, receive, send)
            return
        try:
            await self.app(scope, counted, noted)
        except (TooLargeError, TimeoutError) as exc:
            if begun:
                raise
            await (TOO_LARGE if isinstance(exc, TooLargeError) else TOO_SLOW)(scope, receive, send)
