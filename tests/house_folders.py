"""The house as folders: which stand above which, how full they are, and that one name means one thing.

Functions over source text: each returns its findings, an empty list is good. A *room* is a folder of
modules; a module that lies directly in a package (`bot/context.py`) is a room by itself.
"""

import ast
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from house_rules import DIRECTION, Source, imports

#: every room, from the ground up: each may import those before it, never itself through another
FLOORS: tuple[str, ...] = (
    # dispatch: what must happen
    *("dispatch/errors", "dispatch/words", "dispatch/worktime", "dispatch/profiles"),
    *("dispatch/ticket", "dispatch/rules", "dispatch/assessment", "dispatch/handlers"),
    "dispatch/lifecycle",
    # intake: what the citizen means
    *("intake/classify", "intake/learning", "intake/extract", "intake/particulars", "intake/talk"),
    *("intake/hearing", "intake/conversation"),
    *("intake/grammar", "intake/lines", "intake/replies"),
    # storage: what we remember
    *("storage/migrations", "storage/database", "storage/schema", "storage/people"),
    *("storage/queues", "storage/tickets", "storage/writer", "storage/store"),
    # bot: how we speak, and when
    *("bot/clock", "bot/simulator", "bot/texts", "bot/profiles", "bot/config", "bot/wecom"),
    *("bot/config_reload", "bot/runtime", "bot/letters", "bot/duplicates", "bot/desk"),
    *(
        "bot/context",
        "bot/message_context",
        "bot/callback",
        "bot/delivery",
        "bot/citizen",
        "bot/staff",
    ),
    *("bot/inbound", "bot/jobs", "bot/web", "bot/readiness", "bot/serving", "bot/app", "bot/cli"),
    "bot/__main__",
)

#: modules directly in a package: what all its folders share, no more
MOST_DIRECTLY: Mapping[str, int] = {"bot": 12, "dispatch": 3, "intake": 3, "storage": 3}
#: a folder answers one question: fewer files need no folder, more are two questions
FEWEST, MOST = 3, 16
#: folders that may be fuller, because a newcomer looks each file up by its own name; and
#: migrations, which grow with every release
ANY_NUMBER = frozenset({"bot/cli", "bot/texts", "bot/wecom", "bot/simulator", "storage/migrations"})

#: a file name that stands twice for the same thing seen by another layer → what it is in all of them
SAME_THING: Mapping[str, str] = {
    "understood_lines": "what a line of staff is taken for: said by `yousu understand`, and its words",
    "understood_messages": "what a citizen's message is taken for: said by `yousu understand`, and its words",
    "database": "the database as an operator meets it: how a command reaches it; what is read where it refuses",
    "app": "the WeCom app as a way in: called back, understood; and the process that serves it",
    "assessment": "考核: what a profile says of it, what staff type about it",
    "attachments": "photos and voices: which letters bring them, how they leave",
    "calendar": "the working calendar: counted, shown by its command, worded",
    "cards": "template cards: drawn, put on the wire, remembered",
    "chats": "a citizen's chat: how it is spoken in, and how the desk answers there",
    "conversation": "the conversation with a citizen: carried out, worded",
    "commands": "commands: as values, and as staff type them",
    "duties": "派单目录: its rules, its file, its command, its words",
    "keyword_corrections": "`yousu keywords corrections`: the command and its words",
    "deadline": "`yousu deadline`: the command and its words",
    "demo": "`yousu demo`: the command and its words",
    "emergencies": "danger in what people say: by its phrases, by the table beside them",
    "digest": "the morning digest: made and worded",
    "errors": "what goes wrong, in each package by what to do about it",
    "fields": "fields of what somebody sent: of a wire body, of a typed command",
    "full_text": "全文 under 查: put together, worded",
    "guard": "the reply guard: what it finds, and how that reads",
    "keywords": "`yousu keywords`: the command and its words",
    "hotline": "12345 as a way in: called back, understood, worded",
    "log": "a ticket's log: stored, and verified by its command",
    "turns": "whose turn it is: decided, stored",
    "inbox": "messages kept: the queue, and the operator's look at what was set aside",
    "marks": "扣分: decided, stored, announced",
    "media": "media: fetched, remembered",
    "outages": "parts of the service that do not work: remembered, told, worded",
    "papers": "文书: what is kept of them, their words, composed and sent",
    "profile": "a county's profile: its value, and its command",
    "recount": "limits under a new calendar: one ticket's, all of them",
    "recurrence": "the second problem of its kind: found, told",
    "refusals": "不予受理 and refusals of commands: done, worded",
    "robot": "the group robot: its connection, and as a way in: kept, understood",
    "scoring": "marks: decided, worded",
    "sections": "sections of a file that a county writes: its profile, its configuration",
    "statistics": "统计: counted, asked for",
    "suggest": "`yousu suggest`: the command and its words",
    "understand": "`yousu understand`: the command and its words",
    "values": "the values that such a file may hold",
}

