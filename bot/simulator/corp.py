"""gettoken, media, contacts and the IP list: what every app of a corp may ask."""

from bot.simulator.errcodes import Refused, granted
from bot.simulator.ground import Call, Endpoint, File, Ground, Wire
from bot.simulator.world import Staff


class Corp:
    """The corp's own endpoints."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def endpoints(self) -> dict[str, Endpoint]:
        """Return the paths of this part."""
        return {
            "/cgi-bin/gettoken": Endpoint(method="GET", answer=self.token, needs_token=False),
            "/cgi-bin/getcallbackip": Endpoint(method="GET", answer=self.addresses),
            "/cgi-bin/media/upload": Endpoint(method="POST", answer=self.upload),
            "/cgi-bin/media/get": Endpoint(method="GET", answer=self.download),
            "/cgi-bin/user/get": Endpoint(method="GET", answer=self.user),
            "/cgi-bin/user/simplelist": Endpoint(method="GET", answer=self.users),
            "/cgi-bin/batch/openuserid_to_userid": Endpoint(
                method="POST", answer=self.plain_userids
            ),
        }

    def token(self, call: Call) -> Wire:
        """gettoken: 41002, 40013, 41004, 40001 for what is missing or wrong."""
        corp_id, secret = call.query.get("corpid", ""), call.query.get("corpsecret", "")
        directory = self._ground.directory
        if not corp_id:
            raise Refused(41002)
        if corp_id != directory.corp_id:
            raise Refused(40013)
        if not secret:
            raise Refused(41004)
        if secret not in {directory.app.secret, *(kf.secret for kf in directory.kf.values())}:
            raise Refused(40001)
        token, seconds = self._ground.tokens.give(secret, call.now)
        return granted(access_token=token, expires_in=seconds)

    def addresses(self, call: Call) -> Wire:
        """getcallbackip: where callbacks come from."""
        return granted(ip_list=["127.0.0.1"])

    def upload(self, call: Call) -> Wire:
        """media/upload: errmsg is empty and created_at a string here, as in 90253."""
        if call.upload is None:
            raise Refused(44001)
        medium = self._ground.media.store(
            call.query.get("type", ""),
            call.upload.filename,
            call.upload.content_type,
            call.upload.data,
            call.now,
        )
        return {
            "errcode": 0,
            "errmsg": "",
            "type": medium.kind,
            "media_id": medium.media_id,
            "created_at": str(int(call.now.timestamp())),
        }

    def download(self, call: Call) -> File:
        """media/get: the bytes, or JSON with 40007 / 41006."""
        if not call.query.get("media_id"):
            raise Refused(41006)
        medium = self._ground.media.get(call.query["media_id"], call.now)
        return File(content_type=medium.content_type, filename=medium.filename, data=medium.data)

    def user(self, call: Call) -> Wire:
        """user/get: a flat object; 60111 for a stranger."""
        member = self._ground.directory.staff.get(call.query.get("userid", ""))
        if member is None:
            raise Refused(60111)
        return granted(
            **self._simple(member),
            position=member.title,
            status=1,
            isleader=0,
            is_leader_in_dept=[0],
            main_department=self._ground.directory.department_id(member.department),
        )

    def users(self, call: Call) -> Wire:
        """user/simplelist: members of a department; of all with department 1 and fetch_child."""
        wanted = call.query.get("department_id", "1")
        everybody = wanted == "1" and call.query.get("fetch_child") == "1"
        found = [self._simple(member) for member in self._ground.directory.staff.values()]
        return granted(
            userlist=[m for m in found if everybody or str(m["department"][0]) == wanted]
        )

    def plain_userids(self, call: Call) -> Wire:
        """batch/openuserid_to_userid (101521): resolved pairs and what could not be resolved."""
        asked = call.body.get("open_userid_list")
        if not isinstance(asked, list) or not asked:
            raise Refused(40063, "open_userid_list")
        if call.body.get("source_agentid") not in (None, self._ground.directory.app.agent_id):
            raise Refused(40056)
        found = {one: self._ground.directory.by_open_userid(str(one)) for one in asked}
        return granted(
            userid_list=[{"open_userid": o, "userid": u} for o, u in found.items() if u],
            invalid_open_userid_list=[o for o, u in found.items() if not u],
        )

    def _simple(self, member: Staff) -> Wire:
        return {
            "userid": member.userid,
            "name": member.name,
            "department": [self._ground.directory.department_id(member.department)],
            "open_userid": self._ground.directory.open_userid(member.userid),
        }
