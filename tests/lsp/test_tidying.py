"""Memory is searched in some of the moments in which nobody waits, and at no other time."""

import gc

from dutylang.lsp.tidying import NEVER, ROUNDS, Tidying, searched_when_asked


def test_some_quiet_moments_are_used(monkeypatch):
    searched = []
    monkeypatch.setattr(gc, "collect", lambda: searched.append(None))
    tidying = Tidying()
    for _ in range(ROUNDS - 1):
        tidying.quiet()
    assert searched == []
    tidying.quiet()
    assert len(searched) == 1


def test_everything_is_searched_at_no_other_time():
    before = gc.get_threshold()
    try:
        searched_when_asked()
        assert gc.get_threshold()[2] == NEVER
    finally:
        gc.set_threshold(*before)
