"""The rules of the house as functions over source text: each returns its findings, an empty list is good.

`test_house.py` asks them about this tree, and shows with planted faults that each can fail.
"""

import ast
import fnmatch
import io
import re
import sys
import tokenize
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).parents[1]

#: a package imports those before it and itself, never one behind it
DIRECTION = ("dispatch", "intake", "storage", "bot")

#: package → outside module → the files that may know it (patterns; a module not named is refused)
MAY_IMPORT: Mapping[str, Mapping[str, Sequence[str]]] = {
    "dispatch": {},
    "intake": {
        "jieba": ["intake/replies/words.py"],
        "ahocorasick_rs": ["intake/classify/matcher.py", "intake/classify/phrases.py"],
        "numpy": ["intake/learning/*"],
        "scipy": ["intake/learning/*"],
        "sklearn": ["intake/learning/*"],
    },
    "storage": {
        "tortoise": ["storage/*"],
        "aiosqlite": ["storage/database/sqlite_library.py"],
        "apsw": ["storage/database/sqlite_library.py"],
        "asyncpg": ["storage/*"],
        "cryptography": ["storage/database/privacy.py"],
        "pydantic": ["storage/tickets/codec.py"],
        "pydantic_core": ["storage/database/session.py"],  # datetimes and enums of facts to JSON
    },
    "bot": {
        "aibot": ["bot/wecom/connection.py"],
        "aiohttp": [
            "bot/runtime/access_log.py",
            "bot/runtime/last_requests.py",
            "bot/app.py",
            "bot/serving.py",
            "bot/callback/*",
            "bot/web/bad_requests.py",
            "bot/web/headers.py",
            "bot/web/health.py",
            "bot/delivery/partner_api.py",
            "bot/delivery/fallback_channels.py",
            "bot/web/answer_page.py",
            "bot/web/answer_page_form.py",
            "bot/delivery/sms.py",
            "bot/wecom/client.py",
            "bot/wecom/exchange.py",
            "bot/wecom/official.py",
        ],
        "apscheduler": ["bot/jobs/sweeps.py"],
        "cryptography": ["bot/wecom/envelope.py"],
        "holidays": ["bot/profiles/holidays.py"],
        "prometheus_client": ["bot/web/health.py", "bot/runtime/metrics.py"],
        "pydantic": ["bot/config/*", "bot/citizen/conversation_state.py"],
        "pydantic_core": ["bot/config/*", "bot/config/terminal.py"],
        "structlog": ["bot/*"],
        "tortoise": [
            "bot/runtime/database.py"
        ],  # its root error alone: “the database cannot be reached”
        "uvloop": ["bot/runtime/event_loop.py"],
    },
    "bot/simulator": {"aiohttp": ["bot/simulator/*"], "wechatpy": ["bot/simulator/envelope.py"]},
}

#: who may start the simulated WeCom; the bot itself never knows of it
MAY_IMPORT_SIMULATOR = ["bot/simulator/*", "bot/cli/*"]

#: the only files that ask what time it is
CLOCKS = ["bot/clock.py", "bot/simulator/clock.py"]

#: the only file that opens a SQLite file
SQLITE_DOORS = ["storage/database/sqlite_library.py"]

OPENS_SQLITE = {
    "sqlite3.connect",
    "aiosqlite.connect",
    "aiosqlite.Connection",
    "apsw.Connection",
}

ASKS_THE_TIME = {
    "datetime.datetime.now",
    "datetime.datetime.utcnow",
    "datetime.datetime.today",
    "datetime.date.today",
    "time.time",
    "time.time_ns",
    "time.localtime",
    "time.gmtime",
    "time.ctime",
    "tortoise.timezone.now",
}

