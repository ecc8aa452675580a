"""What the schedule runs for reports. Safe to run twice."""

from motcua.features.reports.operations import sound_alarms

__all__ = ["sound_alarms"]
