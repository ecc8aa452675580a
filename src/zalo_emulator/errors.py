"""Error codes of the OA API and their English words; the wording is uncertain, the codes are documented."""

WORDS = {
    -32: "Your application reached the limit of calling API",
    -100: "Attachment or token has expired",
    -200: "Send message failed",
    -201: "{} is invalid",
    -204: "OA has been disabled",
    -205: "OA does not exist",
    -209: "This API is not supported",
    -210: "{} is over the allowed limit",
    -211: "Out of quota",
    -212: "App has not registered this API",
    -213: "User has not followed the OA",
    -214: "Article is being processed",
    -216: "Access token is invalid",
    -217: "User has blocked invitations from the OA",
    -218: "User's receive quota has been reached",
    -219: "App has been removed or disabled",
    -220: "Access token has expired or is no longer available",
    -221: "OA must be verified",
    -223: "OA has not granted this permission, or the quota is used up",
    -224: "OA must buy or upgrade its package to use this API",
    -227: "User is banned or has been inactive for more than 45 days",
    -230: "User has not interacted with the OA in the past 7 days",
    -232: "User has not interacted with the OA, or the interaction has expired",
    -233: "Message type is not supported or invalid",
    -234: "This message cannot be sent at night",
    -235: "This API does not support this type of OA",
    -237: "Group has been disabled or has expired",
    -238: "This quota asset has been used",
    -240: "MessageV2 API has been shut down, please migrate to V3",
    -241: "This quota asset cannot be used",
    -242: "appsecret_proof is missing or invalid",
    -244: "User has restricted this type of message",
    -248: "The message breaks the platform's standards",
    -249: "This template may not be sent by user id",
    -305: "Over 48 hours since the last interaction",
    -311: "Over the number of replies to one message",
    -320: "OA must be linked with a ZCA wallet",
    -321: "The ZCA wallet is out of money",
    -403: "OA is not in the group",
    -1340: "Form is invalid",
    -1341: "Form is invalid",
}
TEMPLATE_WORDS = {
    -108: "Phone number is invalid",
    -114: "User is inactive or cannot receive",
    -115: "Out of balance",
    -117: "No permission for this template",
    -118: "Zalo account not existed",
    -119: "Account can't receive the message",
    -121: "Template data is invalid",
    -124: "Access token invalid",
    -126: "Wallet is not enough in development mode",
    -127: "Template test message only can be sent to admin",
    -131: "Template is not approved",
    -133: "This template cannot be sent at night",
    -135: "OA doesn't have permission to send templates",
    -136: "OA must be linked with ZCA",
    -137: "ZCA payment failed",
    -139: "User refuses this type of template",
    -140: "OA has no permission to send care templates to this user",
    -141: "User refuses messages of the OA",
    -144: "OA is over the daily quota",
    -146: "Template is disabled because of low quality",
    -147: "Template is over the daily quota",
    -1121: "Parameter {} is too long",
    -1122: "Parameter {} is missing",
    -1124: "Parameter {} has a wrong format",
    -1241: "appsecret_proof is missing or invalid",
    -1441: "OA is over the daily quota of promotion templates",
    -1472: "Template is over the daily quota of promotion templates",
}


class Refused(Exception):
    """The platform says no: HTTP 200 with this `error` code and no data."""

    def __init__(self, code: int, field: str = "") -> None:
        self.code = code
        words = WORDS.get(code) or TEMPLATE_WORDS.get(code) or "Unknown error"
        self.words = words.format(field or "Parameter")
        super().__init__(f"{code}: {self.words}")
