"""Words of a Chinese text: the one typed wrapper of jieba, with a tokenizer of our own.

Rule 1: jieba reads its cache with `marshal.load` unchecked; ours lies in a folder that only we can
        write, never in the shared temporary one.
Rule 2: everything is loaded before the first text; nothing is loaded on the way.
"""

import logging
import os
import stat
import warnings
from collections.abc import Iterable
from pathlib import Path

with warnings.catch_warnings():
    # jieba 0.42.1 writes "\s" in plain strings and looks for pkg_resources, which warns
    warnings.simplefilter("ignore")
    import jieba

# its handler prints to stderr; what goes wrong reaches us as an exception
jieba.setLogLevel(logging.CRITICAL)


class UnsafeFolder(Exception):
    """The cache folder is not ours alone; remove it or name another."""

    def __init__(self, folder: Path, why: str) -> None:
        super().__init__(f"{folder}: {why}")
        self.folder = folder


class Words:
    """Cuts texts into words; built by `load`, unchanged afterwards, safe to share."""

    def __init__(self, tokenizer: jieba.Tokenizer) -> None:
        self._tokenizer = tokenizer

    @classmethod
    def load(cls, cache_dir: Path, known: Iterable[str] = ()) -> "Words":
        """Read jieba's dictionary (about half a second), add the *known* words.

        Args:
            cache_dir: made with mode 0700 if absent; must be ours and closed to others.

        Raises:
            UnsafeFolder: somebody else could have put a cache there.
        """
        _private(cache_dir)
        tokenizer = jieba.Tokenizer()
        tokenizer.tmp_dir = str(cache_dir)
        tokenizer.initialize()
        for word in sorted(known):
            tokenizer.add_word(word)
        return cls(tokenizer)

    def cut(self, text: str) -> list[str]:
        """Return the words of *text* in order; their concatenation is *text*.

        Without jieba's guessing of unknown words (HMM): only known ones can decide, and it is
        faster (bench/suggest.py).
        """
        found: list[str] = self._tokenizer.lcut(text, HMM=False)
        return found


def _private(folder: Path) -> None:
    """Make *folder* for us alone, or make sure that it is, and so is what lies in it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for place in (folder, *folder.iterdir()):
        try:
            status = place.lstat()
        except FileNotFoundError:
            continue  # another process of ours finished writing its cache just now
        if stat.S_ISLNK(status.st_mode):
            raise UnsafeFolder(place, "a symbolic link")
        if hasattr(os, "getuid") and status.st_uid != os.getuid():
            raise UnsafeFolder(place, "belongs to another user")
        if status.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
            raise UnsafeFolder(place, "others can write to it")
    folder.chmod(0o700)
