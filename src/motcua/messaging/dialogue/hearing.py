"""The half of a turn that hears free words: danger first, then questions, anger, and whatever nobody understood."""

import re
from dataclasses import replace

from motcua.messaging.dialogue import sentences, vocabulary
from motcua.messaging.dialogue.flow import End, Step, W
from motcua.messaging.dialogue.listening import Heard, Why
from motcua.messaging.dialogue.moods import says_enough, thumb
from motcua.messaging.dialogue.readings import plain
from motcua.messaging.dialogue.speaking import Speaker
from motcua.messaging.dialogue.urgent import Danger, danger_in, tells_of_it

TOO_MANY_MISSES = 2
_JUDGED = re.compile(r"#giup\.(?P<about>\d{1,18})\.(?P<how>co|chua)", re.ASCII)


def judging(about: str, *, helpful: bool) -> str:
    """The value of a button that judges an answer; it works as long as that answer is the last one."""
    return f"#giup.{about}.{'co' if helpful else 'chua'}"


class Hearer(Speaker[W]):
    """Knows the words of the turn; `words` and `asks` (is it a question?) are set by who listens."""

    words: str = ""
    asks: bool = False

    def step(self) -> Step[W] | None:
        """The step that waits for an answer, if any."""
        return self.script.step(self.state.flow, self.state.step)

    # Danger and crime

    def endangered(self) -> bool:
        """Say whom to call, keep a report where reports are kept, then go on where the conversation was."""
        danger = danger_in(self.words)
        if danger is None or (danger == "crime" and self.script.listener is None):
            return False
        if danger == "emergency" or self._tells():
            self.warn(danger)
        self._report(danger)
        return True

    def warn_in_place(self) -> None:
        """In words written to a person; where a crime is being reported, whom to call was said by the question."""
        danger, listener = danger_in(self.words), self.script.listener
        if danger == "emergency" or (danger and (listener is None or self.state.flow != listener.report)):
            self.warn(danger)

    def _tells(self) -> bool:
        return self.script.listener is None or tells_of_it(self.words)

    def warn(self, danger: Danger) -> None:
        """The country's own numbers, before anything else is said."""
        self.replies.append(sentences.emergency() if danger == "emergency" else sentences.crime())

    def _report(self, danger: Danger) -> None:
        listener = self.script.listener
        if listener is not None and danger == "crime" and not self._tells():
            self.open(self.script.flows[listener.report])
            return
        if listener is not None:
            self.notes.append(listener.alarm(self._talk({}), danger, self.words))
        if self.is_passing():
            self.go_on()
        else:
            self.ask_again()

    # Questions

    def look_up(self) -> Heard | None:
        """What the unit's own answers have to say to these words."""
        listener = self.script.listener
        return listener.hear(self._talk({}), self.words) if listener is not None else None

    def tell(self, heard: Heard) -> None:
        """Begin the listener's flow where the answer is told; an open flow waits for it to end."""
        listener = self.script.listener
        assert listener is not None  # it was the listener who heard
        self.interrupt(self.script.flows[listener.flow], heard.step, heard.answers)

    def offered_twice(self, heard: Heard) -> bool:
        """Whether she would only be asked to choose again after none of the first choices was hers."""
        listener = self.script.listener
        here = (self.state.flow, self.state.step)
        return listener is not None and not heard.sure and here == (listener.flow, heard.step)

    def judged(self) -> bool:
        """Whether the words say that the last answer helped or did not."""
        verdict = self._verdict()
        if self.script.listener is None or verdict is None:
            return False
        about, helpful = verdict
        if about != self.state.rateable or not about:
            self.thank()
            return True
        self.state = replace(self.state, rateable="")
        self.aside(self.script.listener.judge(self._talk({}), about, helpful))
        return True

    def thank(self) -> None:
        self.notes.append(sentences.THANKED)
        if self.is_passing():
            self.go_on()
        else:
            self.ask_again()

    def _verdict(self) -> tuple[str, bool] | None:
        if tapped := _JUDGED.fullmatch(self.words):
            return tapped["about"], tapped["how"] == "co"
        helpful = thumb(self.words)
        if helpful is None and vocabulary.is_one_of(self.words, vocabulary.HELPFUL):
            helpful = True
        if helpful is None and vocabulary.is_one_of(self.words, vocabulary.NOT_HELPFUL):
            helpful = False
        return (self.state.rateable, helpful) if helpful is not None and self.state.rateable else None

    # Nobody understood

    def unheard(self) -> None:
        """A question nobody can answer goes to a person at once, stray words the second time."""
        in_a_flow = bool(self.state.flow) and not self.is_passing()
        if self.script.listener is not None and (self.asks if in_a_flow else says_enough(self.words)):
            self.to_person("unanswered")
            return
        self.not_understood(sentences.NOT_UNDERSTOOD)

    def not_understood(self, why: str) -> None:
        """Say why; the second time in a row a person takes over, once."""
        stray_figures = plain(self.words).replace(" ", "").isdigit()
        if self.state.misses + 1 != TOO_MANY_MISSES or self.script.listener is None or stray_figures:
            self.refused(why)
            return
        self.state = replace(self.state, misses=TOO_MANY_MISSES)
        self.to_person("unanswered")

    def refused(self, why: str) -> None:
        """Words were read and cannot be taken: why, and from the second time on how to reach a person."""
        self.notes.append(why)
        self.state = replace(self.state, misses=self.state.misses + 1)
        if self.state.misses >= TOO_MANY_MISSES:
            self.notes.append(sentences.how_to_reach(self.office))
        self.ask_again()

    def to_person(self, why: Why) -> None:
        """Give the words to a person and say when she will answer."""
        listener = self.script.listener
        if listener is None:
            call = sentences.call_button(self.office)
            self.aside(End(sentences.how_to_reach(self.office), self.script.menu, (call,)))
            return
        misses = self.state.misses
        self.aside(listener.hand_over(self._talk({}), why, self.words))
        self.state = replace(self.state, misses=misses)
