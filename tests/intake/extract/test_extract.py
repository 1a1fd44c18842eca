"""Particulars are taken only when sure; what may identify somebody never reaches a group (N6)."""

import random
import sys
import time

import pytest

from intake.extract.digits import is_id_number
from intake.extract.extract import find, mask, normal

pytestmark = pytest.mark.unit

ID = "11010519491231002X"  # the example of GB 11643


@pytest.mark.parametrize(
    "written",
    [
        "13800138000",
        "138 0013 8000",
        "138-0013-8000",
        "+86 138-0013-8000",
        "008613800138000",
        "１３８００１３８０００",
        "1 3 8 0 0 1 3 8 0 0 0",
        "1.3.8.0.0.1.3.8.0.0.0",
        "(138)0013(8000)",
        "138\u200b0013\u200d8000",
        "13\ufeff800\u00ad138000",
        "一三八零零一三八零零零",
        "幺三八〇〇幺三八〇〇〇",
        "壹叁捌零零壹叁捌零零零",
        "一3八零0一三8零0零",
        "①③⑧⓪⓪①③⑧⓪⓪⓪",
        "1\ufe0f\u20e33\ufe0f\u20e38\ufe0f\u20e30\ufe0f\u20e30\ufe0f\u20e31\ufe0f\u20e33\ufe0f\u20e38\ufe0f\u20e30\ufe0f\u20e30\ufe0f\u20e30\ufe0f\u20e3",
        "𝟏𝟑𝟖𝟎𝟎𝟏𝟑𝟖𝟎𝟎𝟎",
        "l38OO138OOO",
        "138转0013转8000",
        "١٣٨٠٠١٣٨٠٠٠",
        "13800138000元",
        "0391-7212345",
        "03917212345",
        "0391 7212345",
        "座机是7212345",
        "400-800-1234",
    ],
)
def test_no_way_of_writing_a_phone_gets_through_the_mask(written: str) -> None:
    masked = mask(f"请打我 {written} 谢谢")
    assert "〔电话〕" in masked
    assert not set("0123456789零〇一三八壹叁捌①③⑧") & set(normal(masked)), masked
    assert masked.startswith("请打我")
    assert masked.endswith("谢谢")


