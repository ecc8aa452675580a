"""Vietnamese text as citizens type it: repaired, folded for comparing, and read into a name, a date, a phone.

Every reader returns its value or a `Refused` whose sentence tells the citizen what was wrong and shows an example.
"""

from motcua.messaging.text.dates import BirthDate, read_birth_date
from motcua.messaging.text.letters import clean, fold, name_key
from motcua.messaging.text.names import read_full_name
from motcua.messaging.text.numbers import digits_in_words, number_in_words, year_in_words
from motcua.messaging.text.phones import national_phone, read_phone
from motcua.messaging.text.refused import Refused

__all__ = [
    "BirthDate", "Refused", "clean", "digits_in_words", "fold", "name_key", "national_phone", "number_in_words",
    "read_birth_date", "read_full_name", "read_phone", "year_in_words",
]  # fmt: skip
