"""The Javas of this machine, with their major versions."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

__all__ = ["Java", "find_java"]


@dataclass(frozen=True, slots=True, order=True)
class Java:
    """One Java: its major version and its command."""

    major: int
    command: str


def find_java(minimum: int) -> Java | None:
    """Find the oldest Java that is new enough, which is the one a server of that line was made for."""
    return min((java for java in _all() if java.major >= minimum), default=None)


@cache
def _all() -> tuple[Java, ...]:
    commands = []
    if home := os.environ.get("JAVA_HOME"):
        commands.append(Path(home, "bin", "java"))
    commands += sorted(Path("/usr/lib/jvm").glob("*/bin/java"))
    commands += sorted(Path("/Library/Java/JavaVirtualMachines").glob("*/Contents/Home/bin/java"))
    if found := shutil.which("java"):
        commands.append(Path(found))
    javas: dict[Path, Java] = {}
    for command in commands:
        real = command.resolve()
        if real not in javas and os.access(real, os.X_OK) and (major := _major(real)):
            javas[real] = Java(major, str(real))
    return tuple(javas.values())


def _major(command: Path) -> int | None:
    try:
        run = subprocess.run([command, "-version"], capture_output=True, text=True, timeout=60, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    match = re.search(r'version "(?:1\.)?(\d+)', run.stderr + run.stdout)
    return int(match[1]) if match else None
