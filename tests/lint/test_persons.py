"""Rules about liabilities, exemptions, grades and points: where they speak, and where they do not."""

import pytest

from tests.lint.prelude import codes, found

VISIT = 'article 3 "Visits"\n  duty visit\n    after each apply\n    manager must visit_site within 3 days\n'


def lines(text: str) -> str:
    return "".join(f"    {line.strip()}\n" for line in text.strip().split("/"))


def liability(text: str, name: str = "careless") -> str:
    return f'article 9 "Liability"\n  liability {name}\n{lines(text)}'


def exemption(text: str) -> str:
    return f'article 10 "Exemption"\n  exemption freed\n{lines(text)}'


HELD = "holds manager as principal / grade warning"
RECKLESS = liability(f"for reckless / {HELD}")
MISSED = VISIT + liability(f"for each breach of visit / {HELD}")


# ---- L301 ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (RECKLESS, 1),
        (RECKLESS + exemption("from careless / when by_agent / effect full"), 0),
        (
            RECKLESS
            + exemption("from every liability of article 9 / when by_agent / effect mitigated to warning"),
            0,
        ),
        (
            RECKLESS
            + 'article 11 "More"\n  liability other\n    for by_agent\n    holds head as principal\n'
            + exemption("from other / when by_agent / effect full"),
            1,
        ),
    ],
)
def test_a_liability_that_nobody_can_be_freed_from(text: str, wanted: int):
    assert len(found(text, ["L301"])) == wanted


# ---- L302 ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ground", "exempt", "how"),
    [
        (RECKLESS, "from careless / when by_agent and not by_agent", "conditions"),
        (
            RECKLESS,
            "from careless / when amount is more than 9 CNY / when amount is less than 5 CNY",
            "conditions",
        ),
        (RECKLESS, "from careless / when reckless / barred by reckless", "barred"),
        (RECKLESS, "from careless / when not reckless", "ground"),
        (RECKLESS, "from careless / when by_agent / barred by reckless", "ground"),
        (
            liability(f"for reckless / when amount is more than 9 CNY / {HELD}"),
            "from careless / when amount is less than 5 CNY",
            "ground",
        ),
        (MISSED, "from careless / when no breach of visit", "ground"),
        (MISSED, "from careless / when by_agent and no breach of the duties of article 3", "ground"),
        (
            VISIT + liability(f"for each unrepaired breach of visit / {HELD}"),
            "from careless / when no unrepaired breach of visit",
            "ground",
        ),
    ],
)
def test_an_exemption_that_can_never_be_granted(ground: str, exempt: str, how: str):
    (problem,) = found(ground + exemption(f"{exempt} / effect full"), ["L302"])
    assert problem.help == how
    assert problem.args == {"name": "freed"}


@pytest.mark.parametrize(
    ("ground", "exempt"),
    [
        (RECKLESS, "from careless / when by_agent"),
        (MISSED, "from careless / when no breach of visit that the person bore"),
        (MISSED, "from careless / when no unrepaired breach of visit"),
        (
            liability(f"for reckless or by_agent / {HELD}"),
            "from careless / when by_agent / barred by reckless",
        ),
        (
            liability(f"for reckless / for by_agent / {HELD}"),
            "from careless / when by_agent / barred by reckless",
        ),
        (
            VISIT + liability(f"for reckless / for each breach of visit / {HELD}"),
            "from careless / when by_agent / barred by reckless",
        ),
        # What may have changed between the opening of the ground and the decision is no contradiction.
        (
            liability(f"opens on release / when count of visit_site is less than 2 / {HELD}"),
            "from careless / when count of visit_site is at least 2",
        ),
        (
            RECKLESS + liability(f"for by_agent / {HELD}", "other").replace("article 9", "article 11"),
            "from careless, other / when by_agent / barred by reckless",
        ),
    ],
)
def test_an_exemption_that_somebody_can_be_granted(ground: str, exempt: str):
    assert codes(ground + exemption(f"{exempt} / effect full"), ["L302"]) == []


