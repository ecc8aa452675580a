"""Nothing of a machine or a secret is in the tree."""

import pytest
from tools.check_tree import findings, main


def test_our_tree_is_clean(capsys: pytest.CaptureFixture[str]):
    assert main() == 0, capsys.readouterr().out


@pytest.mark.parametrize(
    "bad",
    ["https://pypi" + ".org/simple/", "cd /wo" + "rk/here", "/ro" + "ot/.ssh", "-----BEGIN PRIVATE " + "KEY-----"],
)
def test_the_check_sees(tmp_path, bad: str):
    file = tmp_path / "file.txt"
    file.write_text(f"first\n{bad}\n")
    assert [one.partition(": ")[0] for one in findings(file, "file.txt")] == ["file.txt:2"]


@pytest.mark.parametrize("good", ["GET /workflows/", "--no-emit-index-" + "url", "src/wo" + "rk/x", "the /rooted tree"])
def test_the_check_lets_pass(tmp_path, good: str):
    file = tmp_path / "file.txt"
    file.write_text(good)
    assert findings(file, "file.txt") == []
