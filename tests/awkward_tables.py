"""Awkward tables as text or bytes: what the library reads of each, or says of it."""

from __future__ import annotations

import gzip

ROWS = "a,b,k\n1.5,2,x\n2.5,3,y\n3.5,1,x\n"
NAN = float("nan")


def rows(values: list[str], name: str = "a") -> str:
    """A table of one column beside a plain one and the classes."""
    lines = [f"{value},{k % 7},{'xy'[k % 2]}" for k, value in enumerate(values)]
    return "\n".join([f"{name},b,k", *lines]) + "\n"


MANY = [f"t{k}" for k in range(10_000)]

# What is written, and the numbers that column "a" must have.
RIGHT: dict[str, tuple[bytes | str, list[float]]] = {
    "plain": (ROWS, [1.5, 2.5, 3.5]),
    "UTF-8 with mark": ("\ufeff" + ROWS, [1.5, 2.5, 3.5]),
    "Latin-1": ("a,b,k\n1,2,é\n2,3,ü\n3,1,é\n".encode("latin-1"), [1, 2, 3]),
    "bytes that are not even Windows-1252": (b"a,b,k\n1,2,\x81\n2,3,y\n3,1,y\n", [1, 2, 3]),
    "UTF-16, little": (b"\xff\xfe" + ROWS.encode("utf-16-le"), [1.5, 2.5, 3.5]),
    "UTF-16, big": (b"\xfe\xff" + ROWS.encode("utf-16-be"), [1.5, 2.5, 3.5]),
    "UTF-16 with quotes": (b"\xff\xfe" + 'a,k\n"1",x\n2,y\n'.encode("utf-16-le"), [1, 2]),
    "CR LF": (ROWS.replace("\n", "\r\n"), [1.5, 2.5, 3.5]),
    "CR alone": (ROWS.replace("\n", "\r"), [1.5, 2.5, 3.5]),
    "no line end at the end": (ROWS.rstrip(), [1.5, 2.5, 3.5]),
    "quoted newline": ('a,t,k\n1,"p\nq",x\n2,"p\nq",y\n3,r,x\n4,r,y\n', [1, 2, 3, 4]),
    "a name with a line separator of Unicode": (
        "a,two\u2028lines\x85,k\n1,2,x\n2,3,y\n",
        [1, 2],
    ),
    "a name with a newline": ('a,"two\nlines",k\n1,2,x\n2,3,y\n', [1, 2]),
    "quoted delimiter": ('a,t,k\n1,"p,q",x\n2,r,y\n3,"p,q",x\n4,r,y\n', [1, 2, 3, 4]),
    "doubled quotes": ('a,t,k\n1,"p""q",x\n2,r,y\n3,"p""q",x\n4,r,y\n', [1, 2, 3, 4]),
    "semicolons and decimal commas": ("a;b;k\n1,5;2;x\n2,5;3;y\n-1,25e1;1;x\n", [1.5, 2.5, -12.5]),
    "decimal commas and points of thousands": ("a;k\n1.234,5;x\n2,5;y\n3;x\n", [1234.5, 2.5, 3]),
    "commas told by another column": ("a;b;k\n1,234;1,5;x\n2,345;2,5;y\n", [1.234, 2.345]),
    "separated thousands": (rows(['"1,234.5"', '"1,234,567"', "12"]), [1234.5, 1234567, 12]),
    "tabs": (ROWS.replace(",", "\t"), [1.5, 2.5, 3.5]),
    "pipes": (ROWS.replace(",", "|"), [1.5, 2.5, 3.5]),
    "comments above": ("# made by hand\n# in 2026\n" + ROWS, [1.5, 2.5, 3.5]),
    "names behind a hash": ("# " + ROWS, [1.5, 2.5, 3.5]),
    "blank lines": ("\n\n" + ROWS.replace("\n", "\n\n"), [1.5, 2.5, 3.5]),
    "spaces around fields": ("a , b,k\n 1.5, 2,x \n2.5 ,3,y\n 3.5,1, x\n", [1.5, 2.5, 3.5]),
    "numbers in quotes": ('a,k\n"1",x\n"2",y\n"3",x\n', [1, 2, 3]),
    "scientific": (rows(["1e-3", "2.5E+2", "-1e0"]), [0.001, 250, -1]),
    "percent signs": (rows(["12 %", "3.5%", "100%"]), [12, 3.5, 100]),
    "currency": (rows(["$5", "$1.5", "$7"]), [5, 1.5, 7]),
    "currency behind, thousands": (rows(['"1,234.50 €"', "7 €", "8€"]), [1234.5, 7, 8]),
    "plus signs": (rows(["+1", "+2", "-3"]), [1, 2, -3]),
    "booleans": (rows(["true", "false", "true"]), [1, 0, 1]),
    "capital booleans": (rows(["TRUE", "FALSE", "TRUE"]), [1, 0, 1]),
    "yes and no": (rows(["yes", "no", "Yes"]), [1, 0, 1]),
    "dates": (rows(["1970-01-02", "1970-01-01", "1969-12-31"]), [1, 0, -1]),
    "times": (rows(["1970-01-01T12:00:00Z", "1970-01-01 06:00"]), [0.5, 0.25]),
    "times in a zone": (rows(["1970-01-01T12:00+06:00", "1970-01-02"]), [0.25, 1]),
    "texts for missing": (rows(["1", "NaN", "", "NA", "?", "null", "2"]), [1, *[NAN] * 5, 2]),
    "booleans of which some are missing": (rows(["true", "", "false"]), [1, NAN, 0]),
    "dates of which some are missing": (rows(["1970-01-02", "", "1970-01-03"]), [1, NAN, 2]),
    "two rows": ("a,k\n1,x\n2,y\n", [1, 2]),
    "huge but within float32": (rows(["1e38", "-3e38", "0"]), [1e38, -3e38, 0]),
    "whole numbers beyond 64 bits": (rows(["1" + "0" * 30, "5"]), [1e30, 5]),
    "a target that is missing in some rows": ("a,k\n1,x\n2,\n3,y\n4,x\n", [1, 3, 4]),
    "a field of 200 kB": (f"a,t,k\n1,{'z' * 200_000},x\n2,z,y\n3,z,y\n", [1, 2, 3]),
    "a delimiter at every line's end": ("a,k,\n1,x,\n2,y,\n", [1, 2]),
    "zeros that lead fractions": (rows(["0.5", "0.25", "1"]), [0.5, 0.25, 1]),
}

