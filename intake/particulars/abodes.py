"""Where somebody lives or has their shop, as they write it in a clause of its own or glued to other words.

For the form only, and only within one short clause: what tells where something happened is told apart by
`particulars`, which knows whose clause it is.
"""

import re
from collections.abc import Sequence

from intake.extract.name_words import HAN

_N = r"[0-9一二三四五六七八九十百]{1,5}"
#: townships and what is above them, then villages, streets, estates
_ADMIN = "自治区|自治州|街道办事处|办事处|街道|省|市|县|区|旗|镇|乡"
_STREET = (
    "行政村|自然村|新村|村|庄|屯|寨|社区|居委会|路|大街|街|巷|大道|胡同|小区|花园|家园|公寓|佳苑|苑|新城|家属院"
    "|家属区|宿舍|广场|大厦|市场|商场|工业园区|工业园|产业园|园区|开发区|园(?=[0-9])|集聚区|弄|里|府|湾|坊|堡|营|坡|沟|洼|岗|冈|坪|塘|滩|嘴"
)
_DOOR = "号院|号楼|号|栋|幢|座|单元|层|室|户|楼|组|队|排|门|摊位|摊|铺|弄|#"
#: a door, a building, a group of a village, however many of them
_DOORS = (
    rf"(?:[一二三四五]期|[附甲乙丙东西南北中]?(?:第?{_N}|[A-Za-z]\d{{0,4}})(?:-{_N}){{0,3}}\s?(?:{_DOOR})[东西南北中甲乙丙]{{0,2}}(?:户|院)?|(?:楼|房|室|门牌)号\d{{1,5}}"
    rf"|{_N}(?:-{_N}){{1,3}}|(?<=[号楼栋幢座元层院区#])[0-9]{{1,5}}|(?<=[号楼栋幢座元])[A-Za-z])"
)
_BESIDE = (
    "对面|旁边|附近|后面|前面|后边|前边|边上|隔壁|门口|路口|交叉口|交汇处|拐角|院内|楼下|楼上|东头|西头|南头|北头|村头|村口|村东|村西|村南|村北"
    "|前头|后头|上头|里头|外头|跟前|底下|当间|东边|西边|南边|北边|东侧|西侧|南侧|北侧|里面|那边|那块|这边|一带"
)
_ONLY_BESIDE = re.compile(_BESIDE)
_LANDMARK = rf"[{HAN}]{{0,6}}?(?:加油站|学校|医院|小学|中学|超市|车站|银行|桥头|大桥|邮局|卫生院|卫生室|派出所|幼儿园|酒店|饭店|红绿灯|转盘|广场|公园)"
_LANDMARK_BESIDE = rf"{_LANDMARK}(?:{_BESIDE})"
_PART = rf"[{HAN}A-Za-z0-9]{{1,8}}?(?:{_ADMIN}|{_STREET})(?![村庄屯寨路街巷里])"
#: as much as is surely a place, where other words follow without a sign
_PREFIX = re.compile(
    rf"(?:{_PART}){{0,5}}(?:{_DOORS}){{0,6}}(?:(?:"
    + _LANDMARK_BESIDE
    + rf")|(?!楼[上下])(?:{_BESIDE}))?"
)
SURE_PLACE = re.compile(rf"{_ADMIN}|{_STREET}|{_DOORS}")
#: a clause that ends like this is a place, if it holds no words of another kind
_ENDS = re.compile(
    rf"(?:{_ADMIN}|{_STREET}|{_DOORS}|{_BESIDE}|院|园|城|楼|站|校|厂|店|库|桥|庙|口|所|馆|医院|学校|小学|中学|[东西南北中]段|[东西南北]关|[一二三四五]期|红门|铁门|大门|门|家|里"
    r"|[东西南北][边侧头面]|往[东西南北].{0,8}|[左右][手边].{0,6}|第.{1,3}[家户排栋个条](?:就是)?)$"
)
SURE = rf"{_ADMIN}|{_STREET}"
_IN_ENGLISH = re.compile(
    r"(?:(?:Room|Rm|Building|Bldg|Unit|No|Floor|Apt|Block|Flat)\.? ?\w{1,6}|(?:\d{1,5} )?(?:[A-Z][a-z]* ){1,4}(?:Road|Rd|Street|St|Village|Town|District|Avenue|Ave|Lane|County|Community|Garden|Estate|School|University|Hotel)\.?(?:[ ,]{1,2}|$)){1,5}",
)
#: these no place holds: who wrote them tells something
_TELLS = re.compile(
    r"坐(?!落|标)|乘坐|司机|甩|这条|这段|这座|这栋|那条|[我你您他她它们俺咱的了着没吗呢吧啊不很太也都就还要想请说找给被把让叫问谁哪怎么么坏漏堵吵脏臭乱挖占拆欠骗罚扣停断交收买卖办查管修盖建打骂扔倒烧晒装卡贵贱慢快好差少多]"
    r"|\d年|\d月|\d日|[以任至系对](?![庄村])|于(?![庄村])|从(?![庄村])|关于|原籍|定所|直接|最后一|多岁|一名|一个(?!院)|又|如何|应该|保护|再|补充|一句|说明|过程|已经?|完成|去年|今年|正在|目前|进行|经营|发展|实施"
    "|工号|编号|地点|今天|昨天|明天|[0-9][度个次天年月日]$|(?:[跑让堵修马电线开铺走问迷带拦思套退末死销]|公|道|网)路$|是(?!非)|有(?!色|机)|在(?!建)|什么|反映|投诉|举报|电话|手机|号码|随时|白天|晚上|早上|中午|下午|上午|工资|执照|证件|麻烦|谢谢|发[短微]信|联系|同号|方便"
)
#: but these words of places do
_PLACE_WORDS = re.compile(
    rf"(?:{_BESIDE})的|"
    "从(?=.{2,12}(?:往|向|走))|太[行原公平和康湖子阳]|对面|对门|对过|至善|至诚|那个|不夜城|在建|建设|建业|建材|建国|建新|好望|收费站|拆迁|停车场|公交|交通|交警|交叉|交汇|装饰|商贸|百货|多福|小卖部|大卖场|都市|都城|首都|[名御新花帝江丰金]都|成都|往里走|往前走|走到头|走|进去|米|步|里面那|那栋|那边|那家|那块|后面那"
    "|好又多|万家|修理|打铁|打麦|烧饼|叫化|办公|办事处|办事|管委会|管理|公管|买卖街|卡口|修配|倒座|建行|工商|交行|少年|少林|快餐|快递|收购|收割|大很|断桥|停车|说书"
)
#: neither home nor shop of who only says that they are there
_NO_HOME = re.compile(
    "(?:学院|医院|法院|检察院|研究院|派出所|管理所|大学|病区|基站|茶楼|农村|乡里)$|[市县区][和及]|危及|内[高低]|环境|这个|^同|另一|几户|工作|本人|高档|所有|^附近|^(?:以前|原)"
)
#: no place goes on behind these, where no sign parts it from a story
_STOPS = re.compile(
    "[我你您他她它俺咱的了没不很吗呢吧怎变]|几个|这条|有个|附近的|电话|路灯|下水|垃圾|停[水电气]|路面|路边|村里|楼上|楼下"
)
#: within the name of a village or street these tell nothing: 新建路, 打石坡村
_NAMED = re.compile(
    rf"[漏堵吵挖占拆欠骗罚扣断停交收买卖办查管修盖建打倒烧晒装卡贵贱慢快好多少][{HAN}]{{0,2}}(?:{_STREET})(?![{HAN}]{{4}})"
)
#: how villages end beside 村 and 庄
_VILLAGE = "梁台坪岩沟峪垱垴塬圩埠港渡坝河江湖山岭崖角湾岛洲潭泉井池洞窑坡岗垅垸冲塆嶂原甸坳畈屿峰峡关集场道坎坑圳埔疃垄桥"
#: a village by its families: 党家台, 查家桥
_OF_FAMILY = re.compile(rf"[{HAN}]家[{_VILLAGE}里头岔门]$")
#: how else villages and corners are called: 党家台, 龙头圩, 西滑封, 清真寺旁, 靠楼梯那户
_MAY_BE = re.compile(
    rf"{_ADMIN}|{_STREET}|{_DOORS}|^(?!.*[班时午夜天月点手睡话伴婆公妈爸爹娘哥姐弟妹叔姨爷奶板师])[东西南北前后上下中大小老新][{HAN}]{{1,3}}$|(?:国际|名邸|公馆|雅居|豪庭|名城|御景|华庭|学府|府邸|壹号|别墅|大院|传达室|门卫室?|收发室|值班室|办公室|老宅|窝棚|窑洞)$|^[{HAN}]家[{HAN}]$|^[{HAN}]{{1,6}}[{_VILLAGE}头]$"
    rf"|(?:[旁上下里外东西南北中]|那[户家栋幢排层间]|{_N}米|家门?口|底下|跟前|前头|后头|上头|当间|顶楼|地下室)$|^(?:靠|从|沿|过了?).{{2,20}}"
)
LEAD = re.compile(
    r"^(?:也?就是|(?:本人)?[为会系](?=[A-Za-z]\d)|(?:(?:我|俺|咱)们?)?的?(?:的?家)?(?:现在|目前|现|就|人){0,6}(?:家住在?|居住在|租住在|现居|住在|(?:搬到|搬去|搬回|搬在|嫁到|嫁在|租在|落户在?|现在在|家是)|住(?!院|房|户|宿|建(?![设业国新华]))|家就?在|就在|在|位于))"
)
_TAIL = re.compile(r"(?:才对|的|这儿|这里|这|那儿|那里|就是|住|就行|哈|吧|呢|啊|了|啦){1,8}$")
_BEGUN = re.compile(rf"[站店厂库校桥所]|{_ADMIN}|{_STREET}|{_DOORS}|{_BESIDE}")
_SHORT_NAMED = re.compile(rf".[路街巷村庄组号](?![{HAN}])")
_GOES_ON = re.compile(
    rf"\d{{1,4}}[A-Za-z]?|(?:{_DOORS}){{1,6}}(?:{_BESIDE})?|[甲乙丙丁东西南北中前后左右](?:单元|[门户院屋排])|(?:第{_N}间)|\d{{1,4}}[A-Za-z]? ?室|[A-Za-z] ?区|平房|地下室|顶楼.{{0,2}}户?|[一二三四]楼.{{0,2}}户|.{{1,3}}户"
)
_LEADS_ON = re.compile(
    "(?:再|然后)?(?:过了?|往|顺着|沿着?|进|下|上).{1,14}|.{0,12}(?:左拐|右拐|左转|右转|拐弯|拐进去?|到头|走到底|进去|就到了?|第.[家户排栋个](?:就是)?)"
)
#: from here on a bare clause is a story
_LONGEST = 50
_SHORTEST_HOME = 4
_NUMBERED = "[0-9A-Za-z一二三四五六七八九十百]{1,4}"
#: what a piece of an address ends with, the widest first
_RANKS: Sequence[str] = (
    "省|自治区",
    "市|自治州",
    "县|区(?<!小区)(?<!社区)|旗",
    "镇|乡|街道|办事处|开发区|集聚区|园区",
    "村|庄|屯|寨|社区|居委会|路|大街|街|巷|大道|胡同|小区|花园|家园|苑|新城|家属院|市场|广场|大厦",
    rf"{_NUMBERED}(?:组|队|期|号院|号楼|号|栋|幢|座|排)",
    f"{_NUMBERED}(?:单元|门)",
    f"{_NUMBERED}(?:层|楼|室|户)",
    "[东西南北]头|对面|旁边|隔壁|门口|后面|前面|附近|[东西南北]边|[村街庄]里|镇上|街上|乡里|里面|那边",
)
_BUILDING = 5
_RANKED = "|".join(f"(?P<r{i}>{one})" for i, one in enumerate(_RANKS))
_PIECE = re.compile(rf"[{HAN}A-Za-z0-9]{{0,12}}?(?:{_RANKED})")


