"""What is said about how somebody in office behaved (线索): bribes, blows, threats, revenge, denunciation (N6).

Rule 1: the tables say it, and each hit names its words: a person can see why, and undo it.
Rule 2: that a window does not do its work – 不给办, 拖延, 推诿, 态度 – is no lead; it goes to the department
(WZ-4.4, WZ-7.5).
Rule 3: what nobody in office did – a neighbour, a landlord, a company – is no lead either.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from dispatch.words.normal_form import seen
from dispatch.words.simplified import simplified

#: wrong in itself, whoever of those in office did it
GRAVE = r"""索贿|受贿|行贿|贿赂|吃拿卡要|好处费|辛苦费|感谢费|茶水费|打点费|回扣|黑钱|红包(?!封面|雨|码|活动|群)|权钱交易|以权谋私
    |优亲厚友|贪官|买官|卖官|吃空饷|收礼|塞钱|(?:收|给|要|捞|拿|得)(?:了|点|过|到)?(?:他|她|人家?|别人|点)?的?好处(?!是)
    |塞(?:了|给|过)?(?:他|她|我|人家)?(?:了|个|点|条|两条|一条)?(?:信封|烟|购物卡|现金)|(?:打击)?报复|穿小鞋|通风报信|猥亵|性骚扰|揩油
    |(?:泄露|泄漏|透露)(?:了|出)?(?:举报|投诉|我们?|反映|群众)[^,。;!?\n]{0,4}(?:人|信息|身份|电话|姓名|名字)
    |(?:举报|投诉|反映|我)(?:人|们)?的?(?:信息|身份|电话|姓名|名字|内容)(?:被?)?(?:泄露|泄漏|透露|告诉)"""
#: wrong where somebody in office did it
UNFIT = r"""(?<!拨)打(?:了(?:我|俺|他|她|人|群众|老|一[顿巴下拳]|几|孩子|耳光)|我(?!们?的?(?:电话|手机))|人|伤|骂|群众|老百姓|老人|孩子|耳光)
    |(?:把|将)[^,。;!?\n]{1,4}打(?:了|伤|倒)|殴打|动手(?!术|机|能|写|做|续)|推搡|推倒|推了我|踹|扇(?:了|我|耳光|巴掌)|掐(?:住|我|脖)
    |辱骂|谩骂|骂(?:我|人|他|她|了|俺|老|群众|骂咧咧|得|脏)|爆粗|侮辱(?:我|他|她|人|群众)|羞辱
    |(?:让|要|叫)(?:我|你|他)(?:好看|吃不了兜着走)|走着瞧|不得好过|恐吓|(?<![受遭]到)(?<![严极]重)(?<!极大)(?<!的)(?<!成)威胁(?!到|着|性|全|社会|安全|生命)|恫吓|骚扰(?:我|他|她|群众|女)|勒索|敲诈|欺压
    |索要(?!拖欠|工资|欠)|索取|(?:上班|工作|值班|执勤)(?:时间|期间|时)?[^,。;!?\n]{0,6}(?:喝酒|打牌|打麻将|赌博)|酒后(?:上班|执法|上岗)|喝醉|醉醺醺|伪造
    |腐败|渎职|滥用职权|玩忽职守|徇私|贪污|挪用|截留|冒领|侵占|侵吞|私吞|保护伞|利益输送|送礼|官商勾结|公款吃喝
    |要(?:了)?(?:我|他|她|人家|群众|俺)?(?:给|买|送)?(?:他|她)?[^,。;!?\n]{0,3}(?:条烟|瓶酒|箱酒|购物卡|土特产|茶叶|礼品|礼物|香烟|烟酒)
    |(?:送|给|买|收|拿)(?:了|给|过|走)?(?:他|她|我|俺|人家)?[^,。;!?\n]{0,3}(?:条烟|瓶酒|箱酒|购物卡|土特产|礼品|礼物|香烟|烟酒|茅台)
    |(?:让|叫|要)(?:我们?|俺们?|群众|人家)请(?:他|她|客|吃)|请(?:他|她)(?:们)?吃饭"""
_SUM = r"(?:\d+|[一二两三五六七八九十百千万几]+|多少|些|点)?(?:块|元|万|百|千|钱)"
#: … with money: wrong where it was secret, or somebody of rank took it
MONEY = rf"""(?:收|拿|索)(?:了|走|过|取)(?:我们?|俺们?|他|她|人家|别人|群众|老百姓|老板|对方)?的?[^,。;!?\n]{{0,4}}{_SUM}
    |要(?:了|走)?(?:我们?|俺们?|他|她|人家|别人|群众)[^,。;!?\n]{{0,3}}{_SUM}|(?:收|要)(?:别人|人家|群众|老百姓|老板|企业|当事人)的?钱
    |收钱(?!的)|伸手要|张口(?:就)?要|给(?:了)?(?:他|她)[^,。;!?\n]{{0,3}}(?:\d|[一二两三五六七八九十百千万几])*[百千万元块]"""
SECRET = r"""私下|私自|另外|额外|偷偷|暗示|暗地|个人(?:微信|账户|账号|二维码|收款)|塞|不给(?:钱|他|她|就)|才(?:给|肯|能|让)办|才肯|给钱(?:才|就)
    |没(?:给|开)?(?:发?票|收据|条子)|不(?:给|开)(?:发?票|收据|条)|没有(?:发?票|收据)|装(?:进|自己)|进了?(?:自己|个人)?腰包"""
#: to denounce is a lead where it is about somebody
DENOUNCE = r"举报|检举|揭发|控告"
SOMEBODY = r"(?:举报|检举|揭发|控告)(?:一个人|某人|某某|他|她|这个人|那个人|个人)"
#: who holds an office
OF_RANK = r"""[科股局处所队站院校镇乡县]长|主任|书记|支书|村干部|村长|干部|(?<![的请位望求])领导(?![您你好呀啊们给为帮能明重关过批])|当官的|官员|公务员|民警|辅警|警察|警官|交警|法官|城管队员
    |审批的|[李王张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文][科局所队股处](?![一-鿿])"""
IN_OFFICE = rf"""{OF_RANK}|工作人员|窗口(?:的|里|上|那|这)|窗口(?:人员|工作|办事)|[一二三四五六七八九十\d]号窗口?|办事员|经办|科员|办事的|办[一-鿿]{{1,4}}的?那?[个人]
    |受理员|督办员|协管|执法|检查人员|检查的|收费员|柜员|前台|网格员|驻村|城管|局里|所里|厅里|局的人?|中心的|大厅的|你们(?:单位|局|中心|大厅|窗口)?的?人
    |(?<!各位)(?<!跟)(?<!和)老师(?!您|你好|们好)|班主任|医生|主刀|护士|[那这]个?(?:男|女)的|姓[一-鿿]的"""
#: who holds none
PRIVATE = r"""物业|开发商|老板|邻居|房东|中介|司机|商家|店家|公司|厂里|工地|包工头|亲戚|婆婆|公公|前夫|前妻|丈夫|老公|老婆|室友|同学|同事|混混
    |打手|债主|平台|网址|链接|骗子|客户|顾客|业委会|租客|网上|抖音|群里"""
#: before the words: it did not happen
_NOT = r"""(?:没有?|未曾?|从不|从来不|并未|不是|拒绝?|谢绝|严禁|杜绝|禁止|退还?了?|并非)(?:人家?|群众|我们?|过|任何|一个)?
    (?:收过?|要过?|索要|索取|拿过?|吃|打|骂|喝)?(?:任何|我们?的?|一分)?$"""
#: revenge and betrayal may only be feared
_FEARABLE = r"报复|小鞋|泄露|泄漏|透露|告诉"
_FEARED = r"(?:^会$|怕|担心|会不会|会被|避免|以免|免得|防止|万一|别|不要|不能|不得|不会|顾虑|会[^,。;!?\n]{0,2}把)[^,。;!?\n]{0,6}$"
#: before 红包: money among private people
_GIFT = r"(?:抢|领|微信|电子|拜年|新年|过年|开工|结婚|随礼|压岁|返现|平台|网上|发)[^,。;!?\n]{0,3}$"
_HARMLESS = r"打点滴|烟酒店|烟酒行"
#: a window's manner and idleness: the department's own matter (WZ-4.4, WZ-7.5)
MANNER = r"态度|不耐烦|爱答不理|爱理不理|冷漠|甩脸|玩手机|聊天|推诿|扯皮|踢皮球|不作为|慢作为|拖|不给办|刁难|敷衍|不办|慢"
#: what goes on about the same thing in the next clause
_GOES_ON = r"""(?:还|就|又|也|而且|并且|并|结果|最后|后来|当时|当场|然后)*(?:他|她|这人|此人|那人|对方|说(?:是|不|要|办)|扬言|不给|不送|不交|给了|给他|给她|塞
    |我?(?:没|不|就|只好|只能)给|我?(?:没|不|就|只好|只能)送|才(?:给|肯|能|让|算)|否则|要不然?|不然|微信|转账|转了|现金|有?(?:录音|证据|转账|聊天记录|监控|照片为证)
    |一共|总共|前后|事后|收下|拿走|让我小心|要我好看|不让我好过)"""
#: demands and greetings: nothing that a department could answer
_NO_MATTER = r"""你好|您好|领导|同志|老师|尊敬的|我们?|俺|要|想|来|请|求|希望|能|可以|给|个|把|对|向|的|了|吧|啊|严肃|严惩|严查|彻查|查处|查一下|查查|调查|处理|处分|处罚
    |一下|说法|公道|尽快|谢谢|管管|为民做主|做主|匿名|保密|不想留名|不要公开|姓名|身份|举报|投诉|反映|检举|揭发|实名|以上|情况|问题|属实|如下|事情|这种|这个|人|行为|这样"""

_CLAUSE = re.compile(r"[^,。;!?\n\s]+(?:[,。;!?\n\s]+|$)")
_SENTENCE_END = re.compile(r"[。!?\n]")
_AROUND = " \t\n,，;；、"
#: fewer signs than these are no matter
_WORTH = 4


@lru_cache(maxsize=64)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.VERBOSE)


@dataclass(frozen=True, slots=True)
class Conduct:
    """What a text says of somebody's conduct: the words that decided it, and what it says besides."""

    words: tuple[str, ...]
    rest: str

    @property
    def is_alone(self) -> bool:
        """True where nothing else is said that somebody could answer."""
        left = _compiled(_NO_MATTER).sub("", re.sub(r"[\W_]+", "", self.rest))
        return len(left) < _WORTH


