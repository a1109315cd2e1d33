"""The program that reads a PDF in a process of its own: bytes in on stdin, its text as JSON on stdout.

It is run by file name, never imported. Actions and scripts of the document are not looked at.
"""

import io
import json
import logging
import sys

try:
    import resource
except ImportError:  # not on every system
    resource = None  # type: ignore[assignment]

MEMORY = 1 << 30
SECONDS = 6
MAX_PAGES = 500


def read(data: bytes) -> dict[str, str]:
    """Give the text of a PDF, or the code of what is wrong with it."""
    try:
        import pypdf  # noqa: PLC0415 - optional, and only needed here
    except ImportError:
        return {"fault": "pdf_missing_extra"}
    logging.disable(logging.CRITICAL)
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            return {"fault": "file_encrypted"}
        text = "\n".join(page.extract_text() or "" for page in reader.pages[:MAX_PAGES])
    except pypdf.errors.DependencyError:
        return {"fault": "file_encrypted"}
    except (pypdf.errors.PyPdfError, RecursionError, ValueError, KeyError, TypeError, AttributeError, OSError) as fault:
        return {"fault": "pdf_broken", "what": f"{type(fault).__name__}: {fault}"[:150]}
    if not text.strip():
        return {"fault": "pdf_no_text"}
    return {"fault": "", "text": text}


def main() -> int:
    """Read the PDF and print its text."""
    if resource is not None:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    json.dump(read(sys.stdin.buffer.read()), sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
