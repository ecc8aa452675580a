"""What the schedule runs for dossiers. Safe to run twice."""

from motcua.features.dossiers.following import announce_purges, tell_followers

__all__ = ["announce_purges", "tell_followers"]
