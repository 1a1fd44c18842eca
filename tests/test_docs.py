"""The documents tell the truth: what they name exists, and what must be told is told."""

import re
import tomllib
from pathlib import Path

import pytest
from house_rules import DIRECTION, ROOT, sources
from house_tree import dependencies

from bot.cli import main
from bot.staff import chat_commands
from bot.texts import demo
from dispatch.lifecycle.command_table import NAMES
from intake.grammar import forms

pytestmark = pytest.mark.unit

PAGES = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")),
    *sorted((ROOT / "docs").glob("*.md")),
]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))

each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)

#: `bot/texts/`, `dispatch/lifecycle/life.py`, `tests/…`: a path in the tree, maybe with a star
PATH = re.compile(r"`((?:bot|intake|dispatch|storage|tests|docs|bench|deploy)/[\w/.*-]*)`")
#: `dispatch.lifecycle.wake`, `bot.desk.desk.TRIES`: a module of ours, or what stands in it
DOTTED = re.compile(r"`((?:bot|intake|dispatch|storage)(?:\.[A-Za-z_]\w*)+)`")
LINK = re.compile(r"\]\((?!https?:)([^)#]+)")
COMMAND = re.compile(r"(?<![\w.-])yousu ([a-z]+)\b")
TARGET = re.compile(r"(?:^|`)make ([a-z-]+)", re.MULTILINE)


def read(name: str) -> str:
    """Return the text of a file of the tree."""
    return (ROOT / name).read_text("utf-8")


def missing_paths(text: str) -> list[str]:
    """Return the paths that *text* names and the tree does not have."""
    return [path for path in PATH.findall(text) if not any(ROOT.glob(path.rstrip("/")))]


def missing_modules(text: str) -> list[str]:
    """Return the dotted names in *text* that lead to no module, nor to a name that stands in one."""
    return [name for name in DOTTED.findall(text) if not _leads_somewhere(name)]


def _leads_somewhere(name: str) -> bool:
    path = ROOT / name.replace(".", "/")
    if path.is_dir() or path.with_suffix(".py").is_file():
        return True
    module, _, last = name.rpartition(".")
    file = (ROOT / module.replace(".", "/")).with_suffix(".py")
    if file.is_file():
        return bool(re.search(rf"\b{last}\b", file.read_text("utf-8")))
    is_member = module.rpartition(".")[2][0].isupper()  # of a class: `bot.context.Context.clock`
    return is_member and _leads_somewhere(module)


def missing_links(text: str, folder: Path) -> list[str]:
    """Return the pages and pictures that *text*, standing in *folder*, links in vain."""
    return [link for link in LINK.findall(text) if not (folder / link).exists()]


def in_code(text: str) -> str:
    """Return only what *text* shows as code."""
    return "\n".join(re.findall(r"```.*?```|`[^`\n]+`", text, re.DOTALL))


@each_page
def test_every_path_that_a_page_names_exists(page: Path) -> None:
    assert missing_paths(page.read_text("utf-8")) == []
    assert missing_paths("`bot/gone.py` and `bot/cli/main.py`") == ["bot/gone.py"]


@each_page
def test_every_module_that_a_page_names_exists(page: Path) -> None:
    assert missing_modules(page.read_text("utf-8")) == []


@pytest.mark.parametrize("package", DIRECTION)
def test_every_path_and_module_that_the_code_names_exists(package: str) -> None:
    """A comment or docstring that sends the reader to a file that moved is worse than none."""
    texts = {one.path: one.text for one in sources(package)}
    found = {path: missing_paths(text) + missing_modules(text) for path, text in texts.items()}
    assert {path: gone for path, gone in found.items() if gone} == {}


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("see `bot.desk.desk.TRIES`, `bot.desk`, `storage.tickets.codec`", []),
        ("see `bot.context.Context.clock`", []),
        ("see `dispatch.life`", ["dispatch.life"]),
        ("see `bot.desk.gone`", ["bot.desk.gone"]),
        ("see `bot.desk.desk.GONE`", ["bot.desk.desk.GONE"]),
    ],
)
def test_a_module_that_is_gone_is_found(text: str, gone: list[str]) -> None:
    assert missing_modules(text) == gone


@each_page
def test_every_link_and_picture_of_a_page_exists(page: Path) -> None:
    assert missing_links(page.read_text("utf-8"), page.parent) == []
    assert missing_links("[x](gone.md)", page.parent) == ["gone.md"]


@each_page
def test_every_command_that_a_page_names_exists(page: Path) -> None:
    assert set(COMMAND.findall(in_code(page.read_text("utf-8")))) <= set(main.COMMANDS)
    assert COMMAND.findall(in_code("say `yousu fly` or yousu run")) == ["fly"]


@each_page
def test_every_make_target_that_a_page_names_exists(page: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", read("Makefile"), re.MULTILINE))
    assert set(TARGET.findall(page.read_text("utf-8"))) <= targets


def test_the_readme_shows_every_subcommand() -> None:
    shown = set(COMMAND.findall(in_code(read("README.md"))))
    assert shown | {"demo"} == set(main.COMMANDS)
    assert "make demo" in read("README.md")


@pytest.mark.parametrize("name", dependencies(PROJECT))
def test_every_dependency_says_why_it_is_there(name: str) -> None:
    section = re.search(rf"^### {name}\n(.+?)(?=^##|\Z)", read("docs/dependencies.md"), re.M | re.S)
    assert section, f"{name} has no section"
    assert len(section[1].strip()) >= 40


def test_no_section_is_left_of_a_dependency_that_went() -> None:
    # the driver that tortoise brings as an extra has a section too
    told = set(re.findall(r"^### (.+)$", read("docs/dependencies.md"), re.MULTILINE))
    assert told - {"asyncpg"} == set(dependencies(PROJECT))


def test_the_commands_for_the_desk_are_those_that_work() -> None:
    """Every staff command of this release is shown to the desk, and none that is not there."""
    shown = set(re.findall(r"`/([一-鿿]+)", read("docs/README.zh-CN.md")))
    # 退回 is a right of its own and typed as `/质检 号 退回`
    working = (set(NAMES.values()) & set(forms.FORMS)) | {"帮助", "待办", "查", "登记"}
    working |= set(chat_commands.ASKED) & set(forms.FORMS)
    assert shown == working


def test_the_changelog_has_the_present_version() -> None:
    assert f"## [{PROJECT['project']['version']}] - 20" in read("CHANGELOG.md")
    assert "## [Unreleased]" in read("CHANGELOG.md")


def test_the_first_path_of_a_newcomer_is_two_commands() -> None:
    readme = read("README.md")
    assert readme.index("make demo") < readme.index("make test") < readme.index("yousu init")


def test_ci_runs_what_we_run() -> None:
    lines = read(".ci/run").split("\n")
    assert [line for line in lines if "make" in line] == ["exec make test"]
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o111


def test_page_terminal_and_handbook_name_the_three_panes_alike() -> None:
    page = read("bot/simulator/page/index.html")
    panes = re.findall(r'<h2 id="title-(?:citizen|group|staff)">([^<]+)</h2>', page)
    assert len(panes) == 3
    named = "、".join(panes)
    assert named in demo.PAGE
    assert read("docs/README.zh-CN.md").count(named) == 2
