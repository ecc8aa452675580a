"""Open a spreadsheet by what it is, not by its name: XLSX, XLS, ODS, CSV, TSV. No Django here."""

import io

from motcua.workflows.imports.binary import open_calamine
from motcua.workflows.imports.books import UPLOAD, Book, Data, Limits, Unreadable
from motcua.workflows.imports.delimited import open_text
from motcua.workflows.imports.packed import open_packed

_ENDINGS = ("xlsx", "xlsm", "xls", "ods", "csv", "tsv", "txt")
_OTHERS = {
    b"%PDF": "Đây là tệp PDF. Xin bản Excel của danh sách.",
    b"\xff\xd8\xff": "Đây là tệp ảnh. Xin bản Excel của danh sách.",
    b"\x89PNG": "Đây là tệp ảnh. Xin bản Excel của danh sách.",
    b"{\\rt": "Đây là tệp văn bản. Xin bản Excel của danh sách.",
    b"Rar!": "Đây là tệp nén. Giải nén rồi tải tệp Excel lên.",
    b"7z\xbc\xaf": "Đây là tệp nén. Giải nén rồi tải tệp Excel lên.",
    b"\x1f\x8b": "Đây là tệp nén. Giải nén rồi tải tệp Excel lên.",
    b"MZ": "Đây là chương trình, không phải bảng tính. Đừng mở tệp này.",
}
_HTML = (b"<html", b"<!doctype", b"<table", b"<head", b"<body", b"<?xml")


def open_book(data: Data, name: str, limits: Limits = UPLOAD) -> Book:
    """The sheets of a file. Raises Unreadable with a sentence for the officer."""
    if not data[:4096].strip(b"\xef\xbb\xbf\x00 \r\n\t"):
        raise Unreadable("Tệp trống. Chọn lại tệp có danh sách.")
    if len(data) > limits.file_bytes:
        raise Unreadable(f"Tệp lớn quá {limits.file_bytes // 1024 // 1024} MB. Chia danh sách thành nhiều tệp.")
    ending = name.rpartition(".")[2].lower()
    if ending not in _ENDINGS:
        raise Unreadable(f"Không nhận tệp .{ending[:12]}. Dùng tệp .xlsx, .xls, .ods hoặc .csv.")
    if data[:4] == b"PK\x03\x04":
        return open_packed(data, limits)
    if data[:4] == b"\xd0\xcf\x11\xe0":
        return open_calamine(io.BytesIO(data), limits)
    for signature, sentence in _OTHERS.items():
        if data.startswith(signature):
            raise Unreadable(sentence)
    if data[:512].lstrip(b"\xef\xbb\xbf \r\n\t").lower().startswith(_HTML):
        raise Unreadable("Đây là trang web lưu tên .xls. Mở bằng Excel, chọn Lưu thành .xlsx, rồi tải lại.")
    if ending in ("xlsx", "xlsm", "xls", "ods"):
        raise Unreadable(f"Tên tệp là .{ending} nhưng bên trong không phải bảng tính. Lưu lại bằng Excel rồi tải lên.")
    return open_text(data)