#: Chinese sentences stand here, and why each is not in bot/texts
CHINESE: Mapping[str, str] = {
    "bot/texts/*": "the place for them",
    "bot/letters/*cards.py": "a card is its words: texts and layout are one thing",
    "bot/simulator/*": "another program: what WeCom's own screens and errors say",
    "bot/cli/simulator.py": "belongs to that program",
    "bot/cli/demo_*": "the county of the demonstration is made-up data",
    "bot/cli/demo_story.py": "the lines of the story's people",
    "bot/citizen/walk_in.py": "patterns over what staff write",
    "dispatch/lifecycle/diagram.py": "the words of a drawing, as people read it in the README",
    "dispatch/handlers/extensions.py": "what a command still lacks, under the name that the form has for it",
    "intake/replies/guard_words.py": "patterns over what answers say, as tables",
    "dispatch/words/intents.py": "what citizens say: patterns, not speech",
    "dispatch/words/conduct.py": "what citizens say: patterns, not speech",
    "dispatch/words/screening.py": "what citizens say: patterns, not speech",
    "dispatch/words/emergencies.py": "what citizens say: patterns, not speech",
    "dispatch/words/refusal_words.py": "what citizens say: patterns, not speech",
    "dispatch/words/hurry_words.py": "what citizens say: patterns, not speech",
    "dispatch/words/opening_words.py": "what citizens say: patterns, not speech",
    "dispatch/words/choice_words.py": "what citizens answer: words, not speech",
    "intake/extract/enumeration.py": "how citizens list matters: patterns, not speech",
    "dispatch/words/question_words.py": "what citizens ask: patterns, not speech",
    "dispatch/words/simplified.py": "two rows of characters, no speech",
    "dispatch/profiles/*": "faults of a profile, for who writes one (dispatch knows no bot/texts)",
    "dispatch/handlers/recount.py": "the proof of a deadline is a value with a fixed form (N1)",
    "dispatch/handlers/refusals.py": "what a command still lacks, under the name that the form has for it",
    "dispatch/lifecycle/communication_needs.py": "what citizens say: patterns, not speech",
    "dispatch/rules/rules.py": "what a command still lacks, under the name that the form has for it",
    "dispatch/handlers/survey.py": "the reason of a rework quotes the rating; it is stored, not only shown",
    "dispatch/ticket/ticket.py": "the number as the form prints it (WZ-F1)",
    "dispatch/rules/proof.py": "the proof of a deadline is a value with a fixed form (N1)",
    "intake/replies/ask_words.py": "how citizens ask and what means the same, as tables",
    "intake/classify/classify.py": "patterns over what citizens write",
    "intake/grammar/commands.py": "the staff grammar answers a wrong command in its own words",
    "intake/conversation/drafting.py": "the fields as citizens write them, and as they are read back",
    "intake/extract/extract.py": "patterns over what citizens write",
    "intake/extract/digits.py": "patterns over what citizens write",
    "intake/lines/around.py": "patterns over what staff write",
    "intake/lines/bare_lines.py": "patterns over what staff write",
    "intake/lines/line_fields.py": "patterns over what staff write",
    "intake/lines/line_shapes.py": "patterns over what staff write",
    "intake/lines/staff_lines.py": "the staff grammar answers a wrong command in its own words",
    "intake/lines/line_doubts.py": "the staff grammar answers a wrong command in its own words",
    "intake/lines/unnamed.py": "patterns over what staff write, and what they are asked",
    "intake/lines/without_number.py": "patterns over what staff write",
    "intake/lines/verbs.py": "what staff say: tables, not speech",
    "intake/grammar/form.py": "the staff grammar: forms and examples",
    "intake/grammar/forms.py": "the staff grammar: forms and examples",
    "intake/grammar/case_forms.py": "the staff grammar: forms and examples",
    "intake/grammar/assessment_forms.py": "the staff grammar: forms and examples",
    "intake/conversation/registration.py": "patterns over what the desk writes",
    "intake/hearing/hearing.py": "what is said that decides nothing",
    "intake/hearing/ticket_numbers.py": "ticket numbers as citizens write them",
    "intake/hearing/everyday.py": "patterns over what citizens write",
    "intake/extract/appellations.py": "patterns over what citizens write",
    "intake/extract/officers.py": "patterns over what citizens write",
    "intake/extract/name_words.py": "surnames, and the words around names",
    "intake/extract/names.py": "patterns over what citizens write",
    "intake/replies/place_words.py": "how places are named, as tables",
    "intake/extract/places.py": "patterns over what citizens write",
    "intake/replies/asks.py": "patterns over what citizens write",
    "intake/replies/answer.py": "patterns over what answers say",
    "intake/grammar/fields.py": "patterns over what staff write",
    "intake/grammar/days.py": "a day as it is read back to who typed it",
    "intake/grammar/day_words.py": "patterns over what staff write",
    "intake/extract/money.py": "money as it is written",
    "intake/particulars/abodes.py": "how homes are written",
    "intake/particulars/announcements.py": "patterns over what citizens write",
    "intake/particulars/bare_clauses.py": "patterns over what citizens write",
    "intake/particulars/callings.py": "how people are called",
    "intake/particulars/firms.py": "how units are called",
    "intake/particulars/message_ends.py": "patterns over what citizens write",
    "intake/particulars/dwellings.py": "patterns over what citizens write",
    "intake/particulars/putting_right.py": "how people say which of two is right",
    "intake/particulars/pauses.py": "patterns over what citizens write",
    "intake/particulars/glued_pairs.py": "patterns over what citizens write",
    "intake/particulars/labelled.py": "patterns over what citizens write",
    "intake/particulars/own_numbers.py": "patterns over what citizens write",
    "intake/particulars/lead_words.py": "what stands around particulars, as tables",
    "intake/particulars/declared.py": "patterns over what citizens write",
    "intake/particulars/sheet.py": "patterns over what citizens write",
    "intake/particulars/side_notes.py": "patterns over what citizens write",
}

