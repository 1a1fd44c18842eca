"""The drawing of the house, made from the imports: `python tests/house_drawing.py` renews docs/architecture.md.

Rule 1: who stands above whom, the imports alone say; what each folder is asked, its `__init__.py` says.
Rule 2: the same tree always gives the same text, byte for byte.
"""

import html
import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby, pairwise

import house_rules
from house_folders import question_of
from house_rules import DIRECTION, ROOT, Source

PAGE = ROOT / "docs" / "architecture.md"
PICTURE = ROOT / "docs" / "house.svg"

#: from the top of the house to the ground
PACKAGES = DIRECTION[::-1]
#: what is drawn of the page; the rest is written by hand
DRAWN = re.compile(r"(?<=<!-- drawn -->\n).*?(?=<!-- end -->)", re.DOTALL)

#: one band a package: ground, boxes
COLOURS: Mapping[str, tuple[str, str]] = {
    "bot": ("#e8f0fc", "#cfe2ff"),
    "storage": ("#f1eafc", "#e6d9fb"),
    "intake": ("#e9f7ec", "#d2f0d8"),
    "dispatch": ("#fff3de", "#ffe3b8"),
}


@dataclass(frozen=True)
class House:
    """The four packages: which room needs which, whatever the file.

    A room is a folder, or a module that stands beside the folders of its package (`bot/app.py`).
    """

    sources: Sequence[Source]

    @cached_property
    def files(self) -> Mapping[str, frozenset[str]]:
        """Each file with the files of ours that it imports."""
        paths = {source.module: source.path for source in self.sources}
        return {
            source.path: frozenset(
                paths[one] for one in house_rules.needs(source, frozenset(paths)) if one in paths
            )
            for source in self.sources
        }

    @cached_property
    def rooms(self) -> Mapping[str, frozenset[str]]:
        """Each room with the other rooms that it imports."""
        found: dict[str, set[str]] = {}
        for path, needed in self.files.items():
            if path.split("/", 1)[1] not in ("__init__.py", "__main__.py"):
                found.setdefault(room_of(path), set()).update(map(room_of, needed))
        return {room: frozenset(needed & found.keys() - {room}) for room, needed in found.items()}

    def question(self, room: str) -> str:
        """Return the first line of what *room* says of itself."""
        path = room if room.endswith(".py") else f"{room}/__init__.py"
        return next((question_of(one) for one in self.sources if one.path == path), "")

    def floors(self, package: str) -> list[list[str]]:
        """Return the rooms of *package*, from the top floor down: each needs only floors below."""
        heights = {
            room: self._height(room) for room in self.rooms if room.startswith(f"{package}/")
        }
        by_floor = sorted(heights, key=lambda room: (-heights[room], room))
        return [list(floor) for _, floor in groupby(by_floor, key=heights.__getitem__)]

    def _height(self, room: str) -> int:
        own = room.split("/")[0]
        below = (one for one in self.rooms[room] if one.startswith(f"{own}/"))
        return 1 + max(map(self._height, below), default=-1)

    def reaches(self, path: str) -> frozenset[str]:
        """Return every file that *path* leads to by imports."""
        seen: set[str] = set()
        waiting = [path]
        while waiting:
            waiting += (new := self.files.get(waiting.pop(), frozenset()) - seen)
            seen |= new
        return frozenset(seen)


def room_of(path: str) -> str:
    """Return the room that the file *path* belongs to; what lies deeper counts to its folder."""
    parts = path.split("/")
    return "/".join(parts[:2])


def house() -> House:
    """Return the house as it stands."""
    return House(house_rules.sources(*DIRECTION))


def page(of: House) -> str:
    """Return what the page shows of *of*: one table a package, from the roof to the ground."""
    return "\n".join(line for package in PACKAGES for line in _table(of, package))


def _table(of: House, package: str) -> Iterator[str]:
    yield f"### `{package}`"
    yield ""
    yield of.question(package)
    yield ""
    yield "| floor | folder | its question | stands on |"
    yield "|---|---|---|---|"
    floors = of.floors(package)
    for n, floor in zip(range(len(floors) - 1, -1, -1), floors, strict=True):
        for room in floor:
            question = of.question(room).replace("|", "\\|")
            yield f"| {n} | `{room}` | {question} | {_below(of, room)} |"
    yield ""


def _below(of: House, room: str) -> str:
    """Return what *room* imports, by package; of another package its name stands before."""
    own = room.split("/")[0]
    said = []
    for package in PACKAGES:
        names = sorted(one.split("/")[1] for one in of.rooms[room] if one.startswith(f"{package}/"))
        if names:
            said.append(("" if package == own else f"*{package}*: ") + ", ".join(names))
    return "; ".join(said) or "–"


# --- the picture --------------------------------------------------------------------------------

