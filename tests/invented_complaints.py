"""Complaints that nobody made: sentences put together by a seed, and the same told once more in other words."""

import random

_PLACES = [
    "幸福路口",
    "河东小区",
    "老粮站后院",
    "青石桥头",
    "北环菜市场",
    "三里店村委会旁",
    "柳林幼儿园门前",
    "东风渠边",
]
_THINGS = [
    "路灯",
    "井盖",
    "下水道",
    "垃圾桶",
    "变压器",
    "健身器材",
    "公交站牌",
    "护栏",
    "自来水管",
    "红绿灯",
]
_FAULTS = [
    "坏了一个多月没人来修",
    "被人撞歪了一直歪着",
    "夜里总是响得人睡不着",
    "往外冒脏水臭得很",
    "少了一块走路很危险",
    "时好时坏全看运气",
]
_TRIED = [
    "打过物业电话说不归他们管",
    "找过社区让等通知",
    "去窗口问说系统里查不到",
    "以前报过说修了其实没修",
    "邻居们签了字也没有下文",
]
_WISHES = [
    "请尽快派人来看一看",
    "希望给个准话哪天能好",
    "请告诉我们到底该找谁",
    "请不要再互相推来推去了",
    "希望这次真能解决",
]
#: what may stand in for any character
_SIGNS = "的了在这有那又就都还也很是上下大小家"


def a_story(seed: int) -> str:
    """Return a complaint of some sixty to eighty characters; of two seeds it is another matter."""
    draw = random.Random(f"story/{seed}")
    parts = [draw.choice(one) for one in (_PLACES, _THINGS, _FAULTS, _TRIED, _WISHES)]
    door = f"{draw.randint(1, 9)}号楼{draw.randint(1, 6)}单元门口，第{seed}次下雨以后"
    spice = "".join(chr(draw.randint(0x4E00, 0x9FA5)) for _ in range(24))
    return f"{parts[0]}{door}{parts[1]}{parts[2]}，{spice}，{parts[3]}，{parts[4]}。"


def retold(story: str, seed: int, share: float) -> str:
    """Return *story* with a *share* of its characters left out, doubled, or put in another's place."""
    draw = random.Random(f"retold/{seed}/{share}")
    signs = list(story)
    for at in draw.sample(range(len(signs)), round(share * len(signs))):
        signs[at] = draw.choice(("", signs[at] * 2, draw.choice(_SIGNS)))
    return "".join(signs)
