"""The Microsoft Graph client: addresses, sign-in, requests, pacing and errors."""
