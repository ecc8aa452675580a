"""CSV and TSV in the encodings real files have: UTF-8, UTF-16, Windows-1258, Windows-1252. No Django here."""

import codecs
import csv
import io
import unicodedata
from collections.abc import Iterator
from itertools import islice

from motcua.workflows.imports.books import Data, Unreadable, Window
from motcua.workflows.imports.cells import Row

_SIGNS = ",;\t|"
_SAMPLE = 1 << 18
_BINARY = "Tệp này không phải chữ. Lưu danh sách thành .xlsx hoặc .csv rồi tải lên."
_LETTERS = frozenset("ăâđêôơưĂÂĐÊÔƠƯàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ")


class TextBook:
    """One table of words between signs."""

    notes: tuple[str, ...] = ()
    sheets = ("CSV",)

    def __init__(self, data: Data, encoding: str, sign: str, width: int) -> None:
        self._data, self._encoding, self._sign, self._width = data, encoding, sign, width

    def head(self, sheet: int, count: int) -> list[Row]:
        """See Book."""
        return list(islice(self.rows(sheet), count))

    def rows(self, sheet: int) -> Iterator[Row]:
        """See Book."""
        text = io.TextIOWrapper(io.BufferedReader(Window(self._data)), encoding=self._encoding, newline="")
        composed = self._encoding == "cp1258"
        width = self._width
        try:
            for row in csv.reader(text, delimiter=self._sign):
                if len(row) < width:
                    row += [""] * (width - len(row))
                yield [unicodedata.normalize("NFC", cell) for cell in row] if composed else row
        except UnicodeDecodeError as error:
            raise Unreadable(_BINARY) from error
        except csv.Error as error:
            raise Unreadable("Tệp .csv có một ô quá dài hoặc thiếu dấu đóng ngoặc kép.") from error

    def height(self, sheet: int) -> int:
        """See Book."""
        return self._data.count(b"\n") + 1

    def depth_of_header(self, sheet: int, row: int) -> int:
        """See Book."""
        return 1


def open_text(data: Data) -> TextBook:
    """A table of words. Raises Unreadable."""
    encoding = _encoding(data)
    sample = data[:_SAMPLE].decode(encoding, errors="replace")
    if sum(unicodedata.category(one) == "Cc" and one not in "\t\r\n\x0b\x0c" for one in sample[:4096]) > 4:
        raise Unreadable(_BINARY)
    sign, width = _sign(sample)
    return TextBook(data, encoding, sign, width)


def _encoding(data: Data) -> str:
    for mark, name in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return name
    head = data[:4096]
    if head[1::2].count(0) > len(head) // 8:
        return "utf-16-le"
    if head[0::2].count(0) > len(head) // 8:
        return "utf-16-be"
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for at in range(0, len(data), _SAMPLE):
            decoder.decode(data[at : at + _SAMPLE])
    except UnicodeDecodeError:
        return _one_byte(data[:_SAMPLE])
    return "utf-8"


def _one_byte(sample: Data) -> str:
    """Windows-1258 when its letters and tone marks make more letters of the language than Windows-1252 does."""
    scores = {}
    for name in ("cp1258", "cp1252"):
        text = unicodedata.normalize("NFC", sample.decode(name, errors="replace"))
        scores[name] = sum(letter in _LETTERS for letter in text) - 3 * text.count("\ufffd")
    return "cp1258" if scores["cp1258"] >= scores["cp1252"] else "cp1252"


def _sign(sample: str) -> tuple[str, int]:
    """The sign that divides most lines into the same number of cells, and that number."""
    best = (",", 1)
    best_score = 0.0
    for sign in _SIGNS:
        try:
            lengths = [len(row) for row in csv.reader(io.StringIO(sample, newline=""), delimiter=sign) if row][:200]
        except csv.Error:
            continue
        wide = [one for one in lengths if one > 1]
        if not wide:
            continue
        usual = max(set(wide), key=wide.count)
        score = wide.count(usual) / len(lengths) * min(usual, 6)
        if score > best_score:
            best, best_score = (sign, usual), score
    return best
