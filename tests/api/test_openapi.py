"""The description at /api/openapi.json says what the stories of the contract see."""

import pytest

from motcua.audiences.api.openapi import api
from motcua.tickets.problems import PROBLEMS
from tests.api.test_contract import CASES, GIVEN


@pytest.fixture(scope="module")
def described():
    return api.get_openapi_schema()


def test_the_version_is_3_1_and_the_paths_are_the_contract(described):
    assert described["openapi"].startswith("3.1")
    assert set(described["paths"]) == {"/api/v1/tickets", "/api/v1/tickets/{code}"}


def test_every_answer_of_the_contract_is_described(described):
    answers = described["paths"]["/api/v1/tickets"]["post"]["responses"]
    assert {case.status for case in CASES} | {503} == set(answers)
    for status, answer in answers.items():
        if status >= 400:
            assert list(answer["content"]) == ["application/problem+json"]


def test_every_problem_of_the_door_has_a_described_status(described):
    of_post = described["paths"]["/api/v1/tickets"]["post"]["responses"]
    of_get = described["paths"]["/api/v1/tickets/{code}"]["get"]["responses"]
    assert {told.status for told in PROBLEMS.values()} <= set(of_post) | set(of_get)


def test_a_given_ticket_is_described_name_by_name(described):
    given = described["components"]["schemas"]["GivenTicket"]
    assert set(given["properties"]) == set(given["required"]) == GIVEN
    assert set(described["components"]["schemas"]["Window"]["required"]) == {"from", "to"}


def test_every_extra_word_of_a_problem_is_described(described):
    words = {word for case in CASES if case.status >= 400 for word in case.ends.split()[1:]}
    assert words <= set(described["components"]["schemas"]["Problem"]["properties"])
    assert words == {"next_shift", "opens_at", "ticket_url", "field"}


def test_json_and_form_the_key_and_the_three_ways_to_say_who(described):
    take = described["paths"]["/api/v1/tickets"]["post"]
    assert set(take["requestBody"]["content"]) == {"application/json", "application/x-www-form-urlencoded"}
    assert [one["name"] for one in take["parameters"]] == ["Idempotency-Key"]
    assert {name for one in take["security"] for name in one} == set(described["components"]["securitySchemes"])


def test_every_reference_leads_somewhere(described):
    schemas = described["components"]["schemas"]
    for reference in _references(described):
        assert reference.removeprefix("#/components/schemas/") in schemas


def _references(node: object):
    if isinstance(node, dict):
        if "$ref" in node:
            yield node["$ref"]
        for value in node.values():
            yield from _references(value)
    elif isinstance(node, list | tuple):
        for value in node:
            yield from _references(value)
