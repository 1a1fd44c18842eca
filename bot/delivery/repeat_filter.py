"""Tells an answer that happens to read like an earlier one from the repeat of the same letter.

WeCom shows the same content to the same people once in four hours (90236). That protects a letter
whose arrival is in doubt; it must not swallow the answer to whoever errs, or asks, a second time.
"""

import hashlib
import json
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

#: more than an application may send within WeCom's four hours in a county
MOST = 20_000


@dataclass(slots=True, eq=False)
class Echoes:
    """Which letter said a content first; kept in memory, so a restart forgets."""

    _first: OrderedDict[bytes, str] = field(default_factory=OrderedDict)

    def repeats(self, key: str, to: Sequence[str], content: dict[str, Any]) -> bool:
        """True when another letter than *key* said the same *content* to the same people before."""
        said = json.dumps([list(to), content], sort_keys=True).encode()
        first = self._first.setdefault(hashlib.sha256(said).digest(), key)
        if len(self._first) > MOST:
            self._first.popitem(last=False)
        return first != key
