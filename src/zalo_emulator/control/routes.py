"""Every call of the control API."""

from starlette.routing import Route

from zalo_emulator.control import accounts, crowd, deeds, people, platform
from zalo_emulator.control.guard import Handler, control


def routes() -> list[Route]:
    citizen, account = "/control/citizens/{citizen_id}", "/control/oas/{oa_id}"
    return [
        _get("/control/oas", platform.list_accounts),
        _post("/control/oas", platform.create_account),
        _get(account, accounts.show),
        _post(account + "/revoke", accounts.revoke),
        _post(account + "/probe", accounts.probe),
        _post(account + "/domain", accounts.check_domain),
        _get(account + "/switches", accounts.list_switches),
        _post(account + "/switches", accounts.set_switches),
        _get(account + "/templates", accounts.list_templates),
        _post(account + "/templates", accounts.set_template),
        _post(account + "/tell", accounts.tell),
        _post(account + "/anonymous", crowd.anonymous),
        _get(account + "/anonymous", crowd.anonymous_messages),
        _post(account + "/crowd", crowd.speak),
        _get("/control/switches", accounts.known_switches),
        _get("/control/citizens", people.list_citizens),
        _post("/control/citizens", people.create_citizen),
        _post(citizen + "/follow", people.follow),
        _post(citizen + "/unfollow", people.unfollow),
        _post(citizen + "/send", people.send),
        _post(citizen + "/press", people.press),
        _post(citizen + "/submit-info", people.submit_info),
        _get(citizen + "/messages", people.messages),
        _post(citizen + "/chat", deeds.click_chat),
        _post(citizen + "/react", deeds.react),
        _post(citizen + "/withdraw", deeds.withdraw),
        _post(citizen + "/block", deeds.block),
        _post(citizen + "/sign-in", deeds.sign_in),
        _post(citizen + "/phone-token", deeds.phone_token),
        _get("/control/faults", platform.list_faults),
        _post("/control/faults", platform.set_fault),
        _get("/control/clock", platform.clock),
        _post("/control/clock", platform.move_clock),
        _get("/control/webhooks", platform.webhooks),
        _post("/control/reset", platform.reset),
    ]


def _get(path: str, handler: Handler) -> Route:
    return Route(path, control(handler), methods=["GET"])


def _post(path: str, handler: Handler) -> Route:
    return Route(path, control(handler), methods=["POST"])