# What is written, and what is said of column "a", which is left out.
LEFT_OUT = {
    "constant": (rows(["5"] * 3), "constant: left out: it is always 5"),
    "constant text": (rows(["p"] * 3), "constant: left out: it is always 'p'"),
    "all missing": (rows([""] * 3), "empty: left out: it has no values"),
    "row numbers": (rows([str(k) for k in range(100, 130)]), "identifier: left out: it numbers"),
    "shuffled row numbers": (
        rows([str(k * 7 % 30) for k in range(30)]),
        "identifier: left out: it numbers the rows",
    ),
    "identifiers": (rows([f"p{k}" for k in range(9)]), "identifier: left out: text that is diff"),
    "10,000 categories": (rows([*MANY, *MANY]), "text: left out: 10,000 categories in 20,000 rows"),
    "leading zeros": (rows(["007", "013", "0042"]), "identifier: left out: text that is"),
    "dates with the day first": (rows(["03/04/2021", "05/06/2021"]), "date: left out: dates such"),
    "hexadecimal": (rows(["0x1F", "0xA0", "0x2"]), "identifier: left out: text"),
    "formulas": (rows(["=1+1", "=cmd()", "@x"]), "identifier: left out: text"),
    "no such day": (rows(["2021-02-30", "2021-02-29", "2021-02-01"]), "identifier: left out"),
    "underscores in numbers": (rows(["1_000", "2_000", "3_000"]), "identifier: left out: text"),
}

