"""The gathering of requests into one commit, against runners made for the test; no database."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence

import pytest

from motcua.foundation.group_commit import Busy, CommitUnknown, GroupCommit

SOON = 5.0


class Store:
    """A runner that can be held, that remembers its lists, and that refuses what the test calls bad."""

    def __init__(self, *, bad: set[int] | None = None, held: bool = False) -> None:
        self.bad = bad or set()
        self.lists: list[list[int]] = []
        self.done: list[int] = []
        self.entered = asyncio.Event()
        self.gate = asyncio.Event()
        if not held:
            self.gate.set()

    async def __call__(self, requests: list[int]) -> Sequence[str]:
        self.lists.append(list(requests))
        self.entered.set()
        await self.gate.wait()
        if self.bad & set(requests):
            raise ValueError("bad row")
        self.done += requests
        return [f"done {request}" for request in requests]


def play(scene: Callable[[], Coroutine[object, object, None]]) -> None:
    asyncio.run(scene())


def ask(group: GroupCommit[int, str], request: int, within: float = SOON) -> "asyncio.Task[str]":
    loop = asyncio.get_running_loop()
    return loop.create_task(group.submit(request, loop.time() + within))


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110 - the condition is inside the class under test
            await asyncio.sleep(0)


def test_requests_of_one_moment_ride_in_one_list_and_each_gets_its_own_answer() -> None:
    async def scene() -> None:
        store = Store()
        group = GroupCommit(store)
        answers = await asyncio.gather(*(ask(group, n) for n in range(100)))
        assert answers == [f"done {n}" for n in range(100)]
        assert len(store.lists) == 1

    play(scene)


def test_while_one_list_is_on_its_way_the_next_fills_up() -> None:
    async def scene() -> None:
        store = Store(held=True)
        group = GroupCommit(store, in_flight=1)
        first = ask(group, 0)
        await store.entered.wait()
        others = [ask(group, n) for n in range(1, 50)]
        await until(lambda: group.waiting == 49)
        store.gate.set()
        await asyncio.gather(first, *others)
        assert [len(batch) for batch in store.lists] == [1, 49]

    play(scene)


def test_a_list_never_grows_over_its_bound_and_no_more_lists_run_than_allowed() -> None:
    async def scene() -> None:
        most = 0
        running = 0

        async def runner(requests: list[int]) -> Sequence[str]:
            nonlocal most, running
            running += 1
            most = max(most, running)
            await asyncio.sleep(0)
            running -= 1
            assert len(requests) <= 10
            return [str(request) for request in requests]

        group = GroupCommit(runner, max_batch=10, in_flight=3)
        await asyncio.gather(*(ask(group, n) for n in range(95)))
        assert most == 3

    play(scene)


@pytest.mark.parametrize("guilty", [{0}, {63}, {17, 40}])
def test_only_the_guilty_request_fails(guilty: set[int]) -> None:
    async def scene() -> None:
        store = Store(bad=guilty)
        group = GroupCommit(store)
        answers = await asyncio.gather(*(ask(group, n) for n in range(64)), return_exceptions=True)
        for n, answer in enumerate(answers):
            if n in guilty:
                assert isinstance(answer, ValueError)
            else:
                assert answer == f"done {n}"
        assert sorted(store.done) == [n for n in range(64) if n not in guilty]

    play(scene)


def test_an_unknown_commit_is_told_to_everyone_in_it_and_is_not_run_again() -> None:
    async def scene() -> None:
        runs = 0

        async def runner(requests: list[int]) -> Sequence[str]:
            nonlocal runs
            runs += 1
            raise CommitUnknown

        group = GroupCommit(runner)
        answers = await asyncio.gather(*(ask(group, n) for n in range(8)), return_exceptions=True)
        assert [type(answer) for answer in answers] == [CommitUnknown] * 8
        assert runs == 1

    play(scene)


def test_a_store_that_is_away_means_busy_for_all_without_halving() -> None:
    async def scene() -> None:
        runs = 0

        async def runner(requests: list[int]) -> Sequence[str]:
            nonlocal runs
            runs += 1
            raise Busy

        group = GroupCommit(runner)
        answers = await asyncio.gather(*(ask(group, n) for n in range(8)), return_exceptions=True)
        assert [type(answer) for answer in answers] == [Busy] * 8
        assert runs == 1

    play(scene)


def test_a_runner_that_hangs_leaves_nobody_waiting() -> None:
    async def scene() -> None:
        store = Store(held=True)
        group = GroupCommit(store, in_flight=1, run_timeout=0.05)
        first = ask(group, 1)
        await store.entered.wait()
        second = ask(group, 2, within=0.01)
        with pytest.raises(CommitUnknown):
            await first
        with pytest.raises(Busy):
            await second
        store.gate.set()
        assert await ask(group, 3) == "done 3"

    play(scene)


def test_a_wrong_number_of_results_is_an_unknown_commit() -> None:
    async def scene() -> None:
        async def runner(requests: list[int]) -> Sequence[str]:
            return ["only one"]

        group = GroupCommit(runner)
        answers = await asyncio.gather(*(ask(group, n) for n in range(3)), return_exceptions=True)
        assert [type(answer) for answer in answers] == [CommitUnknown] * 3

    play(scene)


def test_a_client_that_hangs_up_while_its_list_is_under_way_spoils_nobody_elses_answer() -> None:
    async def scene() -> None:
        store = Store(held=True)
        group = GroupCommit(store)
        asked = [ask(group, n) for n in range(20)]
        await store.entered.wait()
        for task in asked[::2]:
            task.cancel()
        await until(lambda: all(task.done() for task in asked[::2]))
        store.gate.set()
        assert await asyncio.gather(*asked[1::2]) == [f"done {n}" for n in range(1, 20, 2)]
        assert await ask(group, 99) == "done 99"

    play(scene)


def test_a_client_that_hangs_up_while_waiting_is_never_run() -> None:
    async def scene() -> None:
        store = Store(held=True)
        group = GroupCommit(store, in_flight=1)
        first = ask(group, 1)
        await store.entered.wait()
        gone = ask(group, 2)
        stays = ask(group, 3)
        await until(lambda: group.waiting == 2)
        gone.cancel()
        store.gate.set()
        await asyncio.gather(first, stays)
        assert store.done == [1, 3]

    play(scene)


def test_a_full_waiting_list_refuses_at_once_and_has_room_again_later() -> None:
    async def scene() -> None:
        store = Store(held=True)
        group = GroupCommit(store, in_flight=1, max_waiting=2)
        first = ask(group, 1)
        await store.entered.wait()
        waiting = [ask(group, 2), ask(group, 3)]
        await until(lambda: group.waiting == 2)
        with pytest.raises(Busy):
            await ask(group, 4)
        store.gate.set()
        await asyncio.gather(first, *waiting)
        assert await ask(group, 5) == "done 5"

    play(scene)


def test_whoever_hung_up_does_not_hold_a_place_in_the_waiting_list() -> None:
    async def scene() -> None:
        store = Store(held=True)
        group = GroupCommit(store, in_flight=1, max_waiting=2, key=lambda n: n % 2)
        first = ask(group, 1)
        await store.entered.wait()
        gone = [ask(group, 2), ask(group, 3)]
        await until(lambda: group.waiting == 2)
        for task in gone:
            task.cancel()
        await until(lambda: not group.waiting)
        stays = ask(group, 4)
        store.gate.set()
        assert list(await asyncio.gather(first, stays)) == ["done 1", "done 4"]

    play(scene)


def test_a_request_over_its_deadline_hears_busy_and_is_never_run() -> None:
    async def scene() -> None:
        store = Store(held=True)
        group = GroupCommit(store, in_flight=1)
        first = ask(group, 1)
        await store.entered.wait()
        late = ask(group, 2, within=0.01)
        with pytest.raises(Busy):
            await late
        with pytest.raises(Busy):
            await ask(group, 3, within=-1)
        store.gate.set()
        assert await first == "done 1"
        assert store.done == [1]

    play(scene)


def test_two_requests_of_one_key_never_are_under_way_together() -> None:
    async def scene() -> None:
        under_way: list[int] = []

        async def runner(requests: list[int]) -> Sequence[str]:
            keys = [request % 10 for request in requests]
            assert len(set(keys)) == len(keys)
            assert not set(keys) & set(under_way)
            under_way.extend(keys)
            await asyncio.sleep(0)
            for key in keys:
                under_way.remove(key)
            return [str(request) for request in requests]

        group = GroupCommit(runner, in_flight=3, key=lambda request: request % 10)
        answers = await asyncio.gather(*(ask(group, n) for n in range(100)))
        assert answers == [str(n) for n in range(100)]
        assert group.waiting == 0

    play(scene)


def test_requests_of_one_key_are_served_in_the_order_they_came() -> None:
    async def scene() -> None:
        store = Store(bad={3})
        group = GroupCommit(store, in_flight=2, key=lambda request: "same")
        answers = await asyncio.gather(*(ask(group, n) for n in range(6)), return_exceptions=True)
        assert store.lists == [[0], [1], [2], [3], [4], [5]]
        assert isinstance(answers[3], ValueError)

    play(scene)


def test_closing_finishes_what_is_under_way_and_tells_the_rest_busy() -> None:
    async def scene() -> None:
        store = Store(held=True)
        group = GroupCommit(store, in_flight=1, key=lambda request: request)
        first = ask(group, 1)
        await store.entered.wait()
        rest = [ask(group, 1), ask(group, 2)]
        await until(lambda: group.waiting == 2)
        closing = asyncio.get_running_loop().create_task(group.close())
        await until(lambda: all(task.done() for task in rest))
        store.gate.set()
        await closing
        assert first.done() and await first == "done 1"
        assert [type(task.exception()) for task in rest] == [Busy, Busy]
        with pytest.raises(Busy):
            await ask(group, 3)

    play(scene)


def test_a_list_that_is_cancelled_leaves_nobody_waiting() -> None:
    async def scene() -> None:
        async def runner(requests: list[int]) -> Sequence[str]:
            raise asyncio.CancelledError

        group = GroupCommit(runner)
        with pytest.raises(CommitUnknown):
            await ask(group, 1)
        assert group.in_flight <= 1

    play(scene)


def test_gathering_waits_for_company_but_not_for_a_full_list() -> None:
    async def scene() -> None:
        store = Store()
        group = GroupCommit(store, gather=0.02, gather_until=10, in_flight=1)
        first = ask(group, 0)
        await asyncio.sleep(0)
        second = ask(group, 1)
        await asyncio.gather(first, second)
        assert store.lists == [[0, 1]]
        patient = GroupCommit(store, gather=60, gather_until=10)
        await asyncio.gather(*(ask(patient, n) for n in range(10)))
        assert len(store.lists[1]) == 10

    play(scene)
