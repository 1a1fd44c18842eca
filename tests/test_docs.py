"""The documents tell the truth: what they name exists, and what must be told is told."""

import re
import tomllib
from pathlib import Path

import pytest
from house_rules import ROOT
from house_tree import dependencies

from bot.cli import main
from bot.staff import chat_commands
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
LINK = re.compile(r"\]\((?!https?:)([^)#]+)")
COMMAND = re.compile(r"(?<![\w.-])yousu ([a-z]+)\b")
TARGET = re.compile(r"(?:^|`)make ([a-z-]+)", re.MULTILINE)


def read(name: str) -> str:
    """Return the text of a file of the tree."""
    return (ROOT / name).read_text("utf-8")


def missing_paths(text: str) -> list[str]:
    """Return the paths that *text* names and the tree does not have."""
    return [path for path in PATH.findall(text) if not any(ROOT.glob(path.rstrip("/")))]


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