# What is written, and what the sentence must say.
REFUSED: dict[str, tuple[bytes | str, str]] = {
    "an empty file": ("", "is empty"),
    "blank lines alone": ("\n\n \n", "is empty"),
    "a mark alone": ("\ufeff", "first row of .* must be the names"),
    "a header alone": ("a,b,k\n", "names of columns but no rows"),
    "commas alone": (",,\n,,\n", "first row of .* must be the names"),
    "binary rubbish": (bytes(range(256)) * 40, "must be a text file; got binary data"),
    "null bytes": ("a,k\n1,x\x00\n2,y\n", "binary data"),
    "null bytes far down": ("a,k\n" + "1,x\n2,y\n" * 70_000 + "\x00", "binary data"),
    "UTF-16 without a mark": (ROWS.encode("utf-16-le"), "byte order mark"),
    "half of UTF-16": (b"\xff\xfe" + ROWS.encode("utf-16-le")[:-1], "Cannot read|not valid utf-16"),
    "gzip": (gzip.compress(ROWS.encode()), "is a gzip file. Unpack it"),
    "Excel": (b"PK\x03\x04rest", "is a zip or Excel file"),
    "a row too long": (ROWS + "1,2,x,9\n", "must have 3 fields, one a name; got 4 in line 5"),
    "a row too short": (ROWS + "1,2\n", "must have 3 fields, one a name; got 2 in line 5"),
    "one too long and one too short": ("a,b,k\n1,2,x,9\n1,2\n", "3 fields.* got 4 in line 2"),
    "every row too long": (
        "a,k\n1,2,x\n3,4,y\n",
        "must have 2 fields, one a name; got 3 in line 2",
    ),
    "a short row among quotes": ('a,b,k\n"1",2,x\n3,y\n', "3 fields, one a name; got 2 in line 3"),
    "a quote that does not close": ('a,b,k\n1,2,"x\n2,3,y\n', "unexpected end of data"),
    "text behind a quote": ('a,b,k\n1,"2"3,x\n2,3,y\n', "Cannot read .* after line 2"),
    "no header": ("1,3,2\n4,5,6\n", "must be the names of its columns; got numbers"),
    "infinity": (rows(["1", "inf", "2"]), "'a' must be of finite numbers.* got inf in row 2"),
    "1e300": (rows(["1", "2", "1e300"]), "at most 3.4e.38; got 1e.300 in row 3"),
    "infinity among days": (rows(["1", "-Infinity", "2"]), "finite numbers"),
    "numbers and some texts": (
        rows([*map(str, range(1, 40, 2)), "unknown"]),
        "'a' must be of numbers or of text; got 20 different numbers and 1 texts such as 'unknown'",
    ),
    "a comma of two meanings": (rows(['"1,234"', '"2,345"']), "may part decimals or thousands"),
    "one class": ("a,k\n1,x\n2,x\n", "must have at least two classes; 'k' is always x"),
    "no class at all": ("a,k\n1,\n2,\n", "must hold a class in some rows; all are missing"),
    "a target of fractions": ("a,k\n1,0.5\n2,1.5\n3,1.5\n", "Regression is not done here"),
    "a target of many numbers": (
        "a,k\n" + "".join(f"{k % 7},{k % 60}\n" for k in range(600)),
        "'k' has 60 different values in 600 rows. Regression",
    ),
    "a target that names each row": (
        "a,k\n1,p\n2,q\n3,r\n",
        "must be a column of classes; 'k' has 3 different values in 3 rows",
    ),
    "an infinite class": ("a,k\n1,inf\n2,1\n3,1\n", "Regression is not done here"),
    "no column to learn from": ("k,c\nx,1\ny,1\nx,1\n", "No column is left to learn from"),
    "one column": ("k\nx\ny\n", "No column is left to learn from"),
    "a field beyond csv's limit": ('a,k\n"' + "x" * 200_000 + '",x\n2,y\n', "field larger"),
}
