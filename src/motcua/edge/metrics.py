"""Door 5: /metrics in Prometheus' text form. Figures of this edge process, and those that stand in the database.

Names and units follow Prometheus' rules. No label ever holds anything of a person, a unit or a number.
"""

import hmac
from collections import Counter as Counts
from collections.abc import Iterable, Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from motcua.edge.database import Link
from motcua.edge.wire import Heard
from motcua.foundation import clock
from motcua.foundation.group_commit import Busy, CommitUnknown
from motcua.tickets.door import Answer
from motcua.tickets.ledger import Outcome

# -- name: metrics -- what waits, and since when; each count reads a partial index of open rows only
WAITING = """
SELECT (SELECT count(*) FROM inbound_event WHERE handled_at IS NULL AND parked_at IS NULL),
  (SELECT coalesce(extract(epoch FROM %(now)s - min(received_at)), 0) FROM inbound_event
   WHERE handled_at IS NULL AND parked_at IS NULL),
  (SELECT count(*) FROM inbound_event WHERE parked_at IS NOT NULL),
  (SELECT count(*) FROM outbox_message WHERE state = 'queued'),
  (SELECT count(*) FROM outbox_message WHERE state = 'sending'),
  (SELECT extract(epoch FROM %(now)s - max(beat_at)) FROM worker_heartbeat)
"""
_LOOPBACK = ("127.", "[::1]", "::1")


class Figures:
    """What this process has counted since it started. `webhooks` is counted by its door, `Receiver.counts`."""

    def __init__(self, webhooks: Mapping[str, int]) -> None:
        self.registry = CollectorRegistry()
        self._tickets = Counter("motcua_presses", "Presses answered by the ledger", ["verdict"], registry=self.registry)
        self._lists = Histogram(
            "motcua_list_presses", "Presses in one commit", buckets=(1, 2, 5, 10, 25, 50, 100, 200, 400),
            registry=self.registry,
        )  # fmt: skip
        self.registry.register(_Webhooks(webhooks))
        self.streams = Gauge("motcua_live_streams", "Live pages that are open", registry=self.registry)
        self.asleep = Gauge("motcua_inbound_waiting", "Messages from citizens not yet handled", registry=self.registry)
        self.oldest = Gauge("motcua_inbound_oldest_seconds", "Age of the oldest of them", registry=self.registry)
        self.parked = Gauge("motcua_inbound_parked", "Messages put aside after three failures", registry=self.registry)
        self.queued = Gauge("motcua_outbox_queued", "Messages to citizens waiting to go", registry=self.registry)
        self.sending = Gauge("motcua_outbox_sending", "Messages to citizens on their way", registry=self.registry)
        self.worker = Gauge("motcua_worker_age_seconds", "Since the worker's last heartbeat", registry=self.registry)
        self.database = Gauge("motcua_database_up", "1 when the database answered this call", registry=self.registry)

    def issued(self, outcomes: Iterable[Outcome]) -> None:
        """Count a list once, not press by press."""
        by_verdict = Counts(one.verdict for one in outcomes)
        for verdict, presses in by_verdict.items():
            self._tickets.labels(verdict).inc(presses)
        self._lists.observe(by_verdict.total())


class _Webhooks(Collector):
    """Read when somebody asks: to count each call here once more took as long as to check its signature."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        self._counts = counts

    def collect(self) -> Iterable[Metric]:
        told = CounterMetricFamily("motcua_webhooks", "Webhook calls by what became of them", labels=["receipt"])
        for word, calls in self._counts.items():
            told.add_metric([word], calls)
        yield told


class Metrics:
    """The door. With a token set it must be shown (`Authorization: Bearer`); without one only this machine may ask."""

    def __init__(self, figures: Figures, reader: Link, token: str) -> None:
        self._figures, self._reader, self._token = figures, reader, token

    async def answer(self, heard: Heard) -> Answer:
        if not self._may_ask(heard):
            return Answer(404, {"status": "not found"})
        await self._look()
        return Answer(200, {}, {"content-type": CONTENT_TYPE_LATEST}, generate_latest(self._figures.registry))

    def _may_ask(self, heard: Heard) -> bool:
        if self._token:
            return hmac.compare_digest(heard.header("authorization").encode(), f"Bearer {self._token}".encode())
        # Behind a proxy everybody comes from this machine: then a token is needed.
        return heard.peer.startswith(_LOOPBACK) and not heard.header("x-forwarded-for")

    async def _look(self) -> None:
        figures = self._figures
        try:
            ((waiting, oldest, parked, queued, sending, age),) = await self._reader.fetch(WAITING, {"now": clock.now()})
        except (Busy, CommitUnknown):
            figures.database.set(0)
            return
        figures.database.set(1)
        for gauge, value in (
            (figures.asleep, waiting), (figures.oldest, oldest), (figures.parked, parked), (figures.queued, queued),
            (figures.sending, sending), (figures.worker, "nan" if age is None else age),
        ):  # fmt: skip
            gauge.set(float(value))
