"""The rules for the whole tree, whatever the language of a file: texts in, findings out."""

import re
import subprocess
from collections.abc import Iterable, Mapping
from itertools import chain
from typing import Any

from house_rules import ROOT

#: brackets, so that this file does not hold what it looks for
UNFINISHED = re.compile(
    r"\b(?:TO[D]O|FI[X]ME|X[X]X|HA[C]K)\b|(?<!suppress\()\bNotImpl[e]mented(?:Error)?\b"
)
MACHINE = re.compile(
    r"(?<![\w.*-])/(?:work|root|home/\w+|Users/\w+|opt/wheels)/|/tmp/you[s]u/|\.libr[a]ry/"
)
REGISTRY = re.compile(r"\bpypi\.|pythonhos[t]ed|artifac[t]ory|\bnexus\.|\bmirrors?\.[a-z]")


def tracked() -> dict[str, str]:
    """Return every text file that belongs to the project, by path; binary ones are left out."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split("\0")
    files = ((path, ROOT / path) for path in sorted(set(filter(None, listed))))
    contents = {path: file.read_bytes() for path, file in files if file.is_file()}
    return {path: body.decode("utf-8") for path, body in contents.items() if b"\0" not in body}


def unfinished(texts: Mapping[str, str]) -> list[str]:
    """Marks of work left for later; to survive somebody else's stub is no such mark."""
    return _lines_with(UNFINISHED, texts)


def machine_words(texts: Mapping[str, str]) -> list[str]:
    """Paths of somebody's machine and hosts of package registries."""
    return _lines_with(MACHINE, texts) + _lines_with(REGISTRY, texts)


def _lines_with(pattern: re.Pattern[str], texts: Mapping[str, str]) -> list[str]:
    return [
        f"{path}:{n}: {found[0]}"
        for path, text in texts.items()
        for n, line in enumerate(text.splitlines(), start=1)
        if (found := pattern.search(line))
    ]


def unlocked(lock: str, wanted: Iterable[str]) -> list[str]:
    """Faults of the lock: a URL, an entry without hash or exact version, a dependency that is missing."""
    entries = re.split(r"\n(?=\S)", re.sub(r"^#.*\n", "", lock.strip(), flags=re.MULTILINE))
    faults = [f"a URL: {line}" for line in lock.splitlines() if "://" in line or " @ " in line]
    faults += [f"an option: {entry[:60]}" for entry in entries if entry.startswith("-")]
    faults += [f"no exact version: {e[:60]}" for e in entries if not re.match(r"[\w.-]+==\S", e)]
    faults += [f"no hash: {e[:60]}" for e in entries if "--hash=sha256:" not in e]
    locked = {entry.split("==")[0] for entry in entries}
    return faults + [f"not locked: {name}" for name in wanted if name not in locked]


def repeated_basenames(paths: Iterable[str]) -> list[str]:
    """Test files that share a name: pytest can import only one of them."""
    seen: dict[str, str] = {}
    return [
        f"{path} and {first}"
        for path in paths
        if (first := seen.setdefault(path.rsplit("/")[-1], path)) != path
    ]


def dependencies(project: Mapping[str, Any]) -> list[str]:
    """Return the names of what pyproject.toml asks for: to build, to run, to learn, to develop."""
    asked = [
        *project["build-system"]["requires"],
        *project["project"]["dependencies"],
        *chain.from_iterable(project["project"]["optional-dependencies"].values()),
    ]
    return sorted({re.split(r"[\[=<>!~; ]", one)[0] for one in asked})
