"""People's names in a text: after the words that announce them, or beside a phone number."""

import re
from collections.abc import Iterator

from intake.extract.spans import Span, What

#: the common single surnames, then those of two characters
_COMMON = """
    赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏窦章云苏潘葛奚
    范彭郎鲁韦昌马苗凤花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于傅皮卞齐康伍余
    元卜顾孟平黄穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻
    强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房裘缪干解应宗丁宣邓
    郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊惠甄曲封芮储靳汲邴糜松井段富巫乌焦巴弓牧隗
    山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘厉戎祖武符刘景詹束龙叶幸司韶郜黎薄印宿白怀蒲邰从鄂
    索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍桑桂濮牛寿通边扈燕冀尚农温
    别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧利蔚越夔
    隆师巩聂晁勾敖融冷辛阚那简饶曾毋沙鞠丰关蒯相查后荆红游竺权逯盖益桓公付肖仝闫冼岳帅缑亢况
    海佟代贠晋楚
    """
_SINGLE = "".join(_COMMON.split())
_DOUBLE = (
    "欧阳|上官|司马|诸葛|东方|皇甫|尉迟|公孙|令狐|慕容|司徒|夏侯"
    "|端木|轩辕|长孙|宇文|南宫|独孤|呼延|闻人|澹台"
)
#: every Chinese character: the common ones, the rarer blocks A to H, and those kept for old texts
_HAN = "一-鿿〇\u3400-\u4dbf\uf900-\ufaff\U00020000-\U000323af"
#: what cannot be the last character of a given name because it begins the next words
_NEXT = (
    "反映|投诉|电话|手机|身份|号码|微信|住|家在|家里|地址|单位|是|的|在|来|去|到|要|想|现在|于|因|有|没|不|和|与|及|等"
    "|被|从|向|说|请|办|今年|男|女|先生|女士|小姐|同志|师傅|老师|我|你|他|她|您|这|那|以|为了|也|都|就|已|还|把|给|对|跟"
)
_GIVEN = rf"(?:[ ]?[{_HAN}](?:[ ]?(?!{_NEXT})[{_HAN}])?)"
#: what somebody named does, or what is theirs: it begins the next words behind a role
_DOES = "家|种|养|办|拿|找|打|跑|卖|买|开|交|领|报|签|欠|同意|打来|出|进|搬|修|建|盖|占|种|承包|租|退|转|入|申|登|患|得|生|死|摔|骑|坐|带|让|叫|会|能|可|应"
_NAME = rf"(?:(?:{_DOUBLE}){_GIVEN}|[{_SINGLE}]{_GIVEN}|[{_HAN}]{{1,7}}(?:[·•・][{_HAN}]{{1,8}}){{1,4}})"
#: a rare surname, or a name in letters; only where the announcement leaves no doubt
_ANY_NAME = rf"(?:{_NAME}|[{_HAN}]{{2,4}}(?=$|[^\w])|[A-Za-z]{{2,20}}(?: [A-Za-z]{{2,20}})?)"
#: these follow an announcement without being a name
_NOT = (
    "不|没|无|电话|手机|地址|和|与|及|等|或|保密|匿名|信息|你|您|我|他|她|了|过|谁|什么|多少|填|写|号|身份|方式|单位|公司"
    "|证|已|未|同|如|见|均|都|也|由|为空|栏|必|请"
)

