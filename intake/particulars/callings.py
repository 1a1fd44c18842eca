"""How somebody gives their own name: 张伟民, 欧阳修文, 古丽米热·艾比布力, John Smith, 我姓钱, 小王, 罗经理.

Rule 1: a clause that holds nothing else may hold any name; the surname decides how sure it is.
Rule 2: where other words follow without a sign, a name ends before what no given name holds.
"""

import re
from enum import IntEnum

from intake.extract.name_words import (
    DOUBLE_SURNAMES,
    FREQUENT_SURNAMES,
    HAN,
    LOOK_LIKE_NAMES,
    SURNAMES,
)
from intake.particulars import abodes

#: signs of no name, wherever they stand in it
_NEVER = "的了是吗呢吧啊呀嘛嗯哦我你您他她它俺咱们这那每谁什么怎哪很号没被"
_SIGN = rf"(?:(?![{_NEVER}])[{HAN}])"
_MORE_SURNAMES = "邝璩贲揣时訾铁涂佟呙续绪闵揭笪佴辜拜哈麦丛褟占初戢阳植旷闻仵郄邸剡苌赫眭禤操税衣茆缴宛尧候靖矫逄隽郇区水仝苟撒佘逯炎展雒郗鄢楮亓覃晁揭禚缐线牟昌扎次达尼旦格多洛才央卓巴索拉"
_SURNAME = rf"(?:{DOUBLE_SURNAMES}|[{SURNAMES}{_MORE_SURNAMES}\u3400-\u4dbf\U00020000-\U000323af])"
_DOTTED = rf"[{HAN}]{{1,8}}(?:[·•・.‧][{HAN}]{{1,8}}){{1,4}}"
_LETTERS = r"[A-Z][A-Za-z'.\-]{1,19}(?: [A-Z][A-Za-z'.\-]{0,19}){1,3}"
_MINORITY = re.compile(
    r"(?:扎西|次仁|卓玛|格桑|尼玛|旦增|丹增|洛桑|多吉|央金|达瓦|白玛|巴桑|边巴|索朗|阿[卜不布依合]|买买|吐尔|古丽|艾[买山]|阿依|热[西依]|木[合沙]|努尔|玛依|迪丽|帕提|哈斯|巴特|乌兰|其其|苏日|呼和|那日|斯琴|乌云|敖日|朝鲁|额尔)"
)
#: what people are called by who are met in a shop or an office: whom a unit names as its contact
OFFICE = "总?经理|会计|出纳|主任|老板娘?|队长|厂长|店长|校长|院长|站长|场长|社长|园长|馆长|行长|董事长|秘书|主管|助理|文员|工程师|总监|部长|科长|班长|组长|掌柜|理事长|总|工|董"
_RESPECT = "先生|女士|小姐|同志|师傅|老师|大夫|医生|律师|大爷|大妈|大娘|大哥|大姐|大叔|大婶|大伯|阿姨|叔叔|奶奶|爷爷|伯伯|婶子|老太太?|老汉|老头|老人|嫂子?|[叔婶姐哥姨伯爷]"
_WHOLE = re.compile(
    rf"{_SURNAME}{_SIGN}{{1,2}}|[A-Z][a-z]{{1,9}} ?{_SURNAME}|{_SURNAME} ?[A-Z][a-z]{{2,9}}|[{FREQUENT_SURNAMES}]{{2}}{_SIGN}{{2}}|{_DOTTED}|{_LETTERS}"
)
_CALLED = re.compile(
    rf"[小老阿]{_SURNAME}(?:{_SIGN})?|[小老阿][A-Z][a-z]{{1,9}}|(?:[小老])?{_SURNAME}{_SIGN}{{0,2}}(?:{_RESPECT}|{OFFICE})|[大小]{_SIGN}{{1,2}}"
)
_BY_OFFICE = re.compile(rf"{_SURNAME}{_SIGN}{{0,2}}(?:{OFFICE})")
_ANY = re.compile(
    rf"{_SIGN}{{2,4}}|(?!(?:hello|hi|ok|thanks|room|tel|phone|vip|app|pos|ktv)$)[A-Za-z]{{2,20}}",
    re.I,
)
_PLACE_END = re.compile(
    "[区县镇乡村路街巷庄屯组队局院校楼店厂站所部会省城苑园里湾岗冈洼营寨坊桥圩垸埠屿垴塬坳畈]$|附近|对面|家里|小区"
)
#: a clause of two or three signs that names nobody
_WORDS = re.compile(
    r".{0,3}(?:业主|居民|住户|村民|用户|职工|员工|党员|教师|百姓|老人家)|(?:死者|患者|伤者|病人|学生|孩子|老人)?(?:儿子|女儿|父亲|母亲|丈夫|妻子|爱人|家属|妈妈|爸爸|哥哥|弟弟|姐姐|妹妹|爷爷|奶奶)|"
    "(?:村|老)?支书|书记|主任|[工程会设律厨技药教讲法医]{1,2}[师员士]|代办.?|同上.*|匿名.*|保密|不详|没有|电话|手机|地址|姓名|本人|住址|你好|您好|谢谢[你您]?|多谢|感谢|好的|可以|行|嗯+|收到|稍等|马上|等等|一下|知道|随便|同上|见上|暂无|诉求|投诉|举报|反映"
    "|咨询|请问|求助|帮忙|急+|在吗|停[水电气暖]|漏[水电气]|断[水电网]|白天|晚上|上午|下午|中午|早上|随时|今天|昨天|明天|现在|以前|最近|更正|补充|修改|确认|取消|提交|人工|查询|撤回|满意|都行|家里|单位|公司|个人|农民|居民|村民|业主|群众|市民|低保|五保|工资|欠薪|社保|医保|噪音|扰民"
    "|联系人|负责人|经办人|当事人|反映人|投诉人|联系|方便|安排|保安|老板|物业|男|女|先生|女士|无|没|同号|微信|短信|座机|固话|宅电|新号|旧号|老号|原来|其他|另外|还有|第一|第二|个体户?|商户|学生|家长|老师|医生|老人|孩子|全家|租户|房东"
    "|农民工?|公务员|职工|工人|女工|用户|农户|党员|群众|青年|军人|教师|护士|干部|司机|社员|学员|员工|下岗.*|退休.*|一[名个位].*|当地.*|普通.*|本地.*|外地.*|无.*|根据.*|平方米|公民|百姓|老百姓|消费者|顾客|受害者?人?|纳税人|家属|房主|租客|失业.*|应届.*|毕业.*|大学生|残疾人|军嫂|单亲.*|独生.*"
    "|路灯|下水道?|暖气|天然气|自来水|电梯|垃圾|污水|井盖|红绿灯|高血压|白血病|房产证?|营业执照|驾驶证|身份证|户口本?|准生证|结婚证|残疾证|老年证|健康证|许可证|公积金|养老金|生育津贴|危房改造|宅基地"
)
_AFTER = (
    "今年|现年|电话|手机|号码|联系|微信|住|家住|家在|家里|家|地址|身份|男|女|是|的|在|来|去|要|想|现|因|有|没|不|和|与|跟|被|从|向|说|请|办|我|俺|咱|你|您|他|她|这|那|为|也|都|就|已|还|把|给|对|嗯|啊|呢|反映|投诉|举报|咨询|替|帮|代"
    "|一个|今天|昨天|前天|去年|上个|自从|楼上|楼下|隔壁|对门|村里|小区|单位|公司|于|打|买|交|租|干|做|种|养|开|上|下|房|户|岁|属|系|以|问|找"
)
#: somebody's own name behind the words that announce it, where a story may follow
_AHEAD = re.compile(
    rf"(?P<dotted>[{HAN}]{{1,8}}(?:[·•・.‧](?:(?!{_AFTER})[{HAN}]){{1,8}}){{1,4}})|(?P<letters>{_LETTERS})"
    rf"|(?P<han>(?:{DOUBLE_SURNAMES}){_SIGN}(?:(?!{_AFTER}){_SIGN})?|[{SURNAMES}{_MORE_SURNAMES}\u3400-\u4dbf\U00020000-\U000323af](?!{_AFTER}){_SIGN}(?:(?!{_AFTER}){_SIGN})?)"
)


