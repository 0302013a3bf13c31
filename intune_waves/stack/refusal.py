"""How a command says that it cannot go on: one message, an exit code, no traceback."""

from intune_waves.campaign.visible import visible


class RefusedError(Exception):
    """A command's end that its user can do something about.

    `message` says what happened, `next_step` what to do about it; `exit_code` is 1 for a plan or a
    declaration that is refused, 2 for a wrong call, 3 for something that is not running.
    """

    def __init__(self, message: str, next_step: str = "", *, exit_code: int = 1) -> None:
        super().__init__(message)
        self.message = visible(message)
        self.next_step = visible(next_step)
        self.exit_code = exit_code

    def __str__(self) -> str:
        return f"{self.message}\n  next: {self.next_step}" if self.next_step else self.message