_SURE = re.compile(
    rf"(?:(?:我|俺|咱|本人|人家)(?:就|大)?名?叫|名字(?:是|叫)?|姓名(?:是|叫|为)?|我的名字(?:是|叫)?|叫做"
    rf"|(?:联系|联络|经办|反映|投诉|举报|诉求|申请|代办|委托|当事|收件|签)人?(?:人|名)(?:姓名)?(?:是|叫|为)?(?=[\s:])|联系人(?:是|叫|为)?|(?<!不)署名|落款)"
    rf"[\s:\-]{{0,3}}(?!{_NOT})({_ANY_NAME})"
)
#: kin, as people name them
_KIN = (
    "儿子|女儿|闺女|孩子|小孩|父亲|母亲|爸爸?|妈妈?|爹|娘|丈夫|妻子|老公|老婆|媳妇|婆娘|堂客|爱人|对象|老伴|哥哥?|姐姐?|弟弟?|妹妹?|嫂子|岳父|岳母|公公|婆婆|爷爷?|奶奶?|外公|外婆|姥姥|姥爷"
    "|叔叔?|伯伯?|大伯|婶婶?|舅舅?|姨妈?|姑姑?|姑妈|孙子|孙女|外孙女?|侄子|侄女|外甥女?|女婿|儿媳妇?"
)
_LIKELY = re.compile(
    r"(?:我是|俺是|本人|[他她]名?叫|村民|居民|市民|群众|住户|租户|租客|商户|农户|社员|职工|工人|农民工|残疾人|贫困户|低保户|老人|老汉|大爷|大娘|大妈|邻居|同事|朋友|同学|工友|老乡|室友|法定代表人|法人代表|(?:经办|申请|当事|诉求|反映|投诉|举报|报案|受益|委托|代办|负责|被保险|持证|参保|持卡|法)人"
    r"|死者|患者|病人|户主|业主|房主|房东|车主|机主|老板|学生"
    rf"|(?:{_KIN})(?:名?叫|是)?)"
    rf"(?:是|叫|为|名叫)?[\s:]{{0,2}}({_NAME})(?=$|[^{_HAN}]|{_NEXT}|{_DOES})"
)
#: so common that with two characters behind a word for kin nothing else is meant
_FREQUENT = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗郑梁谢宋唐冯韩邓曹彭曾萧田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔"
    "钟谭陆汪范廖贾韦傅邹孟熊秦邱侯尹薛闫雷龚邵覃戴莫汤侯郝"
)
_OF_KIN = re.compile(
    rf"(?:{_KIN}|村民|邻居|同事|工友|同学|朋友|老乡)(?:名?叫|是)?([{_FREQUENT}](?!{_NEXT})[{_HAN}](?:(?!{_NEXT}|{_DOES})[{_HAN}])?)"
)
_TITLED = re.compile(
    rf"(?<![{_HAN}])(?![经和向从](?:{_DOUBLE}|[{_SINGLE}])(?:先生|女士|小姐|同志|师傅|大|阿姨|叔叔|老))({_NAME})(?=先生|女士|小姐|同志|师傅|大爷|大妈|大娘|大哥|大姐|阿姨|叔叔|老人|老师(?!傅))"
)
_SURNAME = re.compile(rf"(?:我|俺|咱|本人|免贵)姓\s?({_DOUBLE}|[{_SINGLE}])(?![{_HAN}]?[氏名])")
_BEFORE_PHONE = re.compile(rf"(?:^|[\s,。;:、(])({_NAME})[\s,:、)(]{{0,3}}$")
_AFTER_PHONE = re.compile(rf"^(?!元|万)[\s,:、()]{{0,3}}({_NAME})(?=$|[\s,。;:、)])")
_ALONE = re.compile(rf"(?:^|[\s,。;:、()]){_NAME}(?=$|[\s,。;:、()])")
#: words that look like surname and given name
_WORDS = re.compile(
    r"谢谢|代表|安排|安装|方法|方式|时候|高速|马路|成都|文化|路灯|江西|和平|平常|关注|房东|房屋|安静|许多|车主|金融|方面|应当|严重|全家"
    r"|方便|明白|高兴|时间|安全|马上|于是|华为|全部|都是|应该|任何|成功|金额|单位|钱款|房产|房子|车牌|车辆|路口|石油|花园"
    r"|平台|平安|管理|经常|经理|常常|干部|国家|文件|通知|通过|广场|东边|相关|后来|关于|关系|海洋|代理|利息|红包|计划|项目"
    r"|支付|宣传|解决|程序|包括|左右|步骤|农村|农民|温度|白天|党员|别人|连续|容易|居民|居住|都没|满意|古城|易地|能否|能不|边上"
    r"|古人|简单|查询|查看|越来|公司|公园|公安|公积|公交|盖章|牛奶|汤圆|水表|班主|全体|广大|文科|双语"
    r"|成绩|成年|成立|家[装里中长庭具的门属]|高[血龄考中烧]|常年|全[身天年程]|强[烈制行]|满[了十]|关[门系节]|单[子据]|何[时处]|花[钱了]|白[跑血]|张罗|金[银子]|石[头子]"
    r"|双[方腿手]|包[工的]|胡乱|应[得付]|终[于身]|查[出到]|曾经|解释|申[请报领]|党费|东西|冷[冻藏]|养老|文[盲书]|国[外籍]|边[远上]|万[一元]"
)
_PLACE_END = re.compile(r"[区县镇乡村路街局院校队组楼店厂站所部会市省]$")