#: a clause of one of the five texts, and the one file that lists them all
COUNTY_CLAUSE = re.compile(r"(?:WZ|SQ|FW|LH|PY)-[A-Z]?\d[\w.]*")
LISTS_CLAUSES = frozenset({"dispatch/profiles/clauses.py"})

#: where lanes are put together
LANES = "storage/queues/lane.py"
#: begins a lane, with a gap or a listener behind it
LANE = re.compile(
    r"(?:kf|app|mp|kf_event|aibot|group|hotline|partner|desk|management|assessor|window|leader"
    r"|official|sms|media|welcome):(?:\{\}|\w)"
)

#: a longer file is asked whether a second idea hides in it
ASKED_FROM = 350
#: longer file → the one idea that it is; the answer to that question
ONE_IDEA: Mapping[str, str] = {
    "dispatch/profiles/sections.py": "the sections of a profile, one class each",
    "dispatch/rules/rules.py": "a county's rules as one value, asked for every limit",
    "dispatch/ticket/ticket.py": "a ticket as one value, with all that it carries",
    "intake/talk/state.py": "a conversation as one value, with what a step of it brings about",
}
BARRED_NAMES = {"utils", "helpers", "common", "base", "manager", "service", "core", "misc"}

SQL = re.compile(r"\b(?:SELECT\s|INSERT\s+INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM|CREATE\s+TABLE)\b")
EXEMPTION = re.compile(r"#\s*(?:noqa|type:\s*ignore)[:\[]?[^#]*")
REASON = re.compile(r"#\s*(?:noqa(?::\s*[A-Z]+\d+)+|type:\s*ignore(?:\[[\w, -]+\])?)\W+(\w.{8,})")
HAN = re.compile(r"[㐀-鿿]")
#: longer than any term of the domain, or with the marks of a sentence
SENTENCE = re.compile(r"[㐀-鿿]{9,}|[㐀-鿿].*[，。！？；：]|[，。！？；：].*[㐀-鿿]", re.DOTALL)


