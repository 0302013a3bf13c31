"""The Microsoft Graph client: addresses, sign-in, requests, pacing and errors."""

import sys

# httpx reads its own command line too, with click and rich, for as long as all else of it takes. Told that it
# is not there, it goes on without, as where those packages are not installed.
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]