def conduct(text: str, named: Iterable[str] = (), *, all_of_them: bool = False) -> Conduct | None:
    """Return what *text* says of somebody's conduct; None where it says nothing of the kind.

    Args:
        named: the names in it of people whom we know to be in office.
        all_of_them: whatever is said of one of these is about their conduct: the desk says so.
    """
    shown = seen(text)
    plain = simplified(shown.text)  # sign for sign, so that places stay
    spans = [hit.span() for hit in _CLAUSE.finditer(plain)]
    clauses = [plain[start:end] for start, end in spans]
    names = tuple(named)
    found = _found(clauses, names)
    hits = [bool(words) for words in found]
    if all_of_them:
        hits = [hit or any(n in c for n in names) for hit, c in zip(hits, clauses, strict=True)]
    if not any(hits):
        return None
    cut = _cut(clauses, hits, names)
    kept = [shown.span(*span) for span, is_cut in zip(spans, cut, strict=True) if not is_cut]
    rest = "".join(text[start:end] for start, end in kept).strip(_AROUND)
    return Conduct(tuple(dict.fromkeys(word for words in found for word in words)), rest)


def without(text: str, named: Iterable[str] = ()) -> str:
    """Return *text* without what it says of somebody's conduct."""
    found = conduct(text, named)
    return text if found is None else found.rest


