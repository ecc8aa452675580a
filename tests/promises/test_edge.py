"""The edge is small: it names only modules of this list, and when it runs no Django is loaded."""

import subprocess
import sys

import grimp

ALLOWED = {
    "motcua.foundation",
    "motcua.foundation.audit.tags",
    "motcua.foundation.citizens",
    "motcua.foundation.citizens.links",
    "motcua.foundation.citizens.sign_in",
    "motcua.foundation.clock",
    "motcua.foundation.config",
    "motcua.foundation.group_commit",
    "motcua.foundation.secrets",
    "motcua.foundation.staff",
    "motcua.foundation.staff.roles",
    "motcua.foundation.staff.tokens",
    "motcua.messaging.channels.zalo.hook",
    "motcua.messaging.channels.zalo.keys",
    "motcua.messaging.channels.zalo.signature",
    "motcua.messaging.channels.zalo.tally",
    "motcua.tickets",
    "motcua.tickets.callers",
    "motcua.tickets.codes",
    "motcua.tickets.door",
    "motcua.tickets.ledger",
    "motcua.tickets.problems",
    "motcua.tickets.streams",
}
HEAVY = ("django", "ninja", "allauth", "procrastinate", "httpx")


def test_the_edge_names_only_modules_of_the_list():
    graph = grimp.build_graph("motcua", cache_dir=None)
    edge = {"motcua.edge", *graph.find_descendants("motcua.edge")}
    named = {one for module in edge for one in graph.find_modules_directly_imported_by(module)} - edge
    assert named
    assert named <= ALLOWED


def test_no_django_is_loaded_when_the_edge_is():
    say = f"import motcua.rsgi, sys; motcua.rsgi.edge(); print([m for m in {HEAVY!r} if m in sys.modules])"
    told = subprocess.run([sys.executable, "-c", say], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
