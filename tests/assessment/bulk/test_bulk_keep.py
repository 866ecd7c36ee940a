"""Conditions to be kept and checklists in columns."""

from tests.assessment.bulk.held import held

KEEP = """
article 1 "A"
  duty k
    from alarm until close_file
    keep balance >= 100 CNY
      restored within 10 days
"""
OPENED = "\n  given alarm at 2024-05-01 09:00\n"


def scenario(name, *lines, as_of="2024-06-30", opened=OPENED):
    return f'\nscenario "{name}" as of {as_of}{opened}' + "".join(f"  given {line}\n" for line in lines)


def test_kept_broken_and_restored():
    found = held(
        KEEP
        + scenario("kept", "case balance 100 CNY at 2024-04-01")
        + scenario("broken", "case balance 100 CNY at 2024-04-01", "case balance 90 CNY at 2024-05-10")
        + scenario("cured", "case balance 100 CNY at 2024-04-01", "case balance 90 CNY at 2024-05-10",
                   "case balance 110 CNY at 2024-05-15")
        + scenario("restored late", "case balance 100 CNY at 2024-04-01", "case balance 90 CNY at 2024-05-10",
                   "case balance 110 CNY at 2024-06-15")
        + scenario("after the end", "case balance 100 CNY at 2024-04-01", "close_file at 2024-05-05 09:00",
                   "case balance 90 CNY at 2024-05-10")
        + scenario("not known at first", "case balance 100 CNY at 2024-05-10")
        + scenario("never", opened="\n  given noise at 2024-05-01 09:00\n")
    )  # fmt: skip
    assert found.said("kept", "k") == ["satisfied"]
    assert found.reasons("broken", "k") == ["not_kept"]
    assert found.reasons("cured", "k") == ["not_kept_restored"]
    assert {flag.value for flag in found.rows["cured", "k"][0].flags} == {"repaired"}
    assert found.rows["restored late", "k"][0].flags == frozenset()
    assert found.said("after the end", "k") == ["satisfied"]
    assert found.reasons("never", "k") == ["never_opened"]
    assert found.routed == {("not known at first", "k")}


def test_values_that_may_have_expired_are_left_to_the_reference():
    found = held(
        """
article 1 "A"
  duty k
    from alarm until close_file
    keep balance >= 100 CNY
      values valid for 1 month
"""
        + scenario("fresh", "case balance 100 CNY at 2024-04-20", as_of="2024-05-10")
        + scenario("renewed", "case balance 100 CNY at 2024-04-20", "case balance 100 CNY at 2024-05-10",
                   "case balance 100 CNY at 2024-06-05")
        + scenario("expired", "case balance 100 CNY at 2024-04-20")
        + scenario("without a date", "case balance 100 CNY")
    )  # fmt: skip
    assert found.said("fresh", "k") == found.said("renewed", "k") == ["satisfied"]
    assert found.said("without a date", "k") == ["satisfied"]
    assert found.routed == {("expired", "k")}


def test_a_checklist():
    found = held(
        """
article 1 "A"
  checklist c
    clerk must have on file
      - licence
      - plan when urgent
    before grant
  exception far
    to c
    when city is "far"
"""
        + scenario("on file", "case urgent no", 'case city "a"', "document licence filed 2024-05-02",
                   "grant at 2024-05-10 09:00")
        + scenario("missing", "case urgent yes", 'case city "a"', "document licence filed 2024-05-02",
                   "grant at 2024-05-10 09:00")
        + scenario("the same day", "case urgent no", 'case city "a"', "document licence filed 2024-05-10",
                   "grant at 2024-05-10 09:00")
        + scenario("not yet", "case urgent no", 'case city "a"')
        + scenario("excepted", "case urgent no", 'case city "far"', "grant at 2024-05-10 09:00")
        + scenario("not known", 'case city "a"', "grant at 2024-05-10 09:00")
    )  # fmt: skip
    assert found.said("on file", "c") == ["satisfied", "not_applicable"]
    assert found.said("missing", "c") == ["satisfied", "violated"]
    assert {flag.value for flag in found.rows["the same day", "c"][0].flags} == {"order_assumed"}
    assert found.said("not yet", "c") == ["pending", "not_applicable"]
    assert found.said("excepted", "c")[0] == "exempt"
    assert found.routed == {("not known", "c")}
