"""What only speaks about a particular, greets, or says for whom somebody speaks; it goes on no form and into no words."""

import re

from intake.particulars import callings, labelled
from intake.particulars import lead_words as say
from intake.particulars.callings import Sure
from intake.particulars.sheet import SELF_CORRECTED, Role, Sheet

_ANONYMOUS = re.compile(
    r"匿名|保密|不.{0,3}留名|不具名|不署名|(?:姓名|名字|名|身份|真名).{0,12}(?:不|没|别|免)|(?:不|别|没).{0,6}(?:名字|姓名|身份|真名)|都不想?说|^不想说(?:了)?$"
)
#: what stands below a reading-back that they copied
_OUR_WORDS = re.compile("对的请回.{0,3}确认.{0,60}$")
#: what is longer than this tells something
_LONGEST = 40
#: 不 alone is a word of many stories
_CLEAR = 2
_SURELY_OF_ONE = re.compile("^[读念音]|^不是...$|字[头旁底]|旁|上面|下面|去掉|左边|右边")


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


#: a particular, or the writing of one
_ABOUT = _set(
    """
    姓名 名字 名儿 名 姓 真名 网名 小名 大名 本名 曾用名 名姓 电话 电话号码 电话号 号码 号 手机 手机号 手机号码 座机 联系方式
    地址 住址 住处 门牌 门牌号 住哪 住哪儿 住哪里 定位 位置 信息 资料 个人信息 隐私 打字 写字 识字 拼音 填 写 留 我是谁 填表 格式 留名 微信号 同号 信息表
    """
)
#: said of them
_SAID = _set(
    """
    我 我的 俺 咱 你 你们 您 您们 他 她 他的 她的 人家 别人 人 本人 自己 谁 谁的 户主 家里 老家 我家 这边 那边 本地 外地 不住 就这些 这些 就这 地名 人名 就那个 反正
    的 了 吗 呢 吧 啊 呀 哈 嘛 么 哦 咯 啦 呗 哎 哎呀 唉 哈哈 嗯
    不 没 没有 别 无 未 免 就 就是 都 也 还 还是 只 只能 只有 先 再 才 刚 刚才 刚刚 已 已经 上次 上回 上面 上边 下面 前面 前边 后面 之前 以前 原来 原先 从前 现在 目前 暂时 一直
    这 那 这个 那个 这样 那样 这里 那里 里 上 上头 什么 啥 怎么 咋 哪 哪个 几个 凭什么 凭啥 为什么 为啥 干嘛 干啥
    要 想 愿意 会 能 可以 行 好 得 必须 一定 非 非得 应该 需要 用 不用 有 是 不是 算 算了 当 叫 成 为 给 把 被 将 跟 和 与 或者 或 以 由 按 用的 到
    两 两个 俩 三个 一个 个 位 几 一 二 三 四 五 六 数 数字 字 全 全都 一样 同 同上 共 各 一下 一遍 一次 过 完 错 对 齐 清 全了 漏 漏了 少 多 长 短 反 乱 乱写 真实 真 真的 假 假的 实 方便 不便 便
    怕 害怕 担心 报复 打击报复 骚扰 泄露 泄漏 外传 知道 认出来 找麻烦 惹麻烦 保密 匿名 公开 说 讲 透露 提供 发 发过 报 录 交代
    忘 忘了 忘记 记 记得 记不住 记不得 记不清 清楚 说不清 不清楚 懂 明白 换 换了 丢 丢了 停 停机 注销 补 补一下 补不回来 回来 卡 电话卡 手机卡 作废 问 看 看看 见 听 读 认 识字 认识 认得 会用 改 变
    替 帮 代 代写 代填 代笔 直接 随便 差不多 大概 一般 旧 新 老 最新 具体 详细 完整 两样
    请问 投诉 反映 谢谢 麻烦 请 辛苦 好嘞 好的 好 行 稍等 等 等等 等会 等会儿 一会 一会儿 待会 待会儿 马上 不好意思 对不起 抱歉 在 在的 来 去 在这 在呢 这就 看到 看见 到了 收到
    微信 网上 群里 老人 老人家 老头 老太太 身份证 户口本 营业执照 固定 租房 户口 单位 公司 家庭 个人 登记 核对 没错 无误 没问题 其他 其它 别的 剩下 以上 如下 要不要 能不能 可不可以 行不行 是不是 用不用
    """
) | frozenset(say.KIN)
#: … asked of papers: 身份证要不要发
_ASKS = _set("要不要 能不能 可不可以 行不行 是不是 用不用 需要 还要 吗 么 不?")
_PAPERS = ("身份证", "户口本", "营业执照", "单位", "公司")
#: what a window did, or did not do, is told
_TOLD = re.compile("没给|不给(?!地址|名|电话|号)|才给|[发办填写报记]错|不让|不认|没发|没报")
#: whom the message spoke of before it says that it is for them: 老公被欠薪，我替他投诉
_SPOKEN_OF = re.compile(rf"(?:^|[我俺,。 ])(?P<kin>{say.KINS})")
#: 就那个季节的仲夏: which word it is
_WHICH = re.compile("(?:就|就是|是)?[^我俺是]{1,6}的|.{1,3}那个")
#: what asks back or refuses, and is no story
_META = re.compile("[吗么?谁别咋]|凭|为[什啥]|怎么|不[说留写填]|直接说")
_FAULT = re.compile("错|不对|丢|停|没|无|补|改|变|换|漏|少|假|忘")
#: what leads to a value is no remark
_LEADS = re.compile("(?:[是叫为姓:]|[姓叫](?!什么|啥).{1,2})$")
_LONGEST_REMARK = 30
#: which number they mean, where they write none
_THIS = _set(
    """
    我 俺 我的 俺的 的 电话 电话号码 手机 手机号 手机号码 号码 号 联系方式 联系电话 联系 就 就是 是 用 打 拨 找 这个 这 这个号 现在 目前 当前 正在 本机 微信 微信号 微信电话 微信语音 语音 聊天 发消息 上
    给 给你 给你们 说话 同号 同 一样 行 就行 就好 可以 好了 吧 啊 呀 哈 呢 了 哦 嘛 也 都 直接 现在用 在用 用着 登录 绑定 那个 呗 联系我 找我 打我 我现在 一个 里 里面 加 回 回我 这边 通过 以 为准
    """
)
_POINTS = re.compile("这个?|现在|目前|当前|正在|本机|微信|在用")
_NUMBER = re.compile("电话|手机|号|打|拨|联系方式|微信|联系我?")


