"""`./migrate tenant`: the simulated tenant, run and moved by hand."""

import sys
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import typer

from intune_waves.cli.declared import declared_campaign
from intune_waves.stack.certificate_store import change, distrusting, serial_of, trusting
from intune_waves.stack.home import RuntimeHome
from intune_waves.stack.simulated_tenant import call_tenant, connect

tenant = typer.Typer(
    help="Run the simulated tenant: a Microsoft Graph on this machine.",
    no_args_is_help=True,
)


@tenant.command()
def start(
    port: Annotated[int, typer.Option(help="The port to listen on; 0 finds a free one and keeps it.")] = 0,
    people: Annotated[
        int, typer.Option(min=0, max=2_000_000, help="How many people it has; 0 keeps them, or makes 12,000.")
    ] = 0,
    behaviour: Annotated[
        str, typer.Option(help="How people behave: a file of tools/simulated_tenant/behaviours.")
    ] = "calm",
    faults: Annotated[
        str | None, typer.Option(help="What goes wrong: a file of tools/simulated_tenant/faults.")
    ] = None,
    temper: Annotated[
        str | None,
        typer.Option(help="How kind it is: calm, throttled, lagging, failing, refusing, hands; joined by +."),
    ] = None,
    temper_seed: Annotated[
        int | None, typer.Option(help="The number that the temper draws from; 1 when left out.")
    ] = None,
) -> None:
    """Start it in the background, with the people of Adatum Corporation. Running already is fine."""
    first_day = declared_campaign().calendar.first_day
    options = ["--port", str(port), "--behaviour", behaviour]
    options += ["--faults", faults or "calm"] if faults or not temper else ["--temper", temper]
    if temper_seed is not None:
        options += ["--temper-seed", str(temper_seed)]
    if people:
        options += ["--people", str(people)]
    _call("start", *options, "--first-day", str(first_day))


@tenant.command()
def stop() -> None:
    """Stop it. What it holds is kept for the next start."""
    _call("stop")


@tenant.command()
def status(
    as_json: Annotated[bool, typer.Option("--json", help="Print url, ca_file, credentials and pid.")] = False,
) -> None:
    """Say whether it runs, where, and what its clock says. Exit code 3 when it does not run."""
    _call("status", *(["--json"] if as_json else []))


@tenant.command()
def reset() -> None:
    """Put it back to the day before the campaign: no groups or policies of ours, nobody enrolled."""
    _call("reset")


@tenant.command()
def advance(
    periods: Annotated[int, typer.Option(min=1, max=100, help="How many periods pass.")] = 1,
) -> None:
    """Let time pass: the clock moves by whole periods and people behave as they would."""
    calendar = declared_campaign().calendar
    now = calendar.period_of(date.fromisoformat(connect(RuntimeHome.from_environment()).clock[:10]))
    days = calendar.days_between(now, now + periods)
    _call("advance", "--days", str(days), "--steps", str(periods))


@tenant.command("old-service")
def old_service(
    shown: Annotated[Literal["on", "off"], typer.Argument(help="Whether the tenant hears of it.")],
) -> None:
    """Show the service that Adatum leaves: its devices, its connector, its MDM app. Off until you say on."""
    _call("old-service", shown)


@tenant.command("temper")
def change_temper(
    name: Annotated[
        str | None,
        typer.Argument(help="calm, throttled, lagging, failing, refusing, hands; joined by +."),
    ] = None,
    seed: Annotated[int | None, typer.Option(help="The number that it draws from; 1 when left out.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was met as JSON.")] = False,
) -> None:
    """Say how kind the running tenant is and who met what, or change it at once."""
    words = [*([name] if name else []), *(["--seed", str(seed)] if seed is not None else [])]
    _call("temper", *words, *(["--json"] if as_json else []))


@tenant.command()
def trust() -> None:
    """On macOS and Windows: let this user's programs trust the tenant's certificate. Says what it does."""
    change(
        trusting(sys.platform, _ca_file()), "Adding the simulated tenant's certificate to the trusted ones"
    )


@tenant.command()
def distrust() -> None:
    """On macOS and Windows: take the tenant's certificate out of the trusted ones again."""
    ca_file = _ca_file()
    serial = serial_of(ca_file) if sys.platform == "win32" else ""
    command = distrusting(sys.platform, ca_file, serial=serial)
    change(command, "Taking the simulated tenant's certificate out of the trusted ones")


def _ca_file() -> Path:
    return RuntimeHome.from_environment().tenant / "ca.pem"


def _call(*arguments: str) -> None:
    raise typer.Exit(call_tenant(RuntimeHome.from_environment(), arguments))
