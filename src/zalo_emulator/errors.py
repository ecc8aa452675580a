"""Error codes of the OA API and their English words; the wording is uncertain, the codes are documented."""

WORDS = {
    -32: "Your application reached the limit of calling API",
    -100: "Attachment or token has expired",
    -200: "Send message failed",
    -201: "{} is invalid",
    -209: "This API is not supported",
    -210: "{} is over the allowed limit",
    -211: "Out of quota",
    -213: "User has not followed the OA",
    -216: "Access token is invalid",
    -230: "User has not interacted with the OA in the past 7 days",
    -232: "User has not interacted with the OA, or the interaction has expired",
    -235: "This API does not support this type of OA",
    -240: "MessageV2 API has been shut down, please migrate to V3",
    -311: "Over the number of replies to one message",
}


class Refused(Exception):
    """The platform says no: HTTP 200 with this `error` code and no data."""

    def __init__(self, code: int, field: str = "") -> None:
        self.code = code
        self.words = WORDS[code].format(field or "Parameter")
        super().__init__(f"{code}: {self.words}")
