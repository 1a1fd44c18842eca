"""jieba's dictionary, loaded once in a run: half a second of work and the memory of 350,000 words.

`Words` are unchanged once they are built, so that all tests may share them.
"""

import importlib
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from intake.classify import dictionary as keywords
from intake.classify import matters
from intake.classify.classify import Suggester
from intake.classify.dictionary import Dictionary
from intake.replies.words import Words


@pytest.fixture(scope="session")
def words_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where jieba's prepared dictionary lies."""
    return tmp_path_factory.mktemp("jieba") / "cache"


@pytest.fixture(scope="session")
def prepared_words(words_cache: Path, words: Words) -> Callable[[Path], None]:
    """Put jieba's prepared dictionary into a folder, for processes that start there."""
    assert words

    def prepared(folder: Path) -> None:
        shutil.copytree(words_cache, folder)

    return prepared


@pytest.fixture(scope="session")
def words(words_cache: Path) -> Words:
    """What cuts texts, without any vocabulary of ours."""
    return Words.load(words_cache)


@pytest.fixture(scope="session")
def dictionary() -> Dictionary:
    """The words that decide, as they are shipped."""
    return keywords.load()


@pytest.fixture(scope="session")
def suggester(dictionary: Dictionary) -> Suggester:
    """What suggests matter, department and cause, with the shipped words."""
    return Suggester(matters.shipped(), dictionary)


def once_a_county(load: Callable[[Any, Path], Words]) -> Callable[[Any, Path], Words]:
    """Return *load*, which then loads once for the same departments: their names are words too."""
    loaded: dict[str, Words] = {}

    def shared(settings: Any, cache: Path) -> Words:
        county = repr(settings.department)
        if county not in loaded:
            loaded[county] = load(settings, cache)
        return loaded[county]

    return shared


@pytest.fixture(scope="session")
def services_share_words() -> Iterator[None]:
    """Let each service that starts in this process have the words of the one before it."""
    app = importlib.import_module("bot.app")  # unit tests need none of it
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(app, "words_of", once_a_county(app.words_of))
        yield
