"""The verbs of ./migrate with a line each: `--help` needs nothing else, so it works before any set-up."""

VERBS = {
    "demo": "set up what is missing, then walk the shipped campaign on a simulated tenant",
    "test": "set up what is missing, then run the tests",
    "setup": "make .venv and the Pulumi engine ready",
    "env": "print shell variables, for plain `pulumi preview` and `pulumi up`",
    "validate": "check waves/ without starting the engine",
    "plan": "propose waves and their starts from the people and their factors",
    "rehearse": "run every period on paper: who is asked, who is blocked, what would be refused",
    "report": "show where the campaign stands and what happens next, as a page",
    "why": "tell one person's story: wave, devices, policies, what comes next, what to do",
    "people": "write a wave's board as a private file: how far each person has come",
    "messages": "write what people are told in a period: text, page, recipients, calendar dates",
    "preview": "show what a period would change",
    "up": "apply a period",
    "stop": "let everybody out now: all policies of the campaign turn to report-only",
    "resume": "judge the campaign again after a stop, and go on",
    "advance": "propose the next period: a branch with one commit",
    "comment": "write a pull request's comment: what merging does",
    "doctor": "list what killed runs and lost answers left out of order, and mend it",
    "drift": "show what somebody changed by hand since the last up",
    "retire": "show what must be so before the campaign closes, and what is not",
    "refresh": "read the tenant's real state into the stack",
    "destroy": "remove all that the stack declares",
    "tenant": "start, stop, look at and move on the simulated tenant",
    "webhook": "tell another system what is in force",
    "effectiveness": "show who enrolled before and after each message",
    "bench": "measure, and hold the figures against their bars",
}

# These set up what is missing before they run.
PREPARING = frozenset({"demo", "test"})


def overview() -> str:
    """What `./migrate --help` prints."""
    width = max(map(len, VERBS))
    verbs = "\n".join(f"  {verb.ljust(width)}  {line}" for verb, line in VERBS.items())
    return (
        "Usage: ./migrate VERB [options]\n\n"
        "Migrates an organisation to Microsoft Intune, in waves: one period, one pull request.\n\n"
        f"Verbs:\n{verbs}\n\n"
        "./migrate VERB --help tells a verb's options; ./migrate --version the version.\n"
    )