_WIDE, _BOX, _GAP, _LINE, _MOST = 960, 178, 8, 14, 5


def picture(of: House) -> str:
    """Return the house as an SVG: one band a package, one row a floor, what is needed always below."""
    drawn: list[str] = []
    y = _GAP
    for package in PACKAGES:
        band, y = _band(of, package, y)
        drawn += [*band]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDE} {y}" '
            f'width="{_WIDE}" height="{y}" font-family="sans-serif" font-size="11">',
            "<title>The house of yousu: each room needs only rooms below it</title>",
            f'<rect width="{_WIDE}" height="{y}" fill="#ffffff"/>',
            *drawn,
            "</svg>\n",
        ]
    )


def _band(of: House, package: str, top: int) -> tuple[list[str], int]:
    ground, colour = COLOURS[package]
    drawn, y = [], top + 3 * _GAP + _LINE // 2
    for floor in of.floors(package):
        for begin in range(0, len(floor), _MOST):
            row = [(room, _words(of, room)) for room in floor[begin : begin + _MOST]]
            high = _LINE * (1 + max(len(words) for _, words in row)) + _GAP
            left = (_WIDE - len(row) * (_BOX + _GAP) + _GAP) // 2
            for n, (room, words) in enumerate(row):
                drawn += _box(left + n * (_BOX + _GAP), y, high, room, words, colour)
            y += high + _GAP
    head = _text(2 * _GAP, top + 2 * _GAP + 2, package, ' font-size="14" font-weight="bold"')
    said = _text(_WIDE - 2 * _GAP, top + 2 * _GAP + 2, _first(of, package), ' text-anchor="end"')
    band = (
        f'<rect x="{_GAP}" y="{top}" width="{_WIDE - 2 * _GAP}" height="{y - top}" rx="6" '
        f'fill="{ground}"/>'
    )
    return [band, head, said, *drawn], y + _GAP


def _box(x: int, y: int, high: int, room: str, words: list[str], colour: str) -> list[str]:
    middle = x + _BOX // 2
    name = room.split("/")[1]
    return [
        f'<rect x="{x}" y="{y}" width="{_BOX}" height="{high}" rx="4" fill="{colour}" '
        f'stroke="#7b838c"/>',
        _text(middle, y + _LINE, name, ' text-anchor="middle" font-weight="bold" font-size="12"'),
        *(
            _text(middle, y + _LINE * n, line, ' text-anchor="middle"')
            for n, line in enumerate(words, start=2)
        ),
    ]


def _text(x: int, y: int, said: str, how: str) -> str:
    return f'<text x="{x}" y="{y}" fill="#24292e"{how}>{html.escape(said, quote=False)}</text>'


def _words(of: House, room: str) -> list[str]:
    """Return the question of a folder in short lines; a single module has only its name."""
    return [] if room.endswith(".py") else textwrap.wrap(_first(of, room), 28)


def _first(of: House, room: str) -> str:
    return re.split(r"[:;]", of.question(room))[0].removesuffix(".")


def renew() -> None:
    """Write the present drawing into the page, and the picture beside it."""
    of = house()
    text = DRAWN.sub(lambda _: page(of), PAGE.read_text("utf-8"))
    PAGE.write_text(text, "utf-8")
    PICTURE.write_text(picture(of), "utf-8")


# --- the walks ----------------------------------------------------------------------------------

#: a walk of the page: `### A message`, then one step a line
WALK = re.compile(r"^### (An? [a-z]+|The [a-z]+)\n\n((?:\d+\. .+\n)+)", re.MULTILINE)
NAMED = re.compile(r"`([\w/.]+)`")


def walks(text: str) -> dict[str, list[list[str]]]:
    """Return each walk of *text*: per step the folder, then the files in which it hands something on."""
    return {
        name: [NAMED.findall(step) for step in steps.splitlines()]
        for name, steps in WALK.findall(text)
    }


def barred_steps(of: House, walk: Sequence[Sequence[str]]) -> list[str]:
    """Return the steps of *walk* that the house does not allow: no such folder, or no door between two."""
    found = [f"no folder {step[0]}" for step in walk if step[0] not in of.rooms]
    for (here, *handed), (there, *_) in pairwise(walk):
        if not (there in of.rooms.get(here, ()) or any(_leads(of, here, f, there) for f in handed)):
            found.append(f"no way from {here} to {there}")
    return found


def _leads(of: House, here: str, file: str, there: str) -> bool:
    """True if *here* knows *file*, and so does *there*, or it is there, or it leads there."""
    leads_to = {room_of(file), *map(room_of, of.reaches(file))}
    return _knows(of, here, file) and (there in leads_to or _knows(of, there, file))


def _knows(of: House, room: str, file: str) -> bool:
    return any(file in needed for path, needed in of.files.items() if room_of(path) == room)


if __name__ == "__main__":
    renew()
