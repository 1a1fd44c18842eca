"""The whole simulated world as JSON: accounts, every chat, the time."""

from bot.simulator.clock import iso
from bot.simulator.ground import Ground, Wire
from bot.simulator.world import App, KfAccount


def state_of(ground: Ground, *, robot_connected: bool) -> Wire:
    """Return the shape of `GET /sim/state`."""
    directory = ground.directory

    def messages(chat: str) -> Wire:
        return {"messages": [message.as_json() for message in ground.chats.of(chat)]}

    return {
        "now": iso(ground.clock()),
        "revision": ground.chats.revision,
        "accounts": accounts_of(ground, robot_connected=robot_connected),
        "citizens": [
            {"id": c.external_userid, "name": c.name, "open_kfid": c.open_kfid}
            | messages(c.external_userid)
            for c in directory.citizens.values()
        ],
        "groups": [
            {
                "chatid": group.chatid,
                "name": group.name,
                "members": [{"userid": u, "name": directory.name_of(u)} for u in group.members],
            }
            | messages(group.chatid)
            for group in directory.groups.values()
        ],
        "staff": [
            {
                "userid": member.userid,
                "name": member.name,
                "title": member.title,
                "department": member.department,
            }
            | messages(member.userid)
            for member in directory.staff.values()
        ],
    }


def accounts_of(ground: Ground, *, robot_connected: bool) -> Wire:
    """Return everything a bot needs to be configured for this WeCom; nothing here is secret."""
    directory = ground.directory
    robot = directory.robot
    return {
        "corp_id": directory.corp_id,
        "app": {"agent_id": directory.app.agent_id} | _account(directory.app),
        "kf": [{"open_kfid": kf.open_kfid} | _account(kf) for kf in directory.kf.values()],
        "robot": {
            "bot_id": robot.bot_id,
            "secret": robot.secret,
            "name": robot.name,
            "connected": robot_connected,
        },
        "official": {
            "app_id": directory.official.app_id,
            "name": directory.official.name,
            "secret": directory.official.secret,
            "token": directory.official.token,
            "aes_key": directory.official.aes_key,
            "template_id": directory.official.template_id,
        },
        "sms": {"key": directory.sms.key},
    }


def _account(account: App | KfAccount) -> Wire:
    return {
        "name": account.name,
        "secret": account.secret,
        "token": account.token,
        "aes_key": account.aes_key,
        "callback_url": account.callback_url,
    }