def refused(sheet: Sheet) -> None:
    """Take what only refuses a particular or remarks on one, before it is read as one."""
    ours = _OUR_WORDS.search(sheet.plain)
    for i, clause in enumerate(sheet.clauses):
        if ours and clause.start >= ours.start():
            sheet.drop(i)
        if sheet.roles[i] is not Role.STORY or len(clause.text) > _LONGEST:
            continue
        if sheet.asked and points_at_a_number(clause.text):
            sheet.unseen = not sheet.phones
        elif not (say.ASIDE.fullmatch(clause.text) or _is_remark_here(sheet, i, clause.text)):
            continue
        sheet.anonymous |= bool(_ANONYMOUS.search(clause.text))
        if not sheet.is_story or sheet.is_near(i):
            sheet.refusing = True
            sheet.drop(i)


def _is_remark_here(sheet: Sheet, i: int, text: str) -> bool:
    """True for a remark; what is wrong with a particular may be the matter itself, where it was not asked for."""
    is_label = say.LABELLED.fullmatch(text) or re.match(
        r"\s*[:=\]】」』〕]", sheet.clauses[i].ended
    )
    if is_label or (sheet.asked and labelled.calls_wrong(text)) or not is_remark(text):
        return False
    if not (sheet.asked or sheet.phones or _META.search(text)):
        return False
    if not _FAULT.search(text):
        return True
    is_number = re.search("号|电话|手机", text) and set(range(i + 1, i + 5)) & set(sheet.phones)
    is_paper = any(word in text for word in _PAPERS)
    return bool(is_number) or (sheet.asked and not is_paper)


def asides(sheet: Sheet) -> None:
    """Take what only speaks about a particular, greets, or says for whom they speak."""
    for i, clause in enumerate(sheet.clauses):
        if sheet.roles[i] is not Role.STORY or len(clause.text) > _LONGEST:
            continue
        if sheet.is_story and not sheet.is_near(i) and i > 1:
            continue
        beside = i - 1 in sheet.phones or i + 1 in sheet.phones
        if say.COURTESY.fullmatch(clause.text) or (beside and say.CARRIES.fullmatch(clause.text)):
            sheet.drop(i)
        elif hit := say.BEHALF.fullmatch(clause.text):
            _behalf(sheet, i, hit)
        elif hit := say.MATTER_OF.fullmatch(clause.text):
            _matter_of(sheet, i, hit)
        elif _puts_right(sheet, clause.text):
            sheet.drop(i)


def _puts_right(sheet: Sheet, text: str) -> bool:
    """True for 不对, and for where one lived before; unasked only for what is no answer to anything else."""
    if sheet.asked:
        return bool(SELF_CORRECTED.fullmatch(text) or say.LIVED.fullmatch(text))
    return len(text) >= _CLEAR and bool(SELF_CORRECTED.fullmatch(text))


