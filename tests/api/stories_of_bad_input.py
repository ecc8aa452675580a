"""Bodies and headers that say nothing, too much, or the wrong thing: a clear answer, nothing half done."""

from tests import factories
from tests.api import office
from tests.api.telling import ends_with, press, send


@ends_with(413, "too-large")
def a_body_of_five_megabytes(door):
    shift = factories.shift()
    return send(
        door, b'{"shift": 1, "note": "' + b"x" * 5_000_000 + b'"}', "application/json", office.citizen(shift.unit)
    )


@ends_with(415, "unsupported-media-type")
def a_body_of_xml(door):
    return send(door, b"<shift>1</shift>", "application/xml")


@ends_with(422, "malformed")
def broken_json(door):
    return send(door, b'{"shift": 1', "application/json")


@ends_with(422, "malformed")
def json_that_is_no_object(door):
    return send(door, b"[1]", "application/json")


@ends_with(422, "malformed")
def json_nested_a_thousand_times(door):
    return send(door, b"[" * 8000 + b"]" * 8000, "application/json")


@ends_with(422, "malformed")
def bytes_that_are_not_utf_8(door):
    return send(door, b'{"shift": "\xff\xfe"}', "application/json")


@ends_with(422, "malformed")
def an_empty_body(door):
    return send(door, b"", "application/json")


@ends_with(422, "invalid field")
def a_shift_that_is_a_word(door):
    return send(door, '{"shift": "sáng"}'.encode(), "application/json")


@ends_with(422, "invalid field")
def a_shift_that_is_true(door):
    return send(door, b'{"shift": true}', "application/json")


@ends_with(422, "invalid field")
def a_shift_beyond_all_numbers(door):
    return send(door, b'{"shift": 99999999999999999999}', "application/json")


@ends_with(422, "invalid field")
def a_person_who_is_a_list(door):
    return send(door, b'{"shift": 1, "person": [1]}', "application/json")


@ends_with(422, "invalid field")
def a_priority_that_is_a_word(door):
    return send(door, '{"shift": 1, "priority": "gấp"}'.encode(), "application/json")


@ends_with(422, "invalid field")
def a_key_of_three_hundred_characters(door):
    shift = factories.shift()
    return press(door, shift, office.kiosk(shift.unit), key="k" * 300)
