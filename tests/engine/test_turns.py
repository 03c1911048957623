"""Turns of Python beside machine code."""

import sys

import pytest
from migsim.engine.turns import short_turns


def test_turns_are_short_inside_and_as_before_afterwards_even_after_a_failure() -> None:
    usual = sys.getswitchinterval()
    with short_turns():
        assert sys.getswitchinterval() < usual / 10
    assert sys.getswitchinterval() == pytest.approx(usual)
    with pytest.raises(KeyError), short_turns():
        raise KeyError
    assert sys.getswitchinterval() == pytest.approx(usual)
