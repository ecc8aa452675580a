"""All that one assistant can talk about: its flows, its greeting, its menu, the words that lead there."""

from collections.abc import Callable, Mapping, Sequence
from typing import Generic

from motcua.messaging.dialogue.flow import Flow, Step, Talk, W
from motcua.messaging.dialogue.listening import Listener
from motcua.messaging.dialogue.state import Option
from motcua.messaging.dialogue.vocabulary import MENU_QUERY, MENU_TITLE, Phrasebook


class Script(Generic[W]):
    """`home` words the greeting (True: the citizen has just come); `menu` names the flows it lists.

    `topics` are functions this window does not offer yet, title → phrases. Without a `listener`, words that no step
    waits for are not understood. `extras` are the office's own lines of the menu: "#query.key" opens the flow of that
    query with the key in its notebook.
    """

    def __init__(
        self,
        *,
        flows: Sequence[Flow[W]],
        home: Callable[[Talk[W], bool], str],
        menu: Sequence[str],
        topics: Mapping[str, Sequence[str]],
        listener: Listener[W] | None = None,
        extras: Callable[[W], Sequence[Option]] | None = None,
    ) -> None:
        self.flows = {flow.name: flow for flow in flows}
        self.home = home
        self.menu = tuple(menu)
        self.listener = listener
        self.extras = extras
        self.phrases = Phrasebook(
            {flow.name: (flow.query, *flow.phrases) for flow in flows},
            topics,
            {flow.name: flow.names for flow in flows},
        )

    def step(self, flow: str, step: str) -> Step[W] | None:
        """The step a stored state stands at; None when a newer release has no such step."""
        return self.flows[flow].step(step) if flow in self.flows else None

    def own_lines(self, world: W) -> Sequence[Option]:
        """What this office adds to the menu, as it stands now."""
        return self.extras(world) if self.extras is not None else ()

    def asked_by(self, query: str) -> Flow[W] | None:
        return next((flow for flow in self.flows.values() if flow.query == query), None)

    def suggestions(self, flows: Sequence[str]) -> tuple[Option, ...]:
        """Flows as numbered lines; any name that is no flow means the menu."""
        named = [self.flows.get(name) for name in flows]
        return tuple(Option(flow.query, flow.title) if flow else Option(MENU_QUERY, MENU_TITLE) for flow in named)
