"""A prepared state of the simulator: citizens, groups, members, and every kind of message."""

from typing import Any

Json = dict[str, Any]


def message(number: int, sender: str, name: str, kind: str = "text", **rest: Any) -> Json:
    """Return one message; its number gives its id and its minute."""
    at = rest.pop("at", f"2026-09-28T09:{number:02d}:00+08:00")
    return {
        "id": f"m{number}",
        "from": sender,
        "name": name,
        "at": at,
        "kind": kind,
        "revision": 1,
        **rest,
    }


SURVEY = {
    "head": "您的诉求已有答复，请评价：",
    "items": [
        {"id": f"rate:{n}", "content": f"{n}. {word}"}
        for n, word in enumerate(("非常满意", "满意", "基本满意", "不满意", "非常不满意"), 1)
    ],
    "tail": "您的评价决定这件事是否销号。",
}

TICKET_CARD = {
    "card_type": "button_interaction",
    "source": {"desc": "有诉即办", "desc_color": 3},
    "action_menu": {"desc": "更多操作", "action_list": [{"text": "退单", "key": "return"}]},
    "main_title": {"title": "工作单 2026年第0001号", "desc": "营业执照办理 · 一般件"},
    "quote_area": {"title": "诉求", "quote_text": "跑了三趟营业执照还没办下来，窗口总说系统坏了"},
    "sub_title_text": "请于 9月29日 17:30 前签收并答复。",
    "horizontal_content_list": [
        {"keyname": "牵头", "value": "市场监督管理局"},
        {"keyname": "协办", "value": "数据局"},
        {"keyname": "时限", "value": "9月30日 17:30（2 个工作日）"},
    ],
    "button_selection": {
        "question_key": "who",
        "title": "谁来办",
        "option_list": [{"id": "li", "text": "李建国"}, {"id": "chen", "text": "陈晓燕"}],
        "selected_id": "li",
    },
    "button_list": [
        {"text": "签收", "style": 1, "key": "accept|0001|1"},
        {"text": "申请延期", "style": 2, "key": "extend|0001|1"},
        {"text": "退单", "style": 3, "key": "return|0001|1"},
        {"text": "详情", "style": 4, "key": "show|0001|1"},
    ],
    "task_id": "t0001-1",
}

VOTE_CARD = {
    "card_type": "vote_interaction",
    "source": {"desc": "有诉即办"},
    "main_title": {"title": "请选择协办部门", "desc": "可以多选"},
    "checkbox": {
        "question_key": "assisting",
        "mode": 1,
        "option_list": [
            {"id": "data", "text": "数据局", "is_checked": True},
            {"id": "tax", "text": "税务局", "is_checked": False},
        ],
    },
    "submit_button": {"text": "提交", "key": "assist|0001"},
    "task_id": "t0001-2",
}

CHANGE_CARD = {
    "card_type": "multiple_interaction",
    "source": {"desc": "有诉即办"},
    "main_title": {"title": "改类别·部门", "desc": "2026年第0001号"},
    "select_list": [
        {
            "question_key": "class",
            "title": "类别",
            "selected_id": "normal",
            "option_list": [{"id": "normal", "text": "一般"}, {"id": "hard", "text": "很难办"}],
        },
        {
            "question_key": "department",
            "title": "部门",
            "selected_id": "market",
            "option_list": [
                {"id": "market", "text": "市场监督管理局"},
                {"id": "tax", "text": "税务局"},
            ],
        },
    ],
    "submit_button": {"text": "确定", "key": "change|0001"},
    "task_id": "t0001-3",
}

NOTICE_CARD = {
    "card_type": "text_notice",
    "source": {"desc": "督办", "desc_color": 2},
    "main_title": {"title": "督办单", "desc": "2026年第0001号已超时"},
    "emphasis_content": {"title": "2 天", "desc": "已超时"},
    "sub_title_text": "请在 1 个工作日内答复并说明原因。",
    "horizontal_content_list": [
        {"keyname": "督办人", "value": "王强", "type": 3, "userid": "wang"}
    ],
    "jump_list": [{"type": 1, "title": "查看督办单", "url": "https://example.invalid/s"}],
    "card_action": {"type": 1, "url": "https://example.invalid/s"},
}

NEWS_CARD = {
    "card_type": "news_notice",
    "source": {"desc": "有诉即办"},
    "main_title": {"title": "本周通报", "desc": "9月21日—9月27日"},
    "card_image": {"url": "https://example.invalid/p.png", "aspect_ratio": 2.25},
    "vertical_content_list": [{"title": "按时办结 38 件", "desc": "超时 2 件，均已督办。"}],
    "card_action": {"type": 1, "url": "https://example.invalid/w"},
}


def citizens() -> list[Json]:
    """Return two citizens: one in the middle of a complaint, one who has not spoken."""
    bot, me = ("bot", "有诉即办"), ("me", "王女士")
    talk = [
        message(0, "system", "", "event", text="王女士进入了会话"),
        message(1, *bot, text="您好，这里是“有诉即办”窗口。请说说什么事没办成。"),
        message(2, *me, text="跑了三趟营业执照还没办下来，窗口总说系统坏了"),
        message(3, *me, "image"),
        message(4, *me, "location", text="政务服务中心\n建设路 18 号"),
        message(5, *me, "voice", text="就是二楼那个窗口，人家说明天再来。"),
        message(6, *bot, text="已登记，编号 2026年第0001号。"),
        message(40, *bot, "menu", menu=SURVEY),
    ]
    return [
        {"id": "wm1", "name": "王女士", "open_kfid": "wk1", "messages": talk},
        {"id": "wm2", "name": "赵先生", "open_kfid": "wk1", "messages": []},
    ]


def groups() -> list[Json]:
    """Return two departments' groups; the first has a card and colourful markdown."""
    members = [{"userid": "li", "name": "李建国"}, {"userid": "chen", "name": "陈晓燕"}]
    words = (
        '**催办** <font color="warning">还剩 4 小时</font>\n'
        "> 2026年第0001号 营业执照\n"
        "请 <@li> 答复，[查看](https://example.invalid/x) `0001`"
    )
    talk = [
        message(7, "bot", "有诉即办", "card", card=TICKET_CARD),
        message(8, "li", "李建国", text="@有诉即办 签收 0001"),
        message(9, "chen", "陈晓燕", text="系统昨晚升级，今天上午已恢复。"),
        message(10, "bot", "有诉即办", "markdown", text=words),
    ]
    return [
        {"chatid": "g1", "name": "市场监督管理局", "members": members, "messages": talk},
        {"chatid": "g2", "name": "税务局 · 有诉即办", "members": members[1:], "messages": []},
    ]


def staff() -> list[Json]:
    """Return three staff members; the first has one card of every other kind."""
    bot = ("bot", "有诉即办")
    cards = [NEWS_CARD, NOTICE_CARD, VOTE_CARD, CHANGE_CARD]
    talk = [message(11 + n, *bot, "card", card=card) for n, card in enumerate(cards)]
    done = message(20, *bot, "card", card=TICKET_CARD, replaced="已由王强派单", dead=True)
    return [
        {"userid": "zhou", "name": "周敏", "title": "受理员", "messages": [*talk, done]},
        {"userid": "wang", "name": "王强", "title": "督办员", "messages": []},
        {"userid": "sun", "name": "孙丽华", "title": "管理", "messages": []},
    ]