def announced(text: str) -> Iterator[Span]:
    """Yield the names that *text* (in normal form) announces, in the order of their sureness."""
    for pattern in (_SURE, _LIKELY):
        for hit in pattern.finditer(text):
            if pattern is _SURE or not _WORDS.match(hit[1]):
                yield Span(*hit.span(1), What.NAME, joined(hit[1]))


def of_kin(text: str) -> Iterator[Span]:
    """Yield a name behind a word for kin or neighbours, whatever follows it: 儿子王小明上学."""
    for hit in _OF_KIN.finditer(text):
        if not _WORDS.match(hit[1]):
            yield Span(*hit.span(1), What.NAME, joined(hit[1]))


def titled(text: str) -> Iterator[Span]:
    """Yield the names before a word of respect (李秀英大妈), and a surname that somebody gives (我姓陈)."""
    for pattern in (_TITLED, _SURNAME):
        for hit in pattern.finditer(text):
            if not _WORDS.match(hit[1]):
                yield Span(*hit.span(1), What.NAME, joined(hit[1]))


def beside_phones(text: str, phones: list[Span]) -> Iterator[Span]:
    """Yield the names that stand directly before or after one of *phones*."""
    for phone in phones:
        start = max(0, phone.start - 16)
        before = _BEFORE_PHONE.search(text[start : phone.start])
        after = _AFTER_PHONE.match(text[phone.end : phone.end + 12])
        for hit, shift in ((before, start), (after, phone.end)):
            if hit and is_name(joined(hit[1])):
                yield Span(hit.start(1) + shift, hit.end(1) + shift, What.NAME, joined(hit[1]))


def alone(text: str) -> str:
    """Return the first part of *text* that is a name and nothing else, or an empty string.

    Only for an answer to the question who somebody is.
    """
    for hit in _ALONE.finditer(text):
        name = joined(re.sub(r"^[\s,。;:、()]", "", hit[0]))
        if is_name(name):
            return name
    return ""


def is_name(words: str) -> bool:
    """True when *words* look like surname and given name, and like no common word or place."""
    whole = re.fullmatch(_NAME, words)
    return bool(whole) and not _WORDS.match(words) and not _PLACE_END.search(words)


def elsewhere(text: str, names: set[str]) -> Iterator[Span]:
    """Yield every other place where one of *names* stands."""
    longer = sorted((name for name in names if len(name) > 1), key=len, reverse=True)
    if not longer:
        return
    spaced = ("[ ]?".join(map(re.escape, name)) for name in longer)
    for hit in re.finditer("|".join(spaced), text):
        yield Span(*hit.span(), What.NAME, hit[0])


def joined(name: str) -> str:
    """Return *name* without the blanks between its characters; one in letters keeps them."""
    return name.replace(" ", "") if re.search(rf"[{_HAN}]", name) else name