_OUTSIDE_PROGRAM = "bot/simulator"


def room_of(path: str) -> str:
    """Return the room of the module at *path*."""
    where = PurePosixPath(path)
    return str(where.with_suffix("") if str(where.parent) in DIRECTION else where.parent)


def _modules(all_: Sequence[Source]) -> Iterator[Source]:
    return (one for one in all_ if not one.path.endswith("__init__.py"))


def _imported(source: Source, rooms: Mapping[str, str]) -> Iterator[tuple[int, str, str]]:
    """Yield line, module and room of every module of ours that *source* imports."""
    for line, module, name in imports(source):
        whole = f"{module}.{name}" if f"{module}.{name}" in rooms else module
        if whole in rooms:
            yield line, whole, rooms[whole]


def against_the_floors(all_: Sequence[Source]) -> list[str]:
    """A room imports only those before it in FLOORS; so there is one direction and no circle."""
    rooms = {one.module: room_of(one.path) for one in _modules(all_)}
    found = [f"{room} stands on no floor" for room in sorted(set(rooms.values()) - {*FLOORS})]
    for source in _modules(all_):
        here = room_of(source.path)
        for line, module, there in _imported(source, rooms):
            if here != there and {here, there} <= {*FLOORS} and _stands_above(there, here):
                found.append(f"{source.path}:{line}: {module}, which stands above")
    return found


def _stands_above(one: str, other: str) -> bool:
    return FLOORS.index(one) > FLOORS.index(other)


def empty_floors(all_: Sequence[Source]) -> list[str]:
    """A floor without a room tells a newcomer of what is not there."""
    return sorted({*FLOORS} - {room_of(one.path) for one in _modules(all_)})


def too_many_directly(all_: Sequence[Source]) -> list[str]:
    """Modules that lie directly in a package are few: what all its folders share."""
    lying = Counter(one.path.split("/")[0] for one in _modules(all_) if one.path.count("/") == 1)
    return [f"{p}/ holds {n} modules" for p, n in lying.items() if n > MOST_DIRECTLY[p]]


def too_few_or_many(all_: Sequence[Source]) -> list[str]:
    """A folder holds FEWEST to MOST modules."""
    held = Counter(room_of(one.path) for one in _modules(all_) if one.path.count("/") > 1)
    return [
        f"{room}/ holds {n} modules"
        for room, n in held.items()
        if room not in ANY_NUMBER and not FEWEST <= n <= MOST
    ]


def one_name_for_two_classes(all_: Sequence[Source]) -> list[str]:
    """A public class name stands once in a package; the simulator is a program of its own."""
    seen: dict[tuple[str, str], list[str]] = {}
    for source in all_:
        if source.path.startswith((f"{_OUTSIDE_PROGRAM}/", "storage/migrations/")):
            continue
        for node in source.tree.body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                seen.setdefault((source.path.split("/")[0], node.name), []).append(source.path)
    return [f"{name}: {', '.join(paths)}" for (_, name), paths in seen.items() if len(paths) > 1]


def _files_by_name(all_: Sequence[Source]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for source in _modules(all_):
        if not source.path.startswith(f"{_OUTSIDE_PROGRAM}/"):
            found.setdefault(PurePosixPath(source.path).stem, []).append(source.path)
    return {name: paths for name, paths in found.items() if len(paths) > 1}


def one_file_name_for_two_things(all_: Sequence[Source]) -> list[str]:
    """A file name stands twice only for the same thing in another layer (SAME_THING says which)."""
    twice = _files_by_name(all_)
    return [
        f"{name}: {', '.join(paths)}" for name, paths in twice.items() if name not in SAME_THING
    ]


def idle_same_things(all_: Sequence[Source]) -> list[str]:
    """Names in SAME_THING that stand once."""
    return sorted({*SAME_THING} - {*_files_by_name(all_)})


def question_of(source: Source) -> str:
    """Return what the folder of this `__init__.py` answers: its docstring's first line."""
    return (ast.get_docstring(source.tree) or "").partition("\n")[0]


def folders_without_question(all_: Sequence[Source]) -> list[str]:
    """The docstring of a folder says what it answers, in at least three words."""
    return [
        one.path
        for one in all_
        if one.path.endswith("__init__.py") and len(question_of(one).split()) < 3
    ]
