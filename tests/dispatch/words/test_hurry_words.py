"""Words that only hurry are heard as that; who tells something beside it is not hushed."""

import pytest

from dispatch.words.hurry_words import is_hurry

pytestmark = pytest.mark.unit

HURRIES = [
    "快点",
    "怎么还没办",
    "催一下",
    "人呢",
    "怎么还没人来修",
    "快点办啊",
    "能不能快点",
    "请尽快处理",
    "麻烦催一下",
    "还没人来",
    "怎么还没办下来",
    "什么时候来修",
    "都没人管吗",
    "我等了半天了",
    "赶紧派人来",
    "为什么还没处理",
    "帮我催催",
    "怎么還沒人來",
    "人在哪",
    "到底什么时候能办好",
    "没人来吗",
    "怎么还没动静",
    "快点！！！",
    "人呢？？",
    "抓紧办一下",
    "还要等多久",
    "咋还没修好",
    "急死人了",
]
TELLS = [
    "营业执照还没办下来",
    "快递还没到",
    "我家水管漏了快点来修",
    "办好了",
    "谢谢",
    "快餐店",
    "人呢我要投诉",
    "税务局不给办",
    "我姐也没办",
    "催泪弹",
    "查询",
    "什么时候放假",
    "着火了快来",
    "房产证怎么办",
    "系统坏了怎么还没修",
    "急诊不收",
    "加急费收了两次",
    "你好",
    "好的",
    "不满意",
    "没有结果我就去省里",
    "怎么还没办老百姓的事是小事吗",
]


@pytest.mark.parametrize("text", HURRIES)
def test_who_only_hurries_is_heard(text: str) -> None:
    assert is_hurry(text)


@pytest.mark.parametrize("text", TELLS)
def test_who_tells_something_is_not_taken_for_hurry(text: str) -> None:
    assert not is_hurry(text)
