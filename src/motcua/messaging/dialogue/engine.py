"""One turn of a conversation: what the citizen did, where it stands, what is said back.

Promises: never silent, never an error for any text, never backwards for a late message, and the same answer
for a tap, a number or the option's name, with or without diacritics.
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from motcua.foundation.clock import local_date
from motcua.messaging.dialogue import sentences, vocabulary
from motcua.messaging.dialogue.flow import End, Event, Office, Step, Talk, W
from motcua.messaging.dialogue.hearing import Hearer
from motcua.messaging.dialogue.moods import looks_like_question, only_a_link, only_pictures, sounds_angry
from motcua.messaging.dialogue.readings import plain, read_choice, read_loose_choice, read_yes_no
from motcua.messaging.dialogue.render import read_tag, with_demo_strip
from motcua.messaging.dialogue.reply import Reply
from motcua.messaging.dialogue.script import Script
from motcua.messaging.dialogue.state import Option, State
from motcua.messaging.text import Refused, clean

IDLE = timedelta(minutes=30)
LONGEST_READ = 4000


@dataclass(frozen=True, slots=True)
class Turn:
    """What to store and what to send; there is always at least one reply."""

    state: State
    replies: tuple[Reply, ...]


def take_turn(script: Script[W], *, world: W, office: Office, state: State, event: Event, now: datetime) -> Turn:
    """Answer one event. `world` is bound to one citizen of one office; a flow may write through it (take a number)."""
    return _Turn(script, world, office, state, now, event).turn()


class _Turn(Hearer[W]):
    """The half of a turn that listens: late or fresh, tapped or typed, for the open question or for anything else."""

    def __init__(self, script: Script[W], world: W, office: Office, state: State, now: datetime, event: Event) -> None:
        known = not state.flow or script.step(state.flow, state.step) is not None
        super().__init__(script, world, office, state if known else state.closed(), now)
        self.event = event
        self.words = clean(event.text[:LONGEST_READ])
        self.asks = event.kind == "text" and looks_like_question(self.words)

    def turn(self) -> Turn:
        if self.event.at < self.state.last_at:
            self._answer_late()
        else:
            self._answer()
            self.state = replace(self.state, last_at=self.event.at, answered_at=self.now)
        replies = [with_demo_strip(reply) for reply in self.replies] if self.office.demo else self.replies
        return Turn(self.state, tuple(replies))

    def _answer(self) -> None:
        self._drop_stale_held()
        if self.event.kind == "follow":
            self.state = self.state.closed()
            self.go_home(first=True)
        elif self.event.kind != "text":
            self.notes.append(sentences.about_media(self.event.kind))
            self.ask_again()
        elif tag := read_tag(self.words):
            self._tapped(tag)
        elif not self._is_idle() and (option := self._option_without_doubt()) is not None:
            self._choose(option)
        elif not (self._steer() or self._named() or self.judged()):
            self._answer_words()

    def _answer_words(self) -> None:
        """Words that are neither an option nor a command: to a person, of danger, or for the open question."""
        step = self.step()
        if step is not None and step.any_words and not self._is_idle() and self.words:
            self.warn_in_place()
            self._accept(step, self.words)
        elif not self.endangered():
            if self._is_idle():
                self._pick_up()
            else:
                self._answer_in_place()

    def _answer_late(self) -> None:
        """An older message may get an answer, but the flow, its answers and its options stay as they are."""
        before = self.state
        flow = self.script.flows.get(self.script.phrases.command(self.words) or "")
        if flow is not None and flow.tell is not None:
            told = flow.tell(self._talk({}))
            self.say(told.text, buttons=told.buttons)
        elif not self.words.startswith("#") and self.endangered():
            pass
        elif self.asks and (told_late := self._answer_to_late_question()) is not None:
            self.say(told_late.text, buttons=told_late.buttons)
        elif self.state.flow:
            self.say(sentences.LATE_IN_A_FLOW, self.state.options, self.state.shown, hint=sentences.HINT)
        else:
            self.notes.append(sentences.LATE)
            self.go_home()
        self.state = before

    def _answer_to_late_question(self) -> End | None:
        """Only what is sure, told as in between: it asks for nothing back."""
        heard, listener = self.look_up(), self.script.listener
        if listener is None or heard is None or not heard.sure:
            return None
        step = self.script.step(listener.flow, heard.step)
        talk = Talk(self.world, self.office, self.now, dict(heard.answers), in_between=True)
        asked = step.ask(talk) if step is not None else None
        return asked if isinstance(asked, End) else None

    def _drop_stale_held(self) -> None:
        """What was interrupted yesterday does not go on by itself today."""
        if self.state.held is not None and local_date(self.state.last_at) != local_date(self.event.at):
            self.state = replace(self.state, held=None)

    # Words that work anywhere

    def _steer(self) -> bool:
        in_flow = bool(self.state.flow)
        may_leave = in_flow or self.script.phrases.command(self.words) is None
        for words, act in (
            (vocabulary.MENU, self._to_menu),
            (vocabulary.LEAVE, self._leave if may_leave else None),
            (vocabulary.BACK, self._back if in_flow else self._to_menu),
            (vocabulary.RESTART, self._restart if in_flow else None),
            (vocabulary.MORE, self._more if self.state.shown < len(self.state.options) else None),
        ):
            if act is not None and vocabulary.is_one_of(self.words, words):
                act()
                return True
        return False

    def _named(self) -> bool:
        """The message is the name of a function, or an ID number."""
        if name := self.script.phrases.named(self.words):
            self._open_from_outside(name)
        elif self._own_line(self.words):
            pass
        elif topic := self.script.phrases.topic(self.words):
            self._not_here_yet(topic)
        elif re.fullmatch(r"\d{9}|\d{12}", re.sub(r"[ .-]", "", self.words)):
            self.notes.append(sentences.NO_ID_NUMBERS)
            self.ask_again()
        else:
            return False
        return True

    def _open_from_outside(self, name: str) -> None:
        flow = self.script.flows[name]
        if flow.tell is None and not flow.passing and name != self.state.flow:
            self._note_leaving()
        self.open(flow)

    def _own_line(self, said: str) -> bool:
        """One of the office's own lines of the menu, by its value or by its title."""
        for option in self.script.own_lines(self.world):
            query, _, key = option.value.partition(".")
            flow = self.script.asked_by(query)
            if flow is not None and (said == option.value or plain(said) == plain(option.title)):
                self._note_leaving()
                self.open(flow, {"key": key})
                return True
        return False

    def _not_here_yet(self, topic: str) -> None:
        text, call = sentences.not_here_yet(topic, self.office), sentences.call_button(self.office)
        self.aside(End(text, suggest=self.script.menu, buttons=(call,)))

    def _to_menu(self) -> None:
        self._note_leaving()
        self.state = self.state.closed()
        self.go_home()

    def _leave(self) -> None:
        if self.state.held is not None:
            self.notes.append(sentences.GO_ON)
            self.go_on()
            return
        self._note_leaving()
        self.end(End(sentences.WELL_THEN, suggest=self.script.menu))

    def _back(self) -> None:
        if not self.state.trail:
            if self.state.held is not None:
                self.go_on()
            else:
                self._to_menu()
            return
        step, trail = self.state.trail[-1], self.state.trail[:-1]
        self.state = replace(self.state, trail=trail, misses=0, last_choice="")
        self.walk(step, dict(self.state.answers))

    def _restart(self) -> None:
        self.open(self.script.flows[self.state.flow])

    def _more(self) -> None:
        shown = min(self.state.shown + self.state.page, len(self.state.options))
        self.state = replace(self.state, shown=shown)
        self.say(sentences.MORE_OPTIONS, self.state.options, shown, hint=sentences.HINT)

    def _note_leaving(self) -> None:
        left_flow = self.state.held.flow if self.state.held else self.state.flow
        if left_flow in self.script.flows and (left := self.script.flows[left_flow].left):
            self.notes.append(left)

    # A flow left alone

    def _is_idle(self) -> bool:
        return bool(self.state.flow) and not self.is_passing() and self.event.at - self.state.last_at > IDLE

    def _pick_up(self) -> None:
        flow = self.script.flows[self.state.flow]
        heard = self.look_up() if self.asks else None
        if heard is not None and heard.sure:
            self.tell(heard)
        elif local_date(self.state.last_at) == local_date(self.event.at):
            self.notes.append(sentences.resumed(flow.title, self.state.last_at))
            self.ask_again()
        else:
            self.notes.append(sentences.restarted(flow.title))
            self.open(flow)

    # An answer to what was asked

    def _option_without_doubt(self) -> Option | None:
        for option in self.state.options:
            if plain(self.words) in option.words:
                return option
        index = read_choice(self.words, [option.title for option in self.state.options])
        return None if index is None else self.state.options[index]

    def _tapped(self, tag: re.Match[str]) -> None:
        if (held := self.state.held) is not None and (tag["flow"], int(tag["run"])) == (held.flow, held.run):
            self.state = self.state.resumed()
        same_flow = tag["flow"] == self.state.flow and int(tag["run"]) == self.state.run
        found = [option for option in self.state.options if option.value == tag["value"]]
        if same_flow and tag["step"] == self.state.step and found:
            self._choose(found[0])
        else:
            self.notes.append(sentences.ANSWERED_BUTTON if same_flow else sentences.OLD_BUTTON)
            self.ask_again()

    def _choose(self, option: Option) -> None:
        typed, step = plain(self.words), self.step()
        if option.value == vocabulary.MENU_QUERY:
            self._to_menu()
        elif (flow := self.script.asked_by(option.value)) is not None:
            self._open_from_outside(flow.name)
        elif option.value.startswith("#") and self._own_line(option.value):
            pass
        elif option.value.startswith("#"):
            self.words = option.value
            if not self.judged():
                self.unheard()
        elif typed == self.state.last_choice and self.event.at <= self.state.answered_at:
            self.notes.append(sentences.TWICE)
            self.ask_again()
        elif step is None:
            self.not_understood(sentences.NOT_UNDERSTOOD)
        else:
            self.state = replace(self.state, last_choice=typed)
            self._accept(step, option.value)

    def _answer_in_place(self) -> None:
        """Free words: anger, then what a question asks for, then what the open step makes of them."""
        if only_pictures(self.words):
            self.thank()
        elif only_a_link(self.words):
            self.notes.append(sentences.about_media("link"))
            self.ask_again()
        elif sounds_angry(self.words):
            self.to_person("angry")
        elif not self._answer_question() and not self._answer_step():
            self._answer_anything()

    def _answer_question(self) -> bool:
        """A question goes to the unit's answers; where they are not sure, a function it mentions is opened."""
        mentioned = self.script.phrases.mentioned(self.words) or ""
        flow = self.script.flows.get(mentioned)
        if flow is not None and flow.tell is not None:
            self.open(flow)
            return True
        heard = self.look_up() if self.asks else None
        if heard is not None and (heard.sure or flow is None) and not self.offered_twice(heard):
            self.tell(heard)
        elif flow is not None:
            self._open_from_outside(mentioned)
        else:
            return False
        return True

    def _answer_step(self) -> bool:
        step = self.step()
        if step is not None and step.free and self.words:
            self._accept(step, self.words)
        elif (option := self._option_by_guess()) is not None:
            self._choose(option)
        else:
            return False
        return True

    def _answer_anything(self) -> None:
        if vocabulary.is_one_of(self.words, vocabulary.THANKS):
            self.thank()
            return
        heard = self.look_up() if not self.asks else None
        if heard is not None and heard.sure:
            self.tell(heard)
        elif topic := self.script.phrases.topic_within(self.words):
            self._not_here_yet(topic)
        elif not self.state.flow and read_yes_no(self.words) == "yes":
            self._leave()
        elif self.state.flow and not self.is_passing():
            self.unheard()  # a stray word in the middle of something is no reason to offer three choices
        elif heard is not None and not self.offered_twice(heard):
            self.tell(heard)
        else:
            self.unheard()

    def _option_by_guess(self) -> Option | None:
        means = read_yes_no(self.words)
        for option in self.state.options:
            if means is not None and option.means == means:
                return option
        index = read_loose_choice(self.words, [option.title for option in self.state.options])
        return None if index is None else self.state.options[index]

    def _accept(self, step: Step[W], value: str) -> None:
        answers = dict(self.state.answers)
        accepted = step.accept(self._talk(answers), value)
        if isinstance(accepted, Refused):
            self.refused(accepted.sentence)
            return
        self.state = replace(self.state, trail=(*self.state.trail, step.name), misses=0)
        if not self.left_by(accepted):
            self.walk(self.after(step, accepted, answers), answers)