def _found(clauses: list[str], names: tuple[str, ...]) -> list[list[str]]:
    """Return for each clause the words in it that are about conduct."""
    rank, office, private = _compiled(OF_RANK), _compiled(IN_OFFICE), _compiled(PRIVATE)
    found = []
    for n, clause in enumerate(clauses):
        around = "".join(clauses[max(0, n - 2) : n + 3])
        plain = _compiled(_HARMLESS).sub("", clause)
        is_known = any(name in around for name in names)
        in_office = is_known or office.search(around) is not None
        of_rank = is_known or rank.search(around) is not None
        others = private.search(around) is not None and not in_office
        words = [] if others else _grave(plain, in_office=in_office)
        is_secret = _compiled(SECRET).search(around) is not None
        if in_office:
            words += _hits(UNFIT, plain)
        if of_rank or (is_secret and not others):
            words += _hits(MONEY, plain)
        found.append(words)
    denounced = _denounced(clauses, names)
    return [words or more for words, more in zip(found, denounced, strict=True)]


def _grave(clause: str, *, in_office: bool) -> list[str]:
    kept = []
    for hit in _compiled(GRAVE).finditer(clause):
        before = clause[: hit.start()]
        is_feared = _compiled(_FEARABLE).search(hit[0]) is not None
        is_gift = hit[0] == "红包" and not in_office
        if (
            _compiled(_NOT).search(before)
            or (is_feared and _compiled(_FEARED).search(before))
            or (is_gift and _compiled(_GIFT).search(before))
        ):
            continue
        kept.append(hit[0])
    return kept


