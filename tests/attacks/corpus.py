"""Texts that attack whoever does not treat them as text."""

from __future__ import annotations

__all__ = ["FORMULAS", "INJECTIONS", "MARKUP"]

MARKUP = (
    "<script>window.hit = 1</script>",
    "<img src=x onerror='window.hit = 1'>",
    "<svg onload=window.hit=1>",
    "</script><script>window.hit = 1</script>",
    "</title><script>window.hit = 1</script>",
    "</style><script>window.hit = 1</script>",
    "<!--<script>window.hit = 1//-->",
    '"><script>window.hit = 1</script>',
    "' onfocus='window.hit = 1' autofocus='",
    '" onmouseover="window.hit = 1" style="position:fixed;inset:0" x="',
    "javascript:window.hit=1",
    "data:text/html,<script>parent.hit = 1</script>",
    "<a href='javascript:window.hit=1'>klick</a>",
    "<iframe srcdoc='<script>parent.hit = 1</script>'></iframe>",
    "<math><mtext><table><mglyph><style><img src=x onerror=window.hit=1>",
    "<details open ontoggle=window.hit=1>",
    "{{ 7*7 }}{% raw %}${7*7}#{7*7}<%= 7*7 %>",
    "&lt;script&gt;window.hit = 1&lt;/script&gt;",
    "<base href='https://evil.example/'>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<meta http-equiv=refresh content='0;url=https://evil.example/'>",
    "<form action=https://evil.example/><button>ok</button></form>",
    "\u2028window.hit = 1//",
)
INJECTIONS = (
    "'; DROP TABLE nodes; --",
    "' OR '1'='1",
    '"); DELETE FROM nodes; --',
    "$.name') OR 1=1 --",
    "x'}) DETACH DELETE n //",
    "`) MATCH (n) DETACH DELETE n //",
    "\\u0027}) DETACH DELETE n //",
    "$rows",
    "{name: 'x'}",
    "%27%20OR%201=1",
    "Robert'); CALL db.labels() YIELD label //",
)
FORMULAS = ("=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1+1", '=HYPERLINK("https://evil.example")', "＝1+1")
