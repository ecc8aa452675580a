"""What happens when a citizen presses something in the chat or the menu."""

from zalo_emulator.emulator import Emulator
from zalo_emulator.world import Button, Citizen, Message, OfficialAccount

Outcome = dict[str, object]


def find_button(message: Message, wanted: int | str) -> Button | None:
    """By title or payload, else by index; the rows of a list come after the buttons."""
    pressable = message.buttons + [item.action for item in message.items if item.action is not None]
    if isinstance(wanted, str):
        for button in pressable:
            if wanted in (button.title, button.payload):
                return button
        if not wanted.isdigit():
            return None
        wanted = int(wanted)
    return pressable[wanted] if 0 <= wanted < len(pressable) else None


def press(emulator: Emulator, account: OfficialAccount, citizen: Citizen, button: Button) -> Outcome:
    """Queries are sent as the citizen's own words (`hide`: unseen in the chat); links and numbers are handed back."""
    if isinstance(button.payload, str):
        message = emulator.blank(by_citizen=True, text=button.payload)
        visible = button.type != "oa.query.hide"
        emulator.citizen_says(account, citizen, message, visible=visible)
        return {"message_id": message.id, "sent": button.payload, "visible": visible}
    if button.type == "oa.open.url":
        return {"url": button.payload["url"]}
    if button.type == "oa.open.sms":
        return {"phone": button.payload["phone_code"], "sms": button.payload["content"]}
    if button.type == "oa.open.miniapp":
        return {"miniapp": button.payload["app_id"], "path": button.payload["path"]}
    return {"phone": button.payload["phone_code"]}
