"""As-of texts → horizons. A date stands for its 24:00."""

from __future__ import annotations

import datetime as dt
import re

from dutylang.assessment.model import Horizon
from dutylang.values import Moment

_DATE_FORMS = re.compile(r"^([0-9]{4})[年/]([0-9]{1,2})[月/]([0-9]{1,2})日?")


def horizon_of_text(text: str, zone: dt.tzinfo) -> Horizon | None:
    """`2024-06-30`, `2024年6月30日`, `2024/6/30` or `2024-06-30T12:00`, local to the zone; None for anything else."""
    plain = _DATE_FORMS.sub(lambda found: f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}", text.strip())
    try:
        if len(plain) == len("2024-06-30"):
            return Horizon(Moment(dt.date.fromisoformat(plain)))
        stamp = dt.datetime.fromisoformat(plain)
    except ValueError:
        return None
    if stamp.tzinfo is None:
        stamp = stamp.replace(tzinfo=zone)
    return Horizon(Moment(stamp.astimezone(zone).date(), stamp.astimezone(dt.UTC)))
