"""The slot for whoever answers citizens. `workflows.assistant` fills it when Django starts."""

from motcua.messaging.channels.contract import Handler


class NoHandler(RuntimeError):
    """The worker was started before anything registered itself to answer citizens."""


_handlers: list[Handler] = []


def register_handler(handler: Handler) -> None:
    """Answer citizens with this function from now on; the last one registered wins."""
    _handlers[:] = [handler]


def handler() -> Handler:
    """The function that answers citizens. Raises NoHandler."""
    if not _handlers:
        raise NoHandler("no handler is registered for inbound events")
    return _handlers[0]
