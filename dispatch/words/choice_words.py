"""What answers a question of ours that has two answers: whether to register, whether apart or as one."""

import re

from dispatch.words.intents import Intent, bare, intent

__all__ = ["apart", "beside", "is_filed"]

_CLAUSE = re.compile(r"[\s,，。;；!！]+")

#: “要登记成诉求吗？”
_FILED = frozenset(
    [
        *("登记", "要登记", "要", "要的", "需要", "需要登记", "是", "是的", "确认"),
        *("登记成诉求", "登记诉求", "登记吧", "登记一下", "帮我登记", "请登记", "给我登记"),
    ]
)
#: “分开登记吗？”; yes and no answer it too
_APART = frozenset(
    ["分开", "分开登记", "分开吧", "分开办", "要分开", "分别登记", "各登各的", "拆开"]
)
_AS_ONE = frozenset(
    [
        *("合成一件", "一件", "不分开", "不用分", "不用分开", "合并", "一起", "一起登记"),
        *("一起办", "一块办", "合在一起", "就一件", "登一件", "是一件事", "一件事", "同一件事"),
    ]
)


def is_filed(text: str) -> bool:
    """True when *text* wants registered what was asked."""
    return bare(text) in _FILED


def apart(text: str) -> bool | None:
    """Return whether several matters are to be registered apart; None where *text* says something else.

    What follows the choice (分开，我叫…) is `beside`.
    """
    words, first, wanted = bare(text), bare(_CLAUSE.split(text.strip(), 1)[0]), intent(text)
    if {words, first} & _APART or wanted is Intent.YES:
        return True
    return False if {words, first} & _AS_ONE or wanted is Intent.NO else None


def beside(text: str) -> str:
    """Return what *text* says behind such a choice."""
    first, *rest = _CLAUSE.split(text.strip(), 1)
    return rest[0].strip() if rest and bare(first) in _APART | _AS_ONE else ""
