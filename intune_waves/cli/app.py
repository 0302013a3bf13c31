"""The verbs of ./migrate, put together. A verb's own imports wait until it runs."""

import typer

from intune_waves.cli.advance import advance
from intune_waves.cli.bench import bench
from intune_waves.cli.comment import comment
from intune_waves.cli.demo import demo
from intune_waves.cli.destroy import destroy
from intune_waves.cli.drift import drift
from intune_waves.cli.effectiveness import effectiveness
from intune_waves.cli.env import env
from intune_waves.cli.messages import messages
from intune_waves.cli.plan import plan
from intune_waves.cli.preview import preview
from intune_waves.cli.refresh import refresh
from intune_waves.cli.rehearse import rehearse
from intune_waves.cli.report import report
from intune_waves.cli.retire import retire
from intune_waves.cli.setup import setup
from intune_waves.cli.tenant import tenant
from intune_waves.cli.test import run_tests
from intune_waves.cli.up import up
from intune_waves.cli.validate import validate

app = typer.Typer(
    help="Migrate an organisation to Microsoft Intune in waves, one period at a time.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
# Whatever else is written behind these verbs goes to Pulumi as it is.
_PASSED_ON = {"allow_extra_args": True, "ignore_unknown_options": True}

app.command()(setup)
app.command()(env)
app.command()(demo)
app.command()(validate)
app.command()(plan)
app.command()(rehearse)
app.command()(effectiveness)
app.command()(report)
app.command()(advance)
app.command()(drift)
app.command()(retire)
app.command()(bench)
app.command("test")(run_tests)
app.command(context_settings=_PASSED_ON)(comment)
app.command(context_settings=_PASSED_ON)(preview)
app.command(context_settings=_PASSED_ON)(up)
app.command(context_settings=_PASSED_ON)(refresh)
app.command(context_settings=_PASSED_ON)(destroy)
app.add_typer(messages, name="messages")
app.add_typer(tenant, name="tenant")
