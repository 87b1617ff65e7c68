"""Writes digits.txt and iris.txt, the datasets that the playground brings, from scikit-learn's."""

from pathlib import Path

from manyseeds import data

HERE = Path(__file__).parent
LETTERS = "0123456789abcdefg"


def digits() -> str:
    """A line an image: a letter a pixel, then the digit."""
    found = data.digits()
    rows = zip(found.x.astype(int), found.y, strict=True)
    return "".join("".join(LETTERS[v] for v in row) + f"{label}\n" for row, label in rows)


def iris() -> str:
    """Names of the measures and of the species, then a line a flower."""
    found = data.iris()
    rows = zip(found.x.tolist(), found.y, strict=True)
    lines = [found.features, found.classes, *((*row, label) for row, label in rows)]
    return "".join(",".join(map(str, line)) + "\n" for line in lines)


if __name__ == "__main__":
    (HERE / "digits.txt").write_text(digits(), encoding="ascii")
    (HERE / "iris.txt").write_text(iris(), encoding="ascii")
