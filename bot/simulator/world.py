"""Who and what exists in the simulated corp: values with a demo county as default."""

from base64 import b64encode
from dataclasses import dataclass
from hashlib import sha256


def made_key(name: str) -> str:
    """Return an EncodingAESKey (43 characters) made from *name*: the same in every run."""
    return b64encode(sha256(f"simulated key of {name}".encode()).digest()).decode()[:43]


#: The one kf account of the default world.
KF_ID = "wkSimulatedDesk0000000000001"


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """A self-built app (自建应用) of the corp."""

    agent_id: int = 1000002
    name: str = "有诉即办"
    secret: str = "simulated-app-secret"
    token: str = "simulatedAppToken"
    aes_key: str = made_key("app")
    callback_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class KfAccount:
    """A 微信客服 account; *servicers* are the userids who may take a session over."""

    open_kfid: str = KF_ID
    name: str = "县政务服务中心"
    secret: str = "simulated-kf-secret"
    token: str = "simulatedKfToken"
    aes_key: str = made_key("kf")
    callback_url: str = ""
    servicers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Robot:
    """A 智能机器人 in long-connection mode."""

    bot_id: str = "aibSimulatedRobot"
    secret: str = "simulated-robot-secret"
    name: str = "有诉即办"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficialAccount:
    """A 服务号; only its followers (openids) can be written to."""

    app_id: str = "wxSimulatedOfficial1"
    name: str = "县政务服务"
    secret: str = "simulated-official-secret"
    token: str = "simulatedOfficialToken"
    aes_key: str = made_key("official")
    template_id: str = "simulated-template"
    followers: tuple[str, ...] = ("oSimulatedFollower0000000001",)


@dataclass(frozen=True, slots=True, kw_only=True)
class SmsAccount:
    """The county's account at the SMS gateway."""

    key: str = "simulated-sms-key"


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff:
    """A member of the corp."""

    userid: str
    name: str
    title: str = ""
    department: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A group chat; *spoken*: somebody has spoken to the robot there, so it may push."""

    chatid: str
    name: str
    members: tuple[str, ...] = ()
    webhook_key: str = ""
    spoken: bool = False
    made_by_app: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Citizen:
    """A person in WeChat who can write to a kf account."""

    external_userid: str
    name: str
    open_kfid: str = KF_ID


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """Another office's system that complaints come from and news of them goes to."""

    id: str
    name: str
    key: str


#: Department, short code, the two members of each: liaison and officer.
_DEPARTMENTS = (
    ("市场监管局", "scjg", "刘敏", "陈志强"),
    ("不动产登记中心", "bdc", "孙丽", "郭涛"),
    ("医疗保障局", "ybj", "马红", "何伟"),
    ("人社局", "rsj", "高静", "罗军"),
    ("公安局", "gaj", "韩磊", "唐芳"),
    ("税务局", "swj", "冯雪", "曹阳"),
)

DESK = "政务服务中心"


def _members() -> tuple[Staff, ...]:
    desk = (
        Staff(userid="wangfang", name="王芳", title="诉求受理员", department=DESK),
        Staff(userid="zhaogang", name="赵刚", title="研判督办员", department=DESK),
        Staff(userid="lijianguo", name="李建国", title="管理机构", department=DESK),
    )
    departments = tuple(
        Staff(userid=f"{code}_{role}", name=name, title=title, department=department)
        for department, code, liaison, officer in _DEPARTMENTS
        for role, name, title in (("liaison", liaison, "联络员"), ("officer", officer, "承办人"))
    )
    return desk + departments


def _groups() -> tuple[Group, ...]:
    return tuple(
        Group(
            chatid=f"wrSimulated_{code}",
            name=f"{department}·有诉即办",
            members=(f"{code}_liaison", f"{code}_officer", "zhaogang"),
            webhook_key=f"simulated-webhook-{code}",
            spoken=True,
        )
        for department, code, _, _ in _DEPARTMENTS
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Everything that exists at the start; by default a county centre with six departments."""

    corp_id: str = "wwSimulatedCounty1"
    app: App = App()
    kf: tuple[KfAccount, ...] = (KfAccount(),)
    robot: Robot = Robot()
    official: OfficialAccount = OfficialAccount()
    sms: SmsAccount = SmsAccount()
    platforms: tuple[Platform, ...] = (
        Platform(id="12345", name="12345政务服务热线", key="simulated-12345-key"),
        Platform(id="zhzx", name="县社会治理综合服务中心", key="simulated-zhzx-key"),
    )
    staff: tuple[Staff, ...] = _members()
    groups: tuple[Group, ...] = _groups()
    citizens: tuple[Citizen, ...] = (
        Citizen(external_userid="wmSimulatedCitizen0000000001", name="张先生"),
        Citizen(external_userid="wmSimulatedCitizen0000000002", name="李女士"),
    )