@dataclass(frozen=True)
class Source:
    """One Python file: its path from the root with slashes, and its text."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """The parsed text."""
        return ast.parse(self.text, self.path)

    @cached_property
    def nodes(self) -> Sequence[ast.AST]:
        """Every node of the tree; most rules look at all of them."""
        return tuple(ast.walk(self.tree))

    @property
    def module(self) -> str:
        """The dotted name; a package bears its own."""
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    def is_one_of(self, patterns: Iterable[str]) -> bool:
        """True if the path fits one of *patterns*, where `*` goes through folders."""
        return any(fnmatch.fnmatchcase(self.path, pattern) for pattern in patterns)


def sources(*folders: str) -> list[Source]:
    """Return every Python file below *folders*, in order."""
    return [
        Source(path.relative_to(ROOT).as_posix(), path.read_text("utf-8"))
        for folder in folders
        for path in sorted((ROOT / folder).rglob("*.py"))
    ]


def imports(source: Source) -> Iterator[tuple[int, str, str]]:
    """Yield line, module and imported name (empty for `import module`)."""
    for node in source.nodes:
        if isinstance(node, ast.Import):
            yield from ((node.lineno, one.name, "") for one in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            yield from ((node.lineno, module, one.name) for one in node.names)


def _outside(source: Source) -> Iterator[tuple[int, str]]:
    for line, module, _ in imports(source):
        root = module.split(".")[0]
        if root and root not in sys.stdlib_module_names and root not in DIRECTION:
            yield line, root


def _package(path: str) -> str:
    return max((p for p in MAY_IMPORT if path.startswith(p + "/")), key=len, default="")


def outside_imports(all_: Sequence[Source]) -> list[str]:
    """Outside modules that the file may not know (MAY_IMPORT)."""
    return [
        f"{source.path}:{line}: {module}"
        for source in all_
        for line, module in _outside(source)
        if not source.is_one_of(MAY_IMPORT[_package(source.path)].get(module, ()))
    ]


def wrong_direction(all_: Sequence[Source]) -> list[str]:
    """Imports against bot → storage → intake → dispatch, relative ones, and those of the simulator."""
    return [
        f"{source.path}:{line}: {module}"
        for source in all_
        for line, module, _ in imports(source)
        if _goes_back(source, module)
    ]


def _goes_back(source: Source, module: str) -> bool:
    root, own = module.split(".")[0], source.path.split("/")[0]
    if module.startswith("."):
        return True
    if module.startswith("bot.simulator"):
        return not source.is_one_of(MAY_IMPORT_SIMULATOR)
    if source.path.startswith("bot/simulator/"):
        return root in DIRECTION
    return root in DIRECTION and DIRECTION.index(root) > DIRECTION.index(own)


def cycles(all_: Sequence[Source]) -> list[str]:
    """Circles of imports, each as `a → b → a`."""
    known = {source.module for source in all_}
    graph = {source.module: sorted(needs(source, known)) for source in all_}
    found: dict[frozenset[str], str] = {}
    done: set[str] = set()

    def walk(module: str, way: list[str]) -> None:
        if module in way:
            circle = [*way[way.index(module) :], module]
            found.setdefault(frozenset(circle), " → ".join(circle))
        elif module not in done:
            for needed in graph[module]:
                walk(needed, [*way, module])
            done.add(module)

    for module in graph:
        walk(module, [])
    return list(found.values())


def needs(source: Source, known: Set[str]) -> Set[str]:
    """Return which of the *known* modules the file imports; from a package it may take modules."""
    wanted = {
        f"{module}.{name}" if f"{module}.{name}" in known else module
        for _, module, name in imports(source)
    }
    return (wanted & known) - {source.module}


def _dotted(node: ast.expr, names: Mapping[str, str]) -> str:
    if isinstance(node, ast.Attribute):
        return f"{_dotted(node.value, names)}.{node.attr}"
    return names.get(node.id, node.id) if isinstance(node, ast.Name) else ""


def _local_names(source: Source) -> dict[str, str]:
    """Return what each imported name of the file stands for, `dt` → `datetime.datetime`."""
    names: dict[str, str] = {}
    for node in source.nodes:
        if isinstance(node, ast.Import):
            names |= {one.asname: one.name for one in node.names if one.asname}
        elif isinstance(node, ast.ImportFrom):
            names |= {one.asname or one.name: f"{node.module}.{one.name}" for one in node.names}
    return names


def other_clocks(all_: Sequence[Source]) -> list[str]:
    """Places that ask the time beside CLOCKS, under whatever name they imported it."""
    found = []
    for source in (one for one in all_ if not one.is_one_of(CLOCKS)):
        names = _local_names(source)
        for node in source.nodes:
            if isinstance(node, ast.Attribute | ast.Name):
                asked = _dotted(node, names)
                if asked in ASKS_THE_TIME:
                    found.append(f"{source.path}:{node.lineno}: {asked}")
    return found


def second_doors_to_sqlite(all_: Sequence[Source]) -> list[str]:
    """Places that open a SQLite file by another library: whichever closes it drops the locks of both."""
    found = []
    for source in (one for one in all_ if not one.is_one_of(SQLITE_DOORS)):
        names = _local_names(source)
        for node in (one for one in source.nodes if isinstance(one, ast.Call)):
            opened = _dotted(node.func, names)
            if opened in OPENS_SQLITE and ":memory:" not in ast.unparse(node):
                found.append(f"{source.path}:{node.lineno}: {opened}")
    return found


def _spoken(source: Source) -> Iterator[tuple[int, str]]:
    """Yield the strings that are no docstrings; the parts of an f-string as one, gaps as `{}`."""
    skipped: set[int] = set()
    for node in source.nodes:
        if isinstance(node, ast.Expr):
            skipped.add(id(node.value))
        elif isinstance(node, ast.JoinedStr):
            skipped.update(id(part) for part in node.values)
            parts = (part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)
            if id(node) not in skipped:
                yield node.lineno, "".join(map(str, parts))
        elif id(node) not in skipped and isinstance(node, ast.Constant):
            yield node.lineno, str(node.value)


def sql_outside_storage(all_: Sequence[Source]) -> list[str]:
    """Strings that are SQL, anywhere but in storage."""
    return [
        f"{source.path}:{line}: {text[:40]}"
        for source in all_
        if not source.path.startswith("storage/")
        for line, text in _spoken(source)
        if SQL.search(text)
    ]


def stray_chinese(all_: Sequence[Source]) -> list[str]:
    """Chinese sentences away from CHINESE; a term alone (`待确认`) is a value and may stand anywhere.

    A sentence is what has a gap to fill, a mark of punctuation, or more than eight characters in a row.
    """
    return [
        f"{source.path}:{line}: {text[:40]}"
        for source in all_
        if not source.is_one_of(CHINESE)
        for line, text in _spoken(source)
        if SENTENCE.search(text) or ("{}" in text and HAN.search(text))
    ]


def county_clauses(all_: Sequence[Source]) -> list[str]:
    """Clauses of one county in code: the profile says which clause demands a thing (§4)."""
    return [
        f"{source.path}:{line}: {found[0]}"
        for source in all_
        if source.path not in LISTS_CLAUSES
        for line, text in _spoken(source)
        if (found := COUNTY_CLAUSE.search(text))
    ]


def lanes_by_hand(all_: Sequence[Source]) -> list[str]:
    """Lanes put together outside of their value: `Lane` alone knows how one is stored."""
    return [
        f"{source.path}:{line}: {text}"
        for source in all_
        if source.path != LANES and not source.path.startswith("bot/simulator/")
        for line, text in _spoken(source)
        if LANE.match(text)
    ]


def without_docstring(all_: Sequence[Source]) -> list[str]:
    """Modules that do not say what they are."""
    return [
        source.path for source in all_ if not (ast.get_docstring(source.tree) or "").strip(" .")
    ]


def long_without_answer(all_: Sequence[Source]) -> list[str]:
    """Files over ASKED_FROM lines of which ONE_IDEA does not say that they are one idea."""
    counted = ((source.path, len(source.text.splitlines())) for source in all_)
    return [
        f"{path}: {lines} lines, does a second idea hide there?"
        for path, lines in counted
        if lines > ASKED_FROM and path not in ONE_IDEA
    ]


def barred_names(all_: Sequence[Source]) -> list[str]:
    """Modules whose name says nothing (style.md §4.1)."""
    return [source.path for source in all_ if BARRED_NAMES & set(source.module.split("."))]


def exemptions_without_reason(all_: Sequence[Source]) -> list[str]:
    """`noqa` and `type: ignore` that name no rule, or say no reason behind it or in the line above."""
    found = []
    for source in (one for one in all_ if EXEMPTION.search(one.text)):
        lines = source.text.splitlines()
        for token in tokenize.generate_tokens(io.StringIO(source.text).readline):
            n, comment = token.start[0], token.string
            if token.type != tokenize.COMMENT or not EXEMPTION.match(comment):
                continue
            is_told_above = n > 1 and re.match(r"\s*# \w.{8,}", lines[n - 2])
            is_exact = re.match(r"#\s*(?:noqa:\s*[A-Z]+\d|type:\s*ignore\[)", comment)
            if not (is_exact and (REASON.match(comment) or is_told_above)):
                found.append(f"{source.path}:{n}: {comment}")
    return found


def idle_permissions(all_: Sequence[Source]) -> list[str]:
    """Names in MAY_IMPORT whose file exists and no longer needs them."""
    used = {(source.path, module) for source in all_ for _, module in _outside(source)}
    by_path = {source.path for source in all_}
    return [
        f"{path}: {module}"
        for modules in MAY_IMPORT.values()
        for module, patterns in modules.items()
        for path in patterns
        if path in by_path and (path, module) not in used
    ]
