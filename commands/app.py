"""The verbs of ./migrate, put together. A verb's own imports wait until it runs."""

import typer

from commands.advance import advance
from commands.bench import bench
from commands.comment import comment
from commands.demo import demo
from commands.destroy import destroy
from commands.drift import drift
from commands.effectiveness import effectiveness
from commands.env import env
from commands.messages import messages
from commands.plan import plan
from commands.preview import preview
from commands.refresh import refresh
from commands.rehearse import rehearse
from commands.report import report
from commands.retire import retire
from commands.setup import setup
from commands.tenant import tenant
from commands.test import run_tests
from commands.up import up
from commands.validate import validate

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