_WHOLE_NAME = 2


class Sure(IntEnum):
    """How sure a clause is a name."""

    NO = 0
    #: two to four signs, no word and no place that we know; no surname either
    MAYBE = 1
    #: surname and given name, but a place or a word is written the same
    LIKELY = 2
    SURE = 3


def sureness(clause: str) -> Sure:
    """Return how sure *clause*, all of it, is how somebody is called."""
    if _WORDS.fullmatch(clause) or "某" in clause or abodes.is_no_name(clause):
        return Sure.NO
    if _CALLED.fullmatch(clause) and not _PLACE_END.search(clause):
        is_pet_name = clause[0] in "大小" and not (len(clause) == 2 and clause[1] in SURNAMES)
        return Sure.MAYBE if is_pet_name else Sure.SURE
    if _WHOLE.fullmatch(clause):
        is_word = _PLACE_END.search(clause) or LOOK_LIKE_NAMES.match(clause)
        is_odd = bool(is_word) or abodes.is_of_family(clause)
        return Sure.LIKELY if is_odd else Sure.SURE
    if _MINORITY.match(clause) and re.fullmatch(rf"{_SIGN}{{2,8}}", clause):
        return Sure.SURE
    if (
        _ANY.fullmatch(clause)
        and not _PLACE_END.search(clause)
        and not LOOK_LIKE_NAMES.match(clause)
    ):
        return Sure.MAYBE
    return Sure.NO


