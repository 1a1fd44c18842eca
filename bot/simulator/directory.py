"""The simulated corp as it stands now: the world's values plus who came in since."""

from dataclasses import replace
from hashlib import sha256

from bot.simulator.world import App, Citizen, Group, KfAccount, Staff, World


class Directory:
    """Look-up of everybody and everything by its id."""

    def __init__(self, world: World) -> None:
        self.corp_id = world.corp_id
        self.app: App = world.app
        self.robot = world.robot
        self.official = world.official
        self.sms = world.sms
        self.kf: dict[str, KfAccount] = {account.open_kfid: account for account in world.kf}
        self.staff: dict[str, Staff] = {member.userid: member for member in world.staff}
        self.groups: dict[str, Group] = {group.chatid: group for group in world.groups}
        self.citizens: dict[str, Citizen] = {one.external_userid: one for one in world.citizens}
        self.departments = list(dict.fromkeys(s.department for s in world.staff if s.department))

    def account(self, account: str) -> App | KfAccount:
        """Return the app for ``app``, else the kf account of that open_kfid (KeyError)."""
        return self.app if account == "app" else self.kf[account]

    def call_back_at(self, account: str, url: str) -> None:
        """From now on, push what concerns *account* (``app`` or an open_kfid) to *url*."""
        if account == "app":
            self.app = replace(self.app, callback_url=url)
        else:
            self.kf[account] = replace(self.kf[account], callback_url=url)

    def add_citizen(self, name: str, open_kfid: str) -> Citizen:
        """Let one more person come in."""
        number = len(self.citizens) + 1
        citizen = Citizen(
            external_userid=f"wmSimulatedCitizen{number:010d}", name=name, open_kfid=open_kfid
        )
        self.citizens[citizen.external_userid] = citizen
        return citizen

    def group_of_webhook(self, key: str) -> Group | None:
        """Return the group whose webhook has this *key*."""
        return next((g for g in self.groups.values() if key and g.webhook_key == key), None)

    def name_of(self, who: str) -> str:
        """Return the display name of a member or citizen; the id itself for a stranger."""
        if who in self.staff:
            return self.staff[who].name
        return self.citizens[who].name if who in self.citizens else who

    def open_userid(self, userid: str) -> str:
        """Return the encrypted form of a userid, as third parties and some robots see it."""
        return "wo" + sha256(f"{self.corp_id}|{userid}".encode()).hexdigest()[:30]

    def by_open_userid(self, open_userid: str) -> str | None:
        """Return the plain userid behind *open_userid*."""
        return next((u for u in self.staff if self.open_userid(u) == open_userid), None)

    def department_id(self, department: str) -> int:
        """Return the number of *department*; 1 is the corp itself."""
        return self.departments.index(department) + 2 if department in self.departments else 1
