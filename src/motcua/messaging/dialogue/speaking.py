"""The half of a turn that speaks: walk to the next question, word it, remember where the flow stands."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Generic

from motcua.messaging.dialogue import sentences
from motcua.messaging.dialogue.flow import Accepted, Chosen, End, Flow, Goto, Office, Open, Question, Step, Talk, W
from motcua.messaging.dialogue.render import MAX_BUTTONS, PAGE, numbered, option_buttons
from motcua.messaging.dialogue.reply import Button, Reply
from motcua.messaging.dialogue.script import Script
from motcua.messaging.dialogue.state import Option, State
from motcua.messaging.text import Refused


class Speaker(Generic[W]):
    """Collects the replies of one turn. `notes` are said at the head of the next reply."""

    def __init__(self, script: Script[W], world: W, office: Office, state: State, now: datetime) -> None:
        self.script, self.world, self.office, self.state, self.now = script, world, office, state, now
        self.notes: list[str] = []
        self.replies: list[Reply] = []

    def open(self, flow: Flow[W]) -> None:
        """Begin a flow; one that only tells is answered aside and leaves the open flow where it is."""
        if flow.tell is None:
            self.state = replace(self.state.closed(), flow=flow.name, run=self.state.run + 1, started_at=self.now)
            self.walk(flow.steps[0].name, {})
        elif self.state.flow:
            told = flow.tell(self._talk({}))
            self.say(told.text, buttons=told.buttons)
            self.ask_again()
        else:
            self.end(flow.tell(self._talk({})))

    def ask_again(self) -> None:
        """The open question once more, freshly worded; the menu when no flow is open."""
        if self.state.flow:
            self.walk(self.state.step, dict(self.state.answers))
        else:
            self.go_home()

    def go_home(self, *, first: bool = False) -> None:
        misses = self.state.misses
        self.end(End(self.script.home(self._talk({}), first), suggest=self.script.menu))
        self.state = replace(self.state, misses=misses)

    def end(self, end: End) -> None:
        options = self.script.suggestions(end.suggest)
        self.state = self.state.closed(options)
        self.say(end.text, options, len(options), end.buttons, sentences.HINT_AFTER)

    def walk(self, name: str, answers: dict[str, str]) -> None:
        """Ask from this step on, through steps that answer themselves; a circle ends with the way to a person."""
        flow = self.script.flows[self.state.flow]
        for _ in range(3 * len(flow.steps)):
            step, talk = flow.step(name), self._talk(answers)
            if step is None:
                break
            asked = step.ask(talk)
            if isinstance(asked, Question):
                self._pose(step, asked, answers)
                return
            accepted = step.accept(talk, asked.value) if isinstance(asked, Chosen) else asked
            if self.left_by(accepted):
                return
            name = self.after(step, accepted, answers)
        self.end(End(sentences.out_of_step(self.office), suggest=self.script.menu))

    def left_by(self, accepted: Accepted) -> bool:
        """Whether the answer leads out of the flow; says so if it does."""
        if isinstance(accepted, End):
            self.end(accepted)
        elif isinstance(accepted, Open):
            self.state = self.state.closed()
            self.open(self.script.flows[accepted.flow])
        else:
            return False
        return True

    def after(self, step: Step[W], accepted: Accepted, answers: dict[str, str]) -> str:
        """The step that follows an answer inside the flow."""
        if isinstance(accepted, Refused):
            self.notes.append(accepted.sentence)
            return step.name
        if isinstance(accepted, Goto):
            self.notes.extend([accepted.note] if accepted.note else [])
            return accepted.step
        return step.next if isinstance(step.next, str) else step.next(self._talk(answers))

    def say(
        self,
        text: str,
        options: Sequence[Option] = (),
        shown: int = 0,
        buttons: Sequence[Button] = (),
        hint: str = "",
    ) -> None:
        words = "\n\n".join([*self.notes, text])
        self.notes.clear()
        taps = option_buttons(options, shown, f"{self.state.flow}.{self.state.run}.{self.state.step}")
        line = hint if options else ""
        self.replies.append(Reply(numbered(words, options, shown, line), (*taps, *buttons)[:MAX_BUTTONS]))

    def _pose(self, step: Step[W], question: Question, answers: dict[str, str]) -> None:
        trail = self.state.trail
        self.state = replace(
            self.state,
            step=step.name,
            answers=answers,
            options=question.options,
            shown=min(PAGE, len(question.options)),
            trail=trail[: trail.index(step.name)] if step.name in trail else trail,
        )
        self.say(question.text, question.options, self.state.shown, question.buttons, sentences.HINT)

    def _talk(self, answers: dict[str, str]) -> Talk[W]:
        return Talk(self.world, self.office, self.now, answers)