def is_word(clause: str) -> bool:
    """True for a word that people write by itself and that is nobody's name and no place."""
    return _WORDS.fullmatch(clause) is not None


def is_common(clause: str) -> bool:
    """True for 老张 and for a whole name with one of the most frequent surnames."""
    if sureness(clause) is not Sure.SURE:
        return False
    return clause[0] in FREQUENT_SURNAMES or _CALLED.fullmatch(clause) is not None


def is_full(clause: str) -> bool:
    """True for surname and given name, not 老李 or 李女士."""
    return _WHOLE.fullmatch(clause) is not None and _CALLED.fullmatch(clause) is None


def is_short_for(clause: str, name: str) -> bool:
    """True where *clause* calls by the surname alone who is called *name*: 老李, 李女士 for 李建军."""
    return (
        len(name) >= _WHOLE_NAME
        and _WHOLE.fullmatch(name) is not None
        and _CALLED.fullmatch(clause) is not None
        and name[0] in clause[:2]
        and clause not in name
    )


def by_office(clause: str) -> bool:
    """True for who is called by what they are in a shop or firm: 罗经理, 贾会计, 樊工."""
    return _BY_OFFICE.fullmatch(clause) is not None


def ahead(text: str) -> str:
    """Return the name that *text* begins with, though other words may follow it; empty where there is none."""
    hit = _AHEAD.match(text)
    if not hit or LOOK_LIKE_NAMES.match(hit[0]) or _WORDS.fullmatch(hit[0]):
        return ""
    return hit[0].strip()


def is_ended(text: str, name: str) -> bool:
    """True where behind *name*, with which *text* begins, other words surely begin."""
    return re.match(rf"$|[^{HAN}]|{_AFTER}", text[len(name) :]) is not None


def surname(text: str) -> str:
    """Return the surname that *text* begins with, empty where it begins with none."""
    hit = re.match(_SURNAME, text)
    return hit[0] if hit else ""


def is_surname(clause: str) -> bool:
    """True for a frequent surname, or one of two characters, and nothing else: 张, 欧阳."""
    is_one = len(clause) == 1 and clause in FREQUENT_SURNAMES
    return is_one or re.fullmatch(DOUBLE_SURNAMES, clause) is not None


def joined(name: str) -> str:
    """Return *name* without the blanks between its characters; one in letters keeps them."""
    return name.replace(" ", "") if re.search(rf"[{HAN}]", name) else name
