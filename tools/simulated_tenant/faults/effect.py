"""What a failure does to a request or to its answer.

`status` answers with an error, `redirect` with a Location, `cut` closes the connection without an answer.
The others let the work be done and spoil the answer: `delay` sends it late, `endsEarly` takes the last
members of a page and the link to the next away, `nextLink` links a page to itself or to another host,
`truncate` closes the connection in the middle of the body.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

from tools.simulated_tenant.wire.call import Answer
from tools.simulated_tenant.wire.errors import GraphError

EFFECT_KEYS = (
    "status", "code", "message", "retryAfter", "retryAfterAs", "redirect", "cut", "truncate", "delay",
    "endsEarly", "nextLink",
)  # fmt: skip
_FORMS = ("seconds", "imf", "rfc850", "asctime")


class FaultPlanError(ValueError):
    """A fault plan that cannot be used: which key, what was expected."""


@dataclass(frozen=True)
class Effect:
    """`statuses` are drawn from; `delay` in milliseconds, `truncate` in bytes, `ends_early` in members."""

    statuses: tuple[int, ...]
    code: str
    message: str
    retry_after: float | None
    retry_after_as: str
    redirect: str
    cut: bool
    truncate: int | None
    delay: int
    ends_early: int
    next_link: str

    def refusal(self, drawn: float, now: datetime) -> GraphError | None:
        """The error or the redirection that stands for the answer, if the effect is one."""
        if self.redirect:
            status = self.statuses[0] if self.statuses else 302
            return GraphError(status, "redirected", "", {"location": self.redirect})
        if not self.statuses:
            return None
        status = self.statuses[int(drawn * len(self.statuses))]
        return GraphError(status, self.code, self.message, self._retry_headers(now))

    def _retry_headers(self, now: datetime) -> dict[str, str]:
        if self.retry_after is None:
            return {}
        if self.retry_after_as == "seconds":
            return {"retry-after": f"{self.retry_after:g}"}
        # A moment says something only beside the clock that it is on, which is the real one.
        at = now + timedelta(seconds=self.retry_after)
        return {"retry-after": _moment(at, self.retry_after_as), "date": format_datetime(now, usegmt=True)}

    def spoiled(self, answer: Answer, *, this_url: str, root: str) -> Answer:
        """The answer as the effect leaves it; `this_url` is what was asked."""
        body = answer.body
        if body is not None and isinstance(body.get("value"), list) and answer.status == 200:
            body = dict(body)
            if self.ends_early:
                body["value"] = body["value"][: -self.ends_early]
                body.pop("@odata.nextLink", None)
            if self.next_link:
                link = this_url if self.next_link == "self" else this_url.replace(root, self.next_link, 1)
                body["@odata.nextLink"] = link
        return Answer(
            answer.status, body, answer.headers, answer.alarm,
            cut=answer.cut or self.cut, truncate=self.truncate, delay=self.delay / 1000,
        )  # fmt: skip


def effect_from(given: Mapping[str, Any]) -> Effect:
    """Raises FaultPlanError naming the key that is wrong."""
    retry_after = given.get("retryAfter")
    form = str(given.get("retryAfterAs", "seconds"))
    if form not in _FORMS:
        raise FaultPlanError(f"retryAfterAs is one of {', '.join(_FORMS)}, got '{form}'")
    others = ("redirect", "cut", "truncate", "delay", "endsEarly", "nextLink")
    status = given.get("status", [] if any(given.get(name) for name in others) else 503)
    return Effect(
        statuses=tuple(_status(each) for each in (status if isinstance(status, list) else [status])),
        code=str(given.get("code", "serviceNotAvailable")),
        message=str(given.get("message", "The service is temporarily unavailable.")),
        retry_after=None if retry_after is None else float(retry_after),
        retry_after_as=form,
        redirect=str(given.get("redirect", "")),
        cut=bool(given.get("cut", False)),
        truncate=None if given.get("truncate") is None else number(given["truncate"], "truncate"),
        delay=number(given.get("delay", 0), "delay"),
        ends_early=number(given.get("endsEarly", 0), "endsEarly"),
        next_link=str(given.get("nextLink", "")),
    )


def _status(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 300 <= value <= 599:
        raise FaultPlanError(f"status is a number from 300 to 599, or a list of them, got {value!r}")
    return value


def number(value: Any, name: str) -> int:
    """A whole number that is not negative; FaultPlanError for anything else."""
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise FaultPlanError(f"{name} is a whole number that is not negative, got {value!r}")
    return value


def _moment(at: datetime, form: str) -> str:
    """The three forms of an HTTP date (RFC 9110, section 5.6.7)."""
    at = at.astimezone(UTC)
    if form == "imf":
        return format_datetime(at, usegmt=True)
    # Names of days and months are English whatever the locale, so they come from the first form.
    day, month = format_datetime(at)[:3], at.strftime("%m")
    months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    days = {
        "Mon": "Monday", "Tue": "Tuesday", "Wed": "Wednesday", "Thu": "Thursday", "Fri": "Friday",
        "Sat": "Saturday", "Sun": "Sunday",
    }  # fmt: skip
    short = months[int(month) - 1]
    if form == "rfc850":
        return f"{days[day]}, {at:%d}-{short}-{at:%y} {at:%H:%M:%S} GMT"
    return f"{day} {short} {at.day:2d} {at:%H:%M:%S} {at:%Y}"
