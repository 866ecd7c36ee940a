"""Conditions in columns: those with a form of their own, and those that are read one by one."""

from tests.assessment.bulk.held import held

TABLES = """
term small
term large
article 1 "A"
  table handling first match
    | amount            | urgent | way zh "方式" |
    | > 1,000 CNY       | any    | large |
    | any               | yes    | large |
    | otherwise         | any    | small |
  duty by_table
    after each alarm
    when handling is large
    clerk must ensure call within 5 days
"""


def scenario(name, *lines, as_of="2024-06-30"):
    opened = "\n  given alarm at 2024-05-06 09:00\n"
    return f'\nscenario "{name}" as of {as_of}{opened}' + "".join(f"  given {line}\n" for line in lines)


def test_a_table():
    found = held(
        TABLES
        + scenario("large", "case amount 5,000 CNY", "case urgent no")
        + scenario("small", "case amount 500 CNY", "case urgent no")
        + scenario("not known", "case amount 500 CNY")
    )
    assert found.said("large", "by_table") == ["violated"]
    assert found.reasons("small", "by_table") == ["when_false"]
    assert found.routed == {("not known", "by_table")}


def test_what_happened_and_figures_over_lists():
    found = held(
        """
article 1 "A"
  duty d
    after each alarm
    when (visit or urgent) and count of pledges with (good) >= 1
    clerk must ensure call within 5 days unless cancel
"""
        + scenario("visited", "case urgent no", "visit at 2024-05-02 09:00",
                   "record pledge in pledges value 5 CNY, good yes")
        + scenario("urgent", "case urgent yes", "record pledge in pledges value 5 CNY, good yes")
        + scenario("neither", "case urgent no")
        + scenario("cancelled", "case urgent yes", "record pledge in pledges value 5 CNY, good yes",
                   "cancel at 2024-05-08 09:00")
        + scenario("not known", "case urgent yes")
    )  # fmt: skip
    assert found.said("visited", "d") == ["violated"]
    assert found.said("urgent", "d") == ["violated"]
    assert found.reasons("neither", "d") == ["when_false"]
    assert found.said("cancelled", "d") == ["exempt"]
    assert found.routed == {("not known", "d")}


def test_tracked_fields_hold_from_their_moment():
    found = held(
        """
article 1 "A"
  duty d
    after each alarm
    when balance >= 50% of amount
    clerk must ensure call within 5 days
"""
        + scenario("by then", "case amount 1,000 CNY", "case balance 600 CNY at 2024-05-01")
        + scenario("later", "case amount 1,000 CNY", "case balance 100 CNY at 2024-05-01",
                   "case balance 600 CNY at 2024-05-20")
        + scenario("not yet", "case amount 1,000 CNY", "case balance 600 CNY at 2024-05-20")
    )  # fmt: skip
    assert found.said("by then", "d") == ["violated"]
    assert found.reasons("later", "d") == ["when_false"]
    assert found.routed == {("not yet", "d")}


def test_products_that_do_not_fit_are_read_one_by_one():
    found = held(
        """
article 1 "A"
  duty d
    after each alarm
    when 12.3456789% of amount >= 12345678900000.01 CNY
    clerk must ensure call within 5 days
"""
        + scenario("large", "case amount 100,000,000,000,000.02 CNY")
        + scenario("small", "case amount 5 CNY")
    )
    assert found.reasons("large", "d") == ["when_false"]
    assert found.reasons("small", "d") == ["when_false"]
    assert not found.routed


def test_tables_in_which_several_rows_hit():
    found = held(
        """
term small
term large
article 1 "A"
  table sole unique match
    | amount          | way zh "方式" |
    | > 1,000 CNY     | large |
    | > 5,000 CNY     | small |
  table top highest match
    | amount          | urgent | way zh "方式" |
    | > 0 CNY         | any    | small |
    | > 1,000 CNY     | yes    | large |
  duty by_sole
    after each alarm
    when sole is large
    clerk must ensure call within 5 days
  duty by_top
    after each alarm
    when top is large
    clerk must ensure call within 5 days
"""
        + scenario("one", "case amount 2,000 CNY", "case urgent no")
        + scenario("two", "case amount 9,000 CNY", "case urgent yes")
        + scenario("none", "case amount 0 CNY", "case urgent no")
    )
    assert found.said("one", "by_sole") == ["violated"]
    assert found.said("two", "by_sole") == ["conflict"]
    assert found.reasons("one", "by_top") == ["when_false"]
    assert found.said("two", "by_top") == ["violated"]
    assert found.routed == {("two", "by_sole"), ("none", "by_sole"), ("none", "by_top")}
