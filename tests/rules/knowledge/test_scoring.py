"""`motcua knowledge score`: any list, any messages, one line each, without a database or a key."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from motcua.features.knowledge.scoring import ScoredList, UnreadableFile, read_messages, score_files

LIST = [
    {"id": 7, "title": "Đăng ký tạm trú", "phrasings": ["khai báo tạm trú cho người thuê"], "category": "Cư trú"},
    {"id": "b", "title": "Cấp hộ chiếu", "phrasings": "xin hộ chiếu mới"},
    {"title": "Lệ phí căn cước", "phrasings": None, "answer": {"steps": ["Không thu", "lần đầu"]}},
]


def test_ids_come_back_as_the_file_has_them():
    scored = ScoredList(LIST)
    assert scored.score("dang ky tam tru")["best"] == [7]
    assert scored.score("xin ho chieu")["best"] == ["b"]
    assert scored.score("le phi can cuoc")["best"] == [3]


def test_an_id_that_comes_twice_is_named_once():
    scored = ScoredList([{"id": 1, "title": "tạm trú"}, {"id": 1, "title": "khai báo tạm trú"}])
    assert scored.score("tam tru")["best"] == [1]


def test_files_of_other_shapes_are_read(tmp_path: Path):
    faq, messages = tmp_path / "faq.json", tmp_path / "messages.jsonl"
    faq.write_text("\ufeff" + json.dumps({"entries": LIST}), encoding="utf-8")
    messages.write_text('{"text": "tạm trú"}\n\n"hộ chiếu"\n{"text": null}\n', encoding="utf-8")
    found = list(score_files(faq, messages))
    assert [one["best"] for one in found] == [[7], ["b"], []]
    assert all(0 <= one["confidence"] <= 1 and one["decision"] in ("answer", "offer", "none") for one in found)


def test_a_bad_line_is_named():
    with pytest.raises(UnreadableFile, match=r"m\.jsonl, dòng 2"):
        list(read_messages(['{"text": "a"}', "{oops"], "m.jsonl"))
    with pytest.raises(UnreadableFile):
        ScoredList("no list")


def test_the_command_needs_no_key_and_no_database(tmp_path: Path):
    faq, messages = tmp_path / "faq.json", tmp_path / "messages.jsonl"
    faq.write_text(json.dumps(LIST), encoding="utf-8")
    messages.write_text('{"text": "xin ho chieu"}\n', encoding="utf-8")
    command = [sys.executable, "-m", "motcua", "knowledge", "score", "--faq", faq, "--messages", messages, "--json"]
    run = subprocess.run(command, capture_output=True, text=True, env={"PATH": ""}, cwd=tmp_path, check=False)
    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout)["best"] == ["b"]


def test_an_unreadable_file_is_one_sentence_and_status_two(tmp_path: Path):
    faq, messages = tmp_path / "faq.json", tmp_path / "messages.jsonl"
    faq.write_text("no json", encoding="utf-8")
    messages.write_text("", encoding="utf-8")
    command = [sys.executable, "-m", "motcua", "knowledge", "score", "--faq", faq, "--messages", messages, "--json"]
    run = subprocess.run(command, capture_output=True, text=True, env={"PATH": ""}, cwd=tmp_path, check=False)
    assert run.returncode == 2
    assert run.stderr.count("\n") == 1 and "không phải JSON" in run.stderr
