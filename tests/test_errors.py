"""Every error of the library is one clear sentence of one grammar, and one base class."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from manyseeds import errors
from manyseeds.errors import SpecificationError, check_settings, must_be, one_of, shown


@pytest.mark.parametrize("name", ["DataError", "EngineError", "ResultError", "SpecificationError"])
def test_all_errors_are_of_our_base_and_value_errors(name: str) -> None:
    error = getattr(errors, name)
    assert issubclass(error, errors.ManySeedsError)
    assert issubclass(error, ValueError)
    assert name in errors.__all__


def test_a_remedy_ends_the_sentence() -> None:
    assert must_be("seed", "an integer", "x", "Leave it out.") == (
        "`seed` must be an integer; got 'x'. Leave it out."
    )


def test_a_near_name_is_offered_whatever_its_case() -> None:
    assert one_of("optimizer", ["sgd", "adam"], "ADAM").endswith("Did you mean 'adam'?")
    assert one_of("optimizer", ["sgd", "adam"], "zzz").endswith("got 'zzz'.")


@given(st.text() | st.lists(st.integers()) | st.binary(min_size=200))
def test_a_value_is_shown_on_one_short_line(value: object) -> None:
    text = shown(value)
    assert len(text) <= 80
    assert "\n" not in text


def test_a_short_value_is_shown_whole() -> None:
    assert shown([6, 0]) == "[6, 0]"
    assert shown("x" * 200).endswith("...")


class Endless:
    """Its text fills the memory of a terminal."""

    def __repr__(self) -> str:
        return "a" * 10**7


class Silent:
    def __repr__(self) -> str:
        raise RuntimeError("no")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (10**5000, "an integer of about 5001 digits"),
        (-(10**5000), "an integer of about 5001 digits"),
        ([10**5000], "[an integer of about 5001 digits]"),
        (Endless(), "a" * 77 + "..."),
        (Silent(), "<Silent>"),
        ({"a": Silent()}, "{'a': <Silent>}"),
        ([0] * 10**6, "[" + "0, " * 25 + "0..."),
        (12345678901234567890123, "12345678901234567890123"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_is_hard_to_show_is_shown_all_the_same(value: object, text: str) -> None:
    assert shown(value) == text


def test_a_name_that_cannot_be_shown_is_still_none_of_the_names() -> None:
    assert (
        one_of("engine", ["native"], Silent()) == "`engine` must be one of 'native'; got <Silent>."
    )


def test_a_setting_that_is_handed_on_is_checked_first() -> None:
    run = ("threads", "progress")
    check_settings({"threads": 2, "progress": True}, run)
    with pytest.raises(SpecificationError, match=r"`setting` must be one of 'threads', 'progress'"):
        check_settings({"study": 1}, run)
    with pytest.raises(SpecificationError, match=r"got 'thread'. Did you mean 'threads'\?"):
        check_settings({"thread": 2}, run)
