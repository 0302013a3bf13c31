"""Letters over Graph: from a message and its reader to mail, and from Graph's answers to outcomes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from intune_waves.graph.client.client import GraphClient
from intune_waves.graph.client.errors import GraphError, Unavailable
from intune_waves.graph.group_membership import Recipient
from intune_waves.graph.mail import Mail, send_mail, sent_on
from intune_waves.messages.message import Message, personal
from intune_waves.messages.message import Recipient as Reader
from intune_waves.messages.sending.halt import HaltedError
from intune_waves.messages.sending.ledger import MessageText
from intune_waves.messages.sending.sending import Letter, NotSentError, Outcome
from intune_waves.messages.sending.sending_plan import PlannedMessage

_NO_ADDRESS = frozenset({"ErrorInvalidRecipients", "ErrorInvalidSmtpAddress", "ErrorRecipientNotFound"})
"""The codes of a 400 that concerns the one address (?); any other concerns the message or the mailbox."""


@dataclass(frozen=True, slots=True)
class GraphPostOffice:
    """Sends from one mailbox."""

    client: GraphClient
    mailbox: str
    messages: Mapping[MessageText, Message]

    async def send(self, letter: Letter) -> Outcome:
        """Send it once; 429 is waited for. Raises NotSentError."""
        person = letter.recipient
        assert isinstance(person, Recipient)
        reader = Reader(person.principal_name, person.display_name)
        subject, _, html = personal(self.messages[letter.text], reader)
        mail = Mail(person.address, subject, html, letter.key, letter.text.series)
        try:
            await send_mail(self.client, self.mailbox, mail=mail)
        except Unavailable:
            return Outcome.IN_DOUBT
        except HaltedError:
            raise NotSentError("") from None
        except GraphError as refused:
            if refused.status == 400 and refused.code in _NO_ADDRESS:
                return Outcome.REFUSED
            # Graph may name whom it refused; nobody's address is to stand in a log.
            raise NotSentError(str(refused).replace(person.address, "…")) from None
        return Outcome.SENT

    async def sent_on(self, letter: Letter) -> date | None:
        """The day on which the mailbox sent it, if its sent items hold it. Raises NotSentError."""
        try:
            return await sent_on(self.client, self.mailbox, key=letter.key)
        except HaltedError:
            raise NotSentError("") from None
        except GraphError as failed:
            raise NotSentError(str(failed)) from None


def office_of(client: GraphClient, mailbox: str, *, planned: Iterable[PlannedMessage]) -> GraphPostOffice:
    """The office that sends these messages from the mailbox."""
    return GraphPostOffice(client, mailbox, {each.text: each.message for each in planned})
