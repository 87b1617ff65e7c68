"""Tables of one's own: read in the browser, learned from, or refused in one sentence."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

import awkward_tables
from manyseeds import Study, data
from playground_page import Opened, downloaded, drop, fields, train, wait


def table(values: list[str], name: str = "a") -> str:
    """A column beside a plain one and the classes."""
    lines = [f"{value},{k * k % 13},{'xy'[k % 2]}" for k, value in enumerate(values)]
    return "\n".join([f"{name},b,class", *lines]) + "\n"


PLAIN = [str(k % 7 + 0.5) for k in range(24)]
LATIN = table(["é" if k % 3 else "ü" for k in range(24)])

# What is dropped, and what is said of column "a".
READ = {
    "numbers": (table(PLAIN), "as it is"),
    "a mark and CR LF": ("\ufeff" + table(PLAIN).replace("\n", "\r\n"), "as it is"),
    "semicolons, decimal commas": (
        table([v.replace(".", ";") for v in PLAIN]).replace(",", "|").replace(";", ",")
        .replace("|", ";"),
        "as it is",
    ),
    "tabs": (table(PLAIN).replace(",", "\t"), "as it is"),
    "truths": (table(["yes" if k % 3 else "No" for k in range(24)]), "1 for true, 0 for false"),
    "categories": (table([f"c{k % 3}" for k in range(24)]), "each of 3 categories"),
    "quoted newlines": (table(['"p\nq"' if k % 3 else "r" for k in range(24)]), "2 categories"),
    "codes": (table(["007", "013", "0042"] * 8), "3 categories"),
    "constant": (table(["5"] * 24), "always the same"),
    "row numbers": (table([str(k + 7) for k in range(24)]), "numbers the rows"),
    "names": (table([f"p{k}" for k in range(24)]), "differs in every row"),
    "many": (table([f"p{k % 100}" for k in range(150)]), "100 categories are too many"),
    "mostly missing": (table(["", "NA", "1"] * 8), "more than half is missing"),
    "dates": (table([f"2021-02-{k + 1:02}" for k in range(24)]), "dates"),
    "formulas": (table(["=1+1" if k % 3 else "@x" for k in range(24)]), "2 categories"),
    "markup": (table(["<img src=x onerror=alert(1)>", "<b>"] * 12), "2 categories"),
}  # fmt: skip


@pytest.mark.parametrize("case", READ)
def test_a_table_is_read_and_each_column_is_accounted_for(opened: Opened, case: str) -> None:
    text, said = READ[case]
    page = opened()
    page.on("dialog", lambda _: pytest.fail("a script ran"))
    drop(page, text)
    expect(page.locator(".message")).to_have_text(
        re.compile(r"^\d+ rows, \d+ inputs?, 2 classes\.")
    )
    page.get_by_text("What was done to each column").click()
    expect(page.get_by_role("row", name=re.compile("^a "))).to_contain_text(said)
    assert fields(page)["data"] == "table"
    wait(page, "ready")


REFUSED = {
    "nothing": ("", "is empty"),
    "a header alone": ("a,b\n", "is empty"),
    "one column": ("a\n1\n2\n", "Only one column"),
    "the same name twice": ("a,a,k\n1,2,x\n", "the same name"),
    "no name": ("a,,k\n1,2,x\n", "has none"),
    "no header": ("1,2,3\n4,5,6\n", "must be the names"),
    "a row too long": (table(PLAIN) + "1,2,x,9\n", "Row 26 has more or fewer"),
    "a row too short": (table(PLAIN) + "1,2\n", "Row 26 has more or fewer"),
    "a quote that does not close": (table(PLAIN) + '1,2,"x\n', "never closed"),
    "a null": (table(PLAIN) + "1,2,\x00\n", "no text file"),
    "few rows": (table(PLAIN[:5]), "Fewer than ten rows"),
    "infinity": (table(["inf", *PLAIN]), "Column “a” has numbers too large"),
    "1e300": (table(["1e300", *PLAIN]), "Column “a” has numbers too large"),
    "numbers and a text": (
        table([*map(str, range(1, 40, 2)), "unknown"]),
        "text such as “unknown”",
    ),
    "a comma of two meanings": (table(['"1,234"', '"2,345"'] * 12), "read in two ways"),
    "no column to learn from": ("a,class\n" + "5,x\n5,y\n" * 12, "No column is left"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_table_that_cannot_be_is_refused_in_one_sentence(opened: Opened, case: str) -> None:
    text, said = REFUSED[case]
    page = opened()
    drop(page, text)
    message = page.locator(".message.wrong")
    expect(message).to_contain_text(said)
    sentence = message.text_content() or ""
    assert sentence.endswith(".")
    assert "undefined" not in sentence
    assert fields(page).get("data", "xor") == "xor"


def test_bytes_of_other_encodings(opened: Opened) -> None:
    page = opened()
    chooser = page.locator("#table-file")
    for name, content in (
        ("latin.csv", LATIN.encode("latin-1")),
        ("wide.csv", b"\xff\xfe" + LATIN.encode("utf-16-le")),
    ):
        chooser.set_input_files({"name": name, "mimeType": "text/csv", "buffer": content})
        expect(page.locator(".message")).to_contain_text("24 rows, 3 inputs, 2 classes.")
        assert "categories" in (page.locator(".own-table table").text_content() or "")
    chooser.set_input_files({"name": "b.csv", "mimeType": "text/csv", "buffer": b"PK\x03\x04rest"})
    expect(page.locator(".message.wrong")).to_contain_text("no text file")


def repeated(content: bytes | str) -> bytes:
    """The same table with its rows twelve times, since a page needs more than a few."""
    if isinstance(content, bytes):
        return content
    head, _, rest = content.partition("\n")
    return f"{head}\n{(rest.rstrip(chr(10)) + chr(10)) * 12}".encode()


def given(page: Page, content: bytes) -> str:
    """Choose a file; what the page says of it."""
    message = page.locator(".own-table .message")
    page.evaluate("document.querySelector('.own-table .message').textContent = ''")
    page.locator("#table-file").set_input_files(
        {"name": "t.csv", "mimeType": "text/csv", "buffer": content}
    )
    expect(message).not_to_be_empty(timeout=20_000)
    return message.text_content() or ""


@pytest.mark.parametrize("name", ["RIGHT", "LEFT_OUT", "REFUSED"])
def test_every_awkward_table_of_the_library_is_read_or_refused_in_words(
    opened: Opened, name: str
) -> None:
    tables: dict[str, tuple[bytes | str, object]] = getattr(awkward_tables, name)
    page = opened()
    page.on("dialog", lambda _: pytest.fail("a script ran"))
    page.locator("[data-value=table]").click()
    said = {}
    for case, (content, _) in tables.items():
        once = content.encode() if isinstance(content, str) else content
        for key, bits in ((case, once), (f"{case}, again", repeated(content))):
            sentence = said[key] = given(page, bits)
            assert sentence.endswith("."), key
            assert not re.search(r"undefined|NaN|\bnull\b|Error|\[object", sentence), sentence
            wait(page, "ready", "failed")
    read = {key for key, sentence in said.items() if re.match(r"\d[\d,]* rows", sentence)}
    if name == "REFUSED":
        hopeless = ("one class", "no class at all", "one column", "gzip", "Excel", "null bytes")
        assert not read & {*hopeless, *(f"{case}, again" for case in hopeless)}
    elif name == "RIGHT":
        assert len(read) > 30, said


def test_more_rows_than_a_page_can_hold_are_refused(opened: Opened) -> None:
    page = opened()
    page.locator("[data-value=table]").click()
    sentence = given(page, b"a,b,k\n" + b"1,2,x\n2,4,y\n3,3,x\n" * 70_000)
    assert sentence.startswith("The file has more than 20 MB or 200,000 rows")


def test_rows_are_pasted_and_the_target_is_chosen(opened: Opened) -> None:
    page = opened()
    page.locator("[data-value=table]").click()
    page.get_by_label("Paste rows with a header here").fill(table([f"c{k % 3}" for k in range(30)]))
    page.get_by_role("button", name="Read these rows").click()
    expect(page.get_by_label("Column of the classes")).to_have_value("class")
    page.get_by_label("Column of the classes").select_option("a")
    expect(page.locator(".message")).to_contain_text("30 rows, 3 inputs, 3 classes.")
    wait(page, "ready")
    page.get_by_label("Paste rows with a header here").fill(table(PLAIN).replace(",y", ",x"))
    page.get_by_role("button", name="Read these rows").click()
    page.get_by_label("Column of the classes").select_option("class")
    expect(page.locator(".message.wrong")).to_contain_text("has 1 different value:")


def trained_table(page: Page, text: str) -> None:
    drop(page, text)
    wait(page, "ready")
    for label, value in (("Epochs", "4"), ("Networks", "20")):
        page.get_by_label(label, exact=True).fill(value)
        page.keyboard.press("Tab")
    wait(page, "ready")
    page.wait_for_timeout(300)
    wait(page, "ready")
    train(page)


# Classes whose order a page could well take for another than the library's.
CLASSES = {
    "formulas": ["=x", "5y", "-z"],
    "numbers in two ways": ["1", "1.0", "2"],
    "codes": ["7", "007", "8"],
    "hexadecimal": ["0x10", "9", "x"],
    "beyond the first plane": ["\U0001f600", "\uff5e", "z"],
    "quotes": ["'=a", "=a", "b"],
    "truths": ["TRUE", "false", "True"],
    "other words": ["Yes", "no", "yes"],
    "missing in part": ["<NA>", "p", "q"],
    "signs": ["+1", "-1", "0"],
    "capitals": ["b", "B", "a"],
}


def saved(page: Page, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Study:
    """The study of the page, by way of the two files that it saves."""
    for button in ("Save the study (TOML)", "Save the table as it is learned from (CSV)"):
        name, text = downloaded(page, button)
        (folder / name).write_bytes(text.encode())
    monkeypatch.chdir(folder)
    return Study.from_toml(Path("table.toml"))


@pytest.mark.parametrize("case", ["numbers", "categories", "codes", "truths", "formulas", "markup"])
def test_the_saved_table_and_study_train_the_same_networks(
    opened: Opened, case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = opened(accept_downloads=True)
    trained_table(page, READ[case][0])
    study = saved(page, tmp_path, monkeypatch)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["table.csv", "table.toml"]
    result = study.run(progress=False)
    expect(page.locator(".fingerprint")).to_contain_text(result.digest())


@pytest.mark.parametrize("case", CLASSES)
def test_classes_are_those_that_the_library_reads(
    opened: Opened, case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    labels = CLASSES[case]
    lines = [f"{k * 7 % 13 + 0.5},{k % 5 + 0.25},{labels[k % 3]}" for k in range(36)]
    text = "\n".join(["a,b,class", *lines]) + "\n"
    page = opened(accept_downloads=True)
    trained_table(page, text)
    study = saved(page, tmp_path, monkeypatch)
    expect(page.locator(".fingerprint")).to_contain_text(study.run(progress=False).digest())
    (tmp_path / "given.csv").write_text(text, encoding="utf-8")
    assert study.data.y.tolist() == data.table(tmp_path / "given.csv", "class").y.tolist()


def test_a_table_stays_out_of_the_address(opened: Opened) -> None:
    page = opened()
    drop(page, table(PLAIN))
    wait(page, "ready")
    again = opened_failing(opened, page.evaluate("location.hash.slice(1)"))
    expect(again.locator(".notice")).to_contain_text("Paste or drop it here again")
    drop(again, table(PLAIN))
    wait(again, "ready")


def opened_failing(opened: Opened, fragment: str) -> Page:
    context = opened.browser.new_context(locale="en-GB")
    opened.contexts.append(context)
    page = context.new_page()
    page.goto(f"{opened.address}#{fragment}")
    wait(page, "failed")
    return page