def _matter_of(sheet: Sheet, i: int, hit: re.Match[str]) -> None:
    """这是我妈的事, 王大妈的事."""
    clause = sheet.clauses[i]
    if hit["kin"]:
        sheet.found.setdefault("relation", []).append((clause.start, hit["kin"]))
    elif callings.sureness(hit["who"]) is Sure.SURE:
        at = clause.start + hit.start("who")
        sheet.put("for_whom", at, at + len(hit["who"]))
    else:
        return
    sheet.drop(i)


def _behalf(sheet: Sheet, i: int, hit: re.Match[str]) -> None:
    if hit["many"]:
        at = sheet.clauses[i].start
        sheet.put("for_whom", at + hit.start("many"), at + hit.end("many"))
        sheet.drop(i)
        return
    rest, kin = hit["rest"], hit["kin"] or ""
    if rest and not callings.sureness(rest):
        return
    clause = sheet.clauses[i]
    if rest:
        at = clause.start + hit.start("rest")
        sheet.put("for_whom", at, at + len(rest))
    elif kin in ("他", "她"):
        spoken_of = _SPOKEN_OF.search(sheet.one_script, 0, clause.start)
        if spoken_of:
            sheet.found.setdefault("relation", []).append((0, spoken_of["kin"]))
    elif kin in say.KIN:
        sheet.found.setdefault("relation", []).append((clause.start, say.KIN[kin]))
    else:
        return
    sheet.drop(i)


def signs(sheet: Sheet) -> None:
    """Take the remarks on how a character of the name is read or written, and where one is only registered."""
    names = [
        value
        for kind in ("name", "contact", "surname", "for_whom")
        for _, value in sheet.found.get(kind, ())
    ]
    name = "".join(names)
    gives = bool(sheet.found or sheet.phones or sheet.refusing or sheet.former)
    for i, clause in enumerate(sheet.clauses):
        if sheet.roles[i] is not Role.STORY:
            continue
        if (
            _is_of_sign(clause.text, name)
            or (sheet.asked and clause.text in names)
            or _is_registered(sheet, clause.text)
            or (gives and is_phatic(clause.text) and _is_by_the_way(sheet, i))
        ):
            sheet.drop(i)


def _is_by_the_way(sheet: Sheet, i: int) -> bool:
    """True where clause *i* stands beside particulars; unasked, between them and with nothing told after it."""
    if _is_told(sheet, i - 1):
        return False
    is_between = i > 0 and not _is_told(sheet, i + 1)
    return sheet.asked or is_between or "(" in sheet.clauses[i - 1].ended


def _is_told(sheet: Sheet, i: int) -> bool:
    """True where clause *i* stays among the words."""
    is_story = 0 <= i < len(sheet.clauses) and sheet.roles[i] is Role.STORY
    return is_story and bool(sheet.left(sheet.clauses[i]))


def _is_of_sign(text: str, name: str) -> bool:
    is_one = bool(name) and say.OF_A_SIGN.fullmatch(text) is not None
    is_one = is_one or (bool(name) and _WHICH.fullmatch(text.removesuffix(name)) is not None)
    return is_one and bool(set(text) & set(name) or _SURELY_OF_ONE.search(text))


def _is_registered(sheet: Sheet, text: str) -> bool:
    return sheet.has("address") and say.REGISTERED.fullmatch(text) is not None


def covers(text: str, words: frozenset[str]) -> bool:
    """True where *text* is a row of *words* and nothing else."""
    longest = max(map(len, words))
    reached = [True] + [False] * len(text)
    for end in range(1, len(text) + 1):
        reached[end] = any(
            reached[start] and text[start:end] in words
            for start in range(max(0, end - longest), end)
        )
    return reached[-1]


def is_remark(clause: str) -> bool:
    """True for a clause that only speaks about particulars."""
    if not clause or len(clause) > _LONGEST_REMARK or _TOLD.search(clause) or _LEADS.search(clause):
        return False
    asks = any(word in clause for word in _ASKS) and any(word in clause for word in _PAPERS)
    if not (asks or any(word in clause for word in _ABOUT)):
        return False
    return covers(clause, _ABOUT | _SAID)


def is_phatic(clause: str) -> bool:
    """True for what says nothing of the matter beside particulars: 还是我, 怕骚扰, 等我儿子回来问他."""
    is_short = 0 < len(clause) <= _LONGEST_REMARK
    return is_short and not _TOLD.search(clause) and covers(clause, _ABOUT | _SAID)


def points_at_a_number(clause: str) -> bool:
    """True for 就打这个微信, 用现在这个号: a number is meant that nobody sees."""
    return (
        bool(_POINTS.search(clause) and _NUMBER.search(clause))
        and len(clause) <= _LONGEST_REMARK
        and covers(clause, _THIS)
    )