@pytest.mark.parametrize(
    "written",
    [ID, ID.lower(), "1 1 0 1 0 5 1 9 4 9 1 2 3 1 0 0 2 x", "110105-19491231-002X", "１１０１０５１９４９１２３１００２Ｘ",
     "110105194912310021", "一一零一零五一九四九一二三一零零二X", "110105491231002"],
)  # fmt: skip
def test_no_way_of_writing_an_id_number_gets_through_even_with_a_wrong_check_sign(
    written: str,
) -> None:
    masked = mask(f"身份证{written}办不了")
    assert masked in {"身份证〔证件号〕办不了", "身份证〔号码〕办不了"}


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("卡号6222 0202 0000 1234 567，没到账", "卡号〔号码〕，没到账"),
        ("豫A12345堵了门", "〔车牌〕堵了门"),
        ("豫 a·1 2 3 4 5 堵了门", "〔车牌〕 堵了门"),
        ("豫ＡＤ１２３４５堵了门", "〔车牌〕堵了门"),
        ("豫A一二三四五堵了门", "〔车牌〕堵了门"),
        ("豫\u200bA\u200b12345堵了门", "〔车牌〕堵了门"),
        ("车牌号A12345", "车牌号〔车牌〕"),
        ("微信号zhang_san88", "微信号〔账号〕"),
        ("邮箱a.b@example.com", "邮箱〔账号〕"),
        ("我叫张三，要办证", "我叫〔姓名〕，要办证"),
        ("我叫 张 三，要办证", "我叫 〔姓名〕，要办证"),
        ("我叫张\u200b三，要办证", "我叫〔姓名〕，要办证"),
        ("我叫李明在河西住", "我叫〔姓名〕在河西住"),
        ("我叫王来福", "我叫〔姓名〕"),
        ("我叫欧阳修文", "我叫〔姓名〕"),
        ("我叫买买提·阿不都", "我叫〔姓名〕"),
        ("我叫Tom Smith，", "我叫〔姓名〕，"),
        ("联系人：李四", "联系人：〔姓名〕"),
        ("联系人张三丰先生", "联系人〔姓名〕先生"),
        ("姓名:王五 电话另说", "姓名:〔姓名〕 电话另说"),
        ("我是王小二，我想办证", "我是〔姓名〕，我想办证"),
        ("我叫李明。请李明的弟弟来", "我叫〔姓名〕。请〔姓名〕的弟弟来"),
        ("张三 13800138000", "〔姓名〕 〔电话〕"),
        ("13800138000（张三）", "〔电话〕（〔姓名〕）"),
        ("幸福小区3号楼2单元501室漏水", "幸福小区〔门牌〕漏水"),
        ("幸福小区三号楼二单元五〇一室漏水", "幸福小区〔门牌〕漏水"),
        ("幸福小区3-2-501漏水", "幸福小区〔门牌〕漏水"),
        ("人民路１２号的下水道", "人民路〔门牌〕的下水道"),
        ("大张村5组12号", "大张村5组〔门牌〕"),
        ("门牌号12号", "门牌号〔门牌〕"),
        ("A座1203漏水", "〔门牌〕漏水"),
        ("法人代表：赵刚，", "法人代表：〔姓名〕，"),
        ("我妈叫刘桂芳", "我妈叫〔姓名〕"),
        ("我弟弟李强在工地", "我弟弟〔姓名〕在工地"),
        ("他叫孙悟空，", "他叫〔姓名〕，"),
    ],
)  # fmt: skip
def test_what_identifies_somebody_is_hidden_and_the_rest_stays(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "跑了三趟营业执照还没办下来，窗口总说系统坏了",
        "2026年第0001号",
        "工单2026-0001，2026-10-09受理",
        "二楼１２号窗口态度差",
        "10月12号去的，等了3个小时",
        "金额100000元",
        "一户一表改造",
        "三室一厅的房子",
        "一栋违建楼",
        "姓名和电话都给了",
        "不想留姓名，怕报复",
        "我叫不到车",
        "我是来办证的",
        "业主多次反映",
        "坐12路公交",
        "第2号文件",
        "",
    ],
)
def test_ordinary_words_stay_exactly_as_they_were(text: str) -> None:
    assert mask(text) == text


def test_masking_twice_is_masking_once() -> None:
    text = f"我叫张三，电话13800138000，身份证{ID}，住幸福小区3号楼2单元501室，车豫A12345"
    assert mask(mask(text)) == mask(text)


def test_a_phone_split_at_random_never_gets_through() -> None:
    """Up to two signs or characters of no width between any two figures, wherever they fall."""
    chance = random.Random(20261009)
    figures = [
        str.maketrans("0123456789", row)
        for row in ("0123456789", "零一二三四五六七八九", "０１２３４５６７８９")
    ]
    for _ in range(2000):
        number = "1" + chance.choice("3456789") + "".join(chance.choices("0123456789", k=9))
        written = "".join(
            digit.translate(chance.choice(figures))
            + "".join(chance.choices([" ", "-", ".", "\u200b", "\u2060", "", ""], k=2))
            for digit in number
        )
        masked = normal(mask(f"打{written}找我"))
        left = masked.replace("〔电话〕", "")
        assert "〔电话〕" in masked, written
        assert not any(char.isdigit() for char in left), (written, masked)


@pytest.mark.parametrize(
    ("text", "phones"),
    [
        ("13800138000", ("13800138000",)),
        ("＋８６ 138 0013 8000", ("13800138000",)),
        ("一三八零零一三八零零零", ("13800138000",)),
        ("0391-7212345", ("03917212345",)),
        ("138001380001", ()),
        ("1380013800", ()),
        ("12345热线", ()),
        ("13800138000或13900139000", ("13800138000", "13900139000")),
        ("2026-10-09 13800138000", ("13800138000",)),
    ],
)
def test_only_a_whole_phone_is_taken(text: str, phones: tuple[str, ...]) -> None:
    assert find(text).phones == phones


