"""jieba, loaded before use from a folder that only we can write."""

import marshal
import os
import stat
import tempfile
from pathlib import Path

import pytest

from intake.replies.words import UnsafeFolder, Words

pytestmark = pytest.mark.slow  # the dictionary anew in most of them


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("words") / "cache"


@pytest.fixture(scope="module")
def words(cache: Path) -> Words:
    return Words.load(cache, ["跑了三趟", "不动产过户"])


def test_words_of_ours_are_kept_whole(words: Words) -> None:
    assert words.cut("我跑了三趟办不动产过户") == ["我", "跑了三趟", "办", "不动产过户"]


@pytest.mark.parametrize("text", ["", "你好，世界 abc 123！", "😀停水\n断电", "龘靐"])
def test_the_words_put_together_are_the_text(words: Words, text: str) -> None:
    assert "".join(words.cut(text)) == text


def test_the_folder_is_for_us_alone_and_holds_the_cache(words: Words, cache: Path) -> None:
    assert stat.S_IMODE(cache.stat().st_mode) == 0o700
    assert [file.name for file in cache.iterdir()] == ["jieba.cache"]


def test_a_poisoned_shared_cache_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """jieba loads `$TMPDIR/jieba.cache` unchecked; ours never looks there."""
    shared_folder = tmp_path / "shared"
    shared_folder.mkdir()
    poison = shared_folder / "jieba.cache"
    poison.write_bytes(marshal.dumps(({"营": 9, "营业": 9}, 18)))
    monkeypatch.setattr(tempfile, "tempdir", str(shared_folder))
    assert Words.load(tmp_path / "own").cut("营业执照") == ["营业执照"]
    assert marshal.loads(poison.read_bytes()) == ({"营": 9, "营业": 9}, 18)


def test_the_second_start_reads_the_cache_and_cuts_the_same(cache: Path, words: Words) -> None:
    again = Words.load(cache, ["跑了三趟", "不动产过户"])
    text = "跑了三趟营业执照还没办下来，窗口总说系统坏了"
    assert again.cut(text) == words.cut(text)


def test_two_dictionaries_do_not_mix(cache: Path, words: Words) -> None:
    """Words of ours live in this tokenizer, not in the cache."""
    assert "跑了三趟" not in Words.load(cache).cut("我跑了三趟")


def test_a_link_in_place_of_the_cache_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "own"
    folder.mkdir(mode=0o700)
    (folder / "jieba.cache").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(UnsafeFolder, match="symbolic link"):
        Words.load(folder)


@pytest.mark.parametrize("mode", [0o777, 0o770, 0o722])
def test_a_folder_that_others_can_write_is_refused(tmp_path: Path, mode: int) -> None:
    folder = tmp_path / "open"
    folder.mkdir()
    folder.chmod(mode)
    with pytest.raises(UnsafeFolder, match="others can write"):
        Words.load(folder)


def test_a_folder_of_somebody_else_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "getuid", lambda: tmp_path.stat().st_uid + 1)
    with pytest.raises(UnsafeFolder, match="another user"):
        Words.load(tmp_path / "theirs")


def test_nothing_is_said_on_the_console(cache: Path, capfd: pytest.CaptureFixture[str]) -> None:
    Words.load(cache)
    assert capfd.readouterr() == ("", "")
