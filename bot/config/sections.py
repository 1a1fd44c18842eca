"""What can be configured: one frozen value per section of config.toml, secrets hidden.

The contract is product.md §6; the Chinese explanation of each setting is config.example.toml.
"""

from datetime import date, time
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from bot.config import values
from bot.config.values import Frozen
from bot.texts import operator

#: The centre that `[desk]` describes; its numbers carry no prefix.
ONLY_CENTRE = "main"
#: What `[hotline]` is called beside the partners.
HOTLINE = "12345"


class Section(BaseModel):
    """A section of the file: unknown settings and wrong types are refused, nothing changes."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid", hide_input_in_errors=True)


class Server(Section):
    """Where `serve` listens, and the address under which the outside reaches it.

    *proxy_header* is where a proxy in front writes whose a request is (`X-Forwarded-For`).
    *metrics* says whether there are figures at all, *metrics_port* where: 0 is *port*, beside everything else.
    """

    host: values.Text = "127.0.0.1"
    port: values.Port = 8080
    public_url: values.WebOrNothing = ""
    proxy_header: values.HeaderOrNothing = ""
    metrics: bool = True
    metrics_port: values.Port = 0


class Storage(Section):
    """Where everything is remembered; a relative SQLite path is taken from the file's folder."""

    url: values.Database = "sqlite://data/yousu.db"


class DeskSettings(Section):
    """The only centre: the rules it works by, the number that citizens may ring, and its hours.

    *profile* is one of ours, a TOML file, or two joined by `+`; see `bot/profiles/catalogue.py`.
    *duties* is the file of the 派单目录; see `bot/config/duties.py`.
    """

    profile: values.Text
    name: values.Text
    phone: values.Phone = ""
    duties: values.Note = ""
    opens: time = time(8, 30)
    closes: time = Field(time(17, 30), validate_default=True)
    lunch: values.Lunch = Field((time(12), time(14)), validate_default=True)

    @field_validator("closes")
    @classmethod
    def _after_opening(cls, closes: time, known: ValidationInfo) -> time:
        opens = known.data.get("opens")  # None where it is wrong, which is named already
        if opens is not None and closes <= opens:
            raise values.refused(operator.CLOSES_EARLY.format(opens=f"{opens:%H:%M}"))
        return closes

    @field_validator("lunch")
    @classmethod
    def _within_hours(cls, lunch: tuple[time, ...], known: ValidationInfo) -> tuple[time, ...]:
        hours = {name: known.data[name] for name in ("opens", "closes") if name in known.data}
        if len(hours) == 2 and not all(hours["opens"] <= at <= hours["closes"] for at in lunch):
            said = {name: f"{at:%H:%M}" for name, at in hours.items()}
            raise values.refused(operator.LUNCH_OUTSIDE.format(**said))
        return lunch


class CentreSettings(DeskSettings):
    """One of several centres; *prefix* stands before its ticket numbers (XX-2026-0001)."""

    id: values.Id
    prefix: values.Prefix = ""


class PairSettings(Section):
    """A callback's Token and EncodingAESKey."""

    token: values.Token
    aes_key: values.AesKey


class Callback(PairSettings):
    """A callback pair, with those it replaces still accepted while WeCom changes over."""

    previous: Annotated[tuple[PairSettings, ...], Frozen] = ()

    def pairs(self) -> tuple[PairSettings, ...]:
        """Return every pair that may sign a callback, the present one first."""
        return (self, *self.previous)


class AppSettings(Callback):
    """The self-built WeCom application (自建应用)."""

    agent_id: values.AgentId
    secret: values.Secret


class Kf(Callback):
    """One 微信客服 account; 人工 hands over only where *servicers* are named."""

    open_kfid: values.Id
    secret: values.Secret
    centre: values.Reference = ""
    servicers: Annotated[tuple[values.Id, ...], Frozen] = ()