def whole(clause: str, *, elimination: bool = False) -> str:
    """Return *clause* as an address, empty where it is none: all of it must be a place.

    Args:
        elimination: name and number are told and nothing else is open, so that its shape need not prove it.
    """
    place = _TAIL.sub("", clause.strip(" -—~.·"))
    if (
        not 2 <= len(place) <= _LONGEST
        or re.search(r"\d{6}", place)
        or not re.search(rf"[{HAN}A-Za-z]", place)
    ):
        return ""
    if tells(place):
        return ""
    if _IN_ENGLISH.fullmatch(place):
        return place
    if (
        _ENDS.search(place)
        or _OF_FAMILY.search(place)
        or (SURE_PLACE.search(place) and re.search(r"\d", place))
    ):
        return place
    return place if elimination and _MAY_BE.search(place) else ""


def prefix(text: str) -> str:
    """Return the address that *text* begins with, though other words follow it; empty where there is none."""
    told = _STOPS.search(text)
    hit = _PREFIX.match(text[: told.start()] if told else text)
    place = hit[0] if hit else ""
    return place if len(place) >= 3 and SURE_PLACE.search(place) else ""


def without_lead(clause: str) -> str:
    """Return *clause* without the words that lead to a place: 我家住在."""
    return LEAD.sub("", clause)


