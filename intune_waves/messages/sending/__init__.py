"""Sending: everybody gets one message, whatever happens in between."""