class Aibot(Section):
    """The 智能机器人 that hears the department groups; the pair is for its HTTP callback."""

    bot_id: values.Text
    secret: values.Secret
    ws_url: values.Socket = "wss://openws.work.weixin.qq.com"
    token: values.Token | None = None
    aes_key: values.AesKey | None = None
    previous: Annotated[tuple[PairSettings, ...], Frozen] = ()

    def pairs(self) -> tuple[PairSettings, ...]:
        """Return every pair that may sign its HTTP callback; none without a configured one."""
        if self.token is None or self.aes_key is None:
            return ()
        return (PairSettings(token=self.token, aes_key=self.aes_key), *self.previous)


class WeCom(Section):
    """企业微信: the corporation and our ways into it."""

    corp_id: values.Text
    api_base: values.Web = "https://qyapi.weixin.qq.com"
    app: AppSettings
    kf: Annotated[tuple[Kf, ...], Frozen] = ()
    aibot: Aibot | None = None


class OfficialSettings(Callback):
    """服务号."""

    app_id: values.Text
    secret: values.Secret
    api_base: values.Web = "https://api.weixin.qq.com"
    template_id: values.Note = ""


class Department(Section):
    """承办部门; a *township* (乡镇、街道) is one that the addresses of its people name."""

    id: values.Id
    name: values.Text
    aliases: Annotated[tuple[values.Text, ...], Frozen] = ()
    chat_id: values.Note = ""
    webhook_key: values.WebhookKey | None = None
    liaison: values.Reference = ""
    emergency_phone: values.Phone = ""
    centre: values.Reference = ""
    address: values.Note = ""
    phone: values.Phone = ""
    hours: values.Note = ""
    business: values.Note = ""
    area: values.Note = ""
    items: values.Note = ""
    functions: values.Note = ""
    township: bool = False


class Staff(Section):
    """A person who may act, and as what."""

    userid: values.Id
    name: values.Text
    roles: Annotated[tuple[values.Role, ...], Frozen, Field(min_length=1)]
    department: values.Reference = ""
    centre: values.Reference = ""
    title: values.Note = ""
    post: values.Note = ""


class Sms(Section):
    """The county's SMS gateway; *operator_phones* hear when a part of the service does not work."""

    url: values.Web
    key: values.Secret
    operator_phones: Annotated[tuple[values.Mobile, ...], Frozen] = ()


class Hotline(Section):
    """The 12345 platform; the key is for both directions."""

    url: values.Web
    key: values.Secret


class PartnerSettings(Section):
    """Another system that complaints come from and news goes to (SQ-P3.3a); its key tells who sends."""

    id: values.Id
    name: values.Text
    url: values.Web
    key: values.Secret


class PreviousKey(Section):
    """A privacy key that still opens what was written under it."""

    key: values.PrivacyKey


class Privacy(Section):
    """The key under which personal data is encrypted."""

    key: values.PrivacyKey
    previous: Annotated[tuple[PreviousKey, ...], Frozen] = ()


class Calendar(Section):
    """Days that differ from the announced calendar, or are announced after our package."""

    holidays: Annotated[tuple[date, ...], Frozen] = ()
    make_up_days: Annotated[tuple[date, ...], Frozen] = ()


class Settings(Section):
    """The whole configuration."""

    server: Server = Server()
    storage: Storage = Storage()
    desk: DeskSettings | None = None
    centre: Annotated[tuple[CentreSettings, ...], Frozen] = ()
    wecom: WeCom
    official: OfficialSettings | None = None
    department: Annotated[tuple[Department, ...], Frozen] = ()
    staff: Annotated[tuple[Staff, ...], Frozen] = ()
    sms: Sms | None = None
    hotline: Hotline | None = None
    partner: Annotated[tuple[PartnerSettings, ...], Frozen] = ()
    privacy: Privacy
    calendar: Calendar = Calendar()

    def operator_phones(self) -> tuple[str, ...]:
        """Return who gets an SMS when a part does not work: as named, else the centres' own mobiles."""
        if self.sms is None:
            return ()
        mobiles = [one.phone for one in self.centres() if values.MOBILE.fullmatch(one.phone)]
        return self.sms.operator_phones or tuple(dict.fromkeys(mobiles))

    def centres(self) -> tuple[CentreSettings, ...]:
        """Return every centre; `[desk]` is the one with the id `main` and no prefix."""
        if self.desk is None:
            return self.centre
        return (CentreSettings(id=ONLY_CENTRE, **self.desk.model_dump()),)
