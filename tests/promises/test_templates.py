"""The template lint finds what it is for, and nothing in our templates."""

import pytest
from tools.check_templates import inline_in, main


def test_our_templates_are_clean(capsys: pytest.CaptureFixture[str]):
    assert main() == 0, capsys.readouterr().out


@pytest.mark.parametrize(
    "bad",
    [
        '<p style="color:red">',
        "<style>p{}</style>",
        "<script>alert(1)</script>",
        '<button onclick="go()">',
        '<a href=" javascript:go()">',
        '<script src="https://cdn.example/x.js"></script>',
        '<link rel="stylesheet" href="//cdn.example/x.css">',
        '<img src="http://anh.example/x.png">',
    ],
)
def test_the_lint_sees(bad: str):
    assert inline_in(bad)


@pytest.mark.parametrize(
    "good", ['<script type="module" src="/static/a.js"></script>', '<a href="https://zalo.me/1">', "<p>on sale</p>"]
)
def test_the_lint_lets_pass(good: str):
    assert inline_in(good) == []
