"""The half of a turn that speaks: walk to the next question, word it, remember where the flow stands."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Generic

from motcua.messaging.dialogue import sentences
from motcua.messaging.dialogue.flow import Accepted, Chosen, End, Flow, Goto, Office, Open, Question, Step, Talk, W
from motcua.messaging.dialogue.render import MAX_BUTTONS, numbered, option_buttons
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

    def open(self, flow: Flow[W], answers: Mapping[str, str] | None = None) -> None:
        """Begin a flow, with a notebook where one is given; one that only tells leaves the open flow where it is."""
        if flow.tell is not None:
            self.aside(flow.tell(self._talk({})))
        elif flow.passing:
            self.interrupt(flow, flow.steps[0].name, {})
        else:
            self.state = replace(self.state.closed(), flow=flow.name, run=self.state.run + 1, started_at=self.now)
            self.walk(flow.steps[0].name, dict(answers or {}))

    def interrupt(self, flow: Flow[W], step: str, answers: Mapping[str, str]) -> None:
        """Begin a passing flow; the open one is held until it ends, and one that was passing itself is dropped."""
        waits = self.state.held if self.is_passing() else self.state if self.state.flow else None
        fresh = self.state.closed() if waits is None else replace(self.state.closed(), held=replace(waits, held=None))
        self.state = replace(fresh, flow=flow.name, run=self.state.run + 1, started_at=self.now)
        self.walk(step, dict(answers))

    def is_passing(self) -> bool:
        """Whether the open flow, if any, may be dropped without a word."""
        flow = self.script.flows.get(self.state.flow)
        return flow is not None and flow.passing

    def ask_again(self) -> None:
        """The open question once more, freshly worded; the menu when no flow is open."""
        if self.state.flow:
            self.walk(self.state.step, dict(self.state.answers))
        else:
            self.go_home()

    def go_on(self) -> None:
        """Drop a passing flow: ask the held one's question again, or come home."""
        self.state = self.state.resumed()
        self.ask_again()

    def go_home(self, *, first: bool = False) -> None:
        misses = self.state.misses
        home = End(self.script.home(self._talk({}), first), suggest=self.script.menu)
        self.end(home, self.script.own_lines(self.world))
        self.state = replace(self.state, misses=misses)

    def end(self, end: End, more: Sequence[Option] = ()) -> None:
        """Say the last words of a flow; a held one goes on at once. `more` stand behind its suggestions."""
        if self.state.held is not None:
            self.say(end.text, buttons=end.buttons)
            self.state = self._with_answer(self.state, end.about)
            self.go_on()
            return
        options = (*self.script.suggestions(end.suggest), *more)
        self.state = self._with_answer(self.state.closed(options), end.about)
        self.say(end.text, options, len(options), end.buttons, sentences.HINT_AFTER)

    def aside(self, end: End) -> None:
        """Say something that closes nothing: an open flow asks again, otherwise it is the end of what was passing."""
        if self.state.flow and not self.is_passing():
            self.say(end.text, buttons=end.buttons)
            self.state = self._with_answer(self.state, end.about)
            self.ask_again()
        else:
            self.end(end)

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
            if not self.is_passing():
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
        page = self.state.page
        taps = option_buttons(options, shown, f"{self.state.flow}.{self.state.run}.{self.state.step}", page)
        others = self._with_call(words, buttons)
        line = hint if options else ""
        kept = (*taps[: max(0, MAX_BUTTONS - len(others))], *others)[:MAX_BUTTONS]
        self.replies.append(Reply(numbered(words, options, shown, line, page), kept))

    def _with_call(self, words: str, buttons: Sequence[Button]) -> tuple[Button, ...]:
        """Wherever the unit's telephone is named, it can be tapped; one that is no number is not offered as such."""
        can_dial = any(figure.isdigit() for figure in self.office.hotline)
        kept = [one for one in buttons if can_dial or one.kind != "call" or one.value != self.office.hotline]
        if can_dial and self.office.hotline in words and all(one.kind != "call" for one in kept):
            kept.append(sentences.call_button(self.office))
        return tuple(kept)

    def _pose(self, step: Step[W], question: Question, answers: dict[str, str]) -> None:
        trail = self.state.trail
        self.state = replace(
            self.state,
            step=step.name,
            answers=answers,
            options=question.options,
            shown=min(question.page, len(question.options)),
            page=question.page,
            trail=trail[: trail.index(step.name)] if step.name in trail else trail,
            rateable=question.about or self.state.rateable,
        )
        self.say(question.text, question.options, self.state.shown, question.buttons, sentences.HINT)

    def _talk(self, answers: dict[str, str]) -> Talk[W]:
        return Talk(self.world, self.office, self.now, answers, in_between=self.state.held is not None)

    @staticmethod
    def _with_answer(state: State, about: str) -> State:
        return replace(state, rateable=about) if about else state
