"""What runs by itself: followers who match a row are told so."""

from motcua.features.lists.telling import tell_due_lists

__all__ = ["tell_due_lists"]