def test_an_id_number_is_taken_only_with_the_right_check_sign() -> None:
    assert find(f"身份证{ID.lower()}").id_numbers == (ID,)
    assert find("身份证110105194912310021").id_numbers == ()
    assert is_id_number(ID)
    assert not is_id_number(ID[:-1] + "1")


def test_a_bank_card_is_taken_only_when_luhn_agrees() -> None:
    assert find("卡号 4111 1111 1111 1111").bank_cards == ("4111111111111111",)
    assert find("卡号 4111 1111 1111 1112").bank_cards == ()


def test_plates_are_taken_in_one_form() -> None:
    assert find("豫 a·Ｄ1 2 3 4 5").plates == ("豫AD12345",)


@pytest.mark.parametrize(
    ("text", "names", "phone", "address"),
    [
        ("我叫张三，电话13800138000，住城关镇大张村5组12号", "张三", "13800138000", "城关镇大张村5组12号"),
        ("张三 13800138000 城关镇大张村", "张三", "13800138000", "城关镇大张村"),
        ("张三 13800138000 就在城关镇大张村", "张三", "13800138000", "城关镇大张村"),
        ("李四，13900139000，和平路12号", "李四", "13900139000", "和平路12号"),
        ("姓名：王芳\n电话：13900139000\n地址：幸福小区3号楼", "王芳", "13900139000", "幸福小区3号楼"),
    ],
)  # fmt: skip
def test_the_answer_to_our_questions_is_understood_in_one_message(
    text: str, names: str, phone: str, address: str
) -> None:
    found = find(text, answering=True)
    assert (found.names, found.phones, found.addresses) == ((names,), (phone,), (address,))


def test_a_unit_speaks_through_its_contact() -> None:
    """WZ-F1: 单位 needs 联系人."""
    found = find("我们公司是顺达运输有限公司，联系人王五，电话0391-7212345")
    assert (found.unit, found.names, found.phones) == (
        "顺达运输有限公司",
        ("王五",),
        ("03917212345",),
    )
    assert find("投诉大华物业有限公司乱收费500元").unit == ""
    assert find("投诉大华物业有限公司乱收费500元").units == ("大华物业有限公司",)


def test_a_bare_name_counts_only_as_an_answer() -> None:
    assert find("王芳", answering=True).names == ("王芳",)
    assert find("王芳").names == ()
    assert find("停水", answering=True).names == ()
    assert find("马上办", answering=True).names == ()


def test_amounts_and_days_are_noticed() -> None:
    found = find("2026年9月1日交了1,200元，10月8日又交3万")
    assert found.amounts == ("1,200元", "3万")
    assert found.days == ("2026年9月1日", "10月8日")


def test_what_was_found_is_not_shown_where_values_are_printed() -> None:
    assert "13800138000" not in repr(find("我叫张三 13800138000"))


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece",
    ["1", "一", "1-", "我叫", "路1", "张 ", "O", "1,", "a.", "市", "我是a", "豫A", "3栋", "12月"],
)
def test_a_hostile_text_takes_no_long_time(piece: str) -> None:
    """64 KiB may come in: the patterns must stay linear."""
    text = (piece * 20000)[:20000]
    taken = []
    for _ in range(2):  # the better of two: who shares a core with others pays for that too
        begin = time.process_time()
        mask(text)
        find(text)
        taken.append(time.process_time() - begin)
    assert min(taken) < 3


@pytest.mark.parametrize(
    "unit", ["路1", "路{n}", "东村{n}号，", "小区1", "地址：幸福路{n}号。", "阿·", "我儿子张", "E1"]
)
def test_what_repeats_itself_is_looked_through_in_time_that_grows_with_its_length(
    unit: str,
) -> None:
    """Counted in calls, not seconds: eight times the text is no more than twenty times the work."""

    def work(pieces: int) -> int:
        text = "".join(unit.format(n=n) for n in range(pieces))
        calls = 0

        def count(frame: object, event: str, arg: object) -> None:
            nonlocal calls
            calls += event in ("call", "c_call")

        sys.setprofile(count)
        try:
            find(text)
            mask(text)
        finally:
            sys.setprofile(None)
        return calls

    assert work(1600) < 20 * work(200)