def _hits(pattern: str, clause: str) -> list[str]:
    return [
        hit[0]
        for hit in _compiled(pattern).finditer(clause)
        if not _compiled(_NOT).search(clause[: hit.start()])
    ]


def _denounced(clauses: list[str], names: tuple[str, ...]) -> list[list[str]]:
    """Return for each clause the word that denounces somebody in it, whatever he did.

    Who is denounced for his manner or idleness alone is complained of: that is the department's matter.
    """
    manner, office = _compiled(MANNER), _compiled(IN_OFFICE)
    is_manner = any(manner.search(clause) for clause in clauses)
    found: list[list[str]] = []
    for clause in clauses:
        hit = _compiled(DENOUNCE).search(clause)
        is_somebody = hit is not None and (
            any(name in clause for name in names)
            or office.search(clause[hit.end() :]) is not None
            or _compiled(SOMEBODY).search(clause) is not None
        )
        is_denied = hit is not None and _compiled(r"(?:不是|不想|不要|没有?)(?:要|来)?$").search(
            clause[: hit.start()]
        )
        found.append([hit[0]] if hit and is_somebody and not is_manner and not is_denied else [])
    return found


def _cut(clauses: list[str], hit: list[bool], names: tuple[str, ...]) -> list[bool]:
    """Return which clauses belong to what is said of the conduct: the hits, and what leads to or goes on from them."""
    cut = list(hit)
    for n, clause in enumerate(clauses):
        if not cut[n] and n and cut[n - 1] and _compiled(_GOES_ON).match(clause):
            cut[n] = True
    for n in reversed(range(len(clauses) - 1)):
        if cut[n + 1] and not cut[n] and _only_names(clauses[n], names):
            cut[n] = True
    return cut


def _only_names(clause: str, names: tuple[str, ...]) -> bool:
    """True where *clause* says no more than who it is about: `8号窗口的李科`."""
    if _SENTENCE_END.search(clause):
        return False
    left = clause
    for name in names:
        left = left.replace(name, "〇")
    left, n = _compiled(IN_OFFICE).subn("〇", left)
    if not n and "〇" not in left:
        return False
    return (
        len(
            re.sub(r"[\W_〇]+|在|到|去|的|这|那|有|个|位|叫|是|我|你们|局|中心|大厅|窗口", "", left)
        )
        <= _WORTH
    )
