"""The slots for whoever answers citizens, and for the channels they write on.

`workflows.assistant` fills the first when Django starts, `apps.py` the others.
"""

from collections.abc import Sequence

from motcua.messaging.channels.contract import ChannelPort, Handler


class NoHandler(RuntimeError):
    """The worker was started before anything registered itself to answer citizens."""


class UnknownChannel(LookupError):
    """An account or an event names a channel that nobody registered here."""


_handlers: list[Handler] = []
_ports: dict[str, ChannelPort] = {}


def register_handler(handler: Handler) -> None:
    """Answer citizens with this function from now on; the last one registered wins."""
    _handlers[:] = [handler]


def handler() -> Handler:
    """The function that answers citizens. Raises NoHandler."""
    if not _handlers:
        raise NoHandler("no handler is registered for inbound events")
    return _handlers[0]


def register_channel(port: ChannelPort) -> None:
    """Speak with accounts of `port.name` through this; the last one registered of a name wins."""
    _ports[port.name] = port


def channel(name: str) -> ChannelPort:
    """The channel of this name. Raises UnknownChannel."""
    try:
        return _ports[name]
    except KeyError:
        raise UnknownChannel(name) from None


def channels() -> Sequence[ChannelPort]:
    """Every channel, in the order they were registered."""
    return list(_ports.values())