def tells(clause: str) -> bool:
    """True where *clause* holds words that no place does."""
    return bool(_TELLS.search(_NAMED.sub("", _PLACE_WORDS.sub("", _OF_FAMILY.sub("", clause)))))


def is_no_name(clause: str) -> bool:
    """True for a word of place alone, or a door, that looks like a name: 东头, 东单元."""
    return _ONLY_BESIDE.fullmatch(clause) is not None or goes_on(clause)


def is_of_family(clause: str) -> bool:
    """True for a village called by its families, which looks like a name: 党家台."""
    return len(clause) == 3 and _OF_FAMILY.match(clause) is not None


def is_proper(clause: str) -> bool:
    """True for a whole place that begins with its own name, not with 村, 路 or a door."""
    return bool(whole(clause) and SURE_PLACE.search(clause)) and not _BEGUN.match(clause)


def is_short_named(clause: str) -> bool:
    """True for a place of one character: 州路8号."""
    return bool(_SHORT_NAMED.match(clause))


def may_be_home(place: str) -> bool:
    """True for a place that is no office or hospital."""
    return not _NO_HOME.search(place)


def is_home(place: str) -> bool:
    """True for a place that says enough to be where somebody is found, and is no office or hospital."""
    return len(place) >= _SHORTEST_HOME and is_proper(place) and not _NO_HOME.search(place)


def leads_on(clause: str) -> bool:
    """True for what only says how one goes on from a place: 过两个涵洞, 看见柿子树左拐."""
    return _LEADS_ON.fullmatch(clause) is not None


def goes_on(clause: str) -> bool:
    """True for what only goes on with an address: 3号楼, 2单元, 房号1104, 1503."""
    return bool(_GOES_ON.fullmatch(clause))


def is_within(place: str, wider: str) -> bool:
    """True where *place* begins below where *wider* ends, and may stand behind it."""
    first = _PIECE.match(place)
    *_, last = (None, *_PIECE.finditer(wider))
    if last is None or last.end() != len(wider):
        return False
    if first is None:
        return _rank(last) >= _BUILDING and goes_on(place)
    return _rank(first) > _rank(last)


def _rank(hit: re.Match[str]) -> int:
    return next(i for i in range(len(_RANKS)) if hit[f"r{i}"])