# ---- L303 ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ground", "exempt", "how"),
    [
        (RECKLESS, "from careless / effect full", "nothing"),
        (RECKLESS, "from careless / for manager / effect full", "nothing"),
        (RECKLESS, "from careless / when reckless / effect full", "implied"),
        (RECKLESS, "from careless / when by_agent or not by_agent / effect full", "implied"),
        (
            liability(f"for by_agent and amount is more than 9 CNY / {HELD}"),
            "from careless / when amount is at least 9 CNY / effect full",
            "implied",
        ),
        (
            liability(f"for not reckless / {HELD}"),
            "from careless / barred by reckless / effect full",
            "implied",
        ),
    ],
)
def test_an_exemption_that_always_is(ground: str, exempt: str, how: str):
    (problem,) = found(ground + exemption(exempt), ["L303"])
    assert problem.help == how


@pytest.mark.parametrize(
    "exempt",
    [
        "from careless / when by_agent / effect full",
        "from careless / barred by agents / effect full",
        "from careless / effect full, on decision of committee",
        "from careless / when reckless and by_agent / effect full",
        "from careless / when the person did escalate / effect full",
    ],
)
def test_an_exemption_that_asks_for_something(exempt: str):
    assert codes("define agents means by_agent\n" + RECKLESS + exemption(exempt), ["L303"]) == []


# ---- L304 ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("holds", "roles", "wanted"),
    [
        ("holds manager as principal", "manager", 0),
        ("holds head as principal", "manager", 1),
        ("holds manager as principal", "manager, committee", 1),
        ("holds manager as principal", "head", 0),
        ("holds every handler of the case", "committee", 0),
    ],
)
def test_an_exemption_for_a_role_that_nobody_holds_liable(holds: str, roles: str, wanted: int):
    text = liability(f"for reckless / {holds}") + exemption(
        f"from careless / for {roles} / when by_agent / effect full"
    )
    assert len(found(text, ["L304"])) == wanted


# ---- L305, L306, L307 ----------------------------------------------------------------------------

SCALE = "  scale yearly\n    counted per person every year\n    reaching 6 points grade demerit\n"


@pytest.mark.parametrize(
    ("text", "how"),
    [
        (liability(f"for reckless / {HELD} / points 3"), "scale"),
        (RECKLESS + SCALE, "points"),
        (liability(f"for reckless / {HELD} / points 3") + SCALE, None),
        (RECKLESS, None),
    ],
)
def test_points_and_scales_need_each_other(text: str, how: str | None):
    assert [each.help for each in found(text, ["L305"])] == ([how] if how else [])


@pytest.mark.parametrize(
    ("rows", "lost"),
    [
        ("grade warning / grade demerit when by_agent", []),
        ("grade warning when by_agent / grade demerit", ["warning"]),
        (
            "grade warning when amount is more than 9 CNY / grade demerit when amount is more than 5 CNY",
            ["warning"],
        ),
        ("grade warning when amount is more than 5 CNY / grade demerit when amount is more than 9 CNY", []),
        (
            "grade warning when more than 3 in the case / grade demerit when more than 2 in the case",
            ["warning"],
        ),
        ("grade warning when more than 2 in the case / grade demerit when more than 3 in the case", []),
        ("grade warning when more than 2 in the case / grade demerit", ["warning"]),
        ("grade warning / grade warning when by_agent", ["warning"]),
        ("grade warning / grade warning", ["warning"]),
    ],
)
def test_a_grade_behind_a_graver_one(rows: str, lost: list[str]):
    text = liability(f"for reckless / holds manager as principal / {rows}")
    assert [each.args["grade"] for each in found(text, ["L306"])] == lost


@pytest.mark.parametrize(
    ("line", "wanted"),
    [("", 1), ("/ grade warning", 0), ("/ points 2", 0), ("/ kinds economic", 0), ("/ milder applies", 1)],
)
def test_a_liability_from_which_nothing_follows(line: str, wanted: int):
    text = liability(f"for reckless / holds manager as principal {line}")
    assert len(found(text, ["L307"])) == wanted
