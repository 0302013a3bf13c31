"""A review inside Markdown: a comment that no reader sees, and that `up` reads again."""

import base64
import binascii
import re
import zlib

from intune_waves.step.review import Review, read_review

_BLOCK = re.compile(r"<!-- intune-waves review ([A-Za-z0-9+/=]+) -->")
_LARGEST = 8_000_000
"""Bytes that a review may unpack to: far above any campaign's, below what hurts."""


def review_block(review: Review) -> str:
    """The review as one line; Base64, so that nothing in it can end the comment that it stands in."""
    packed = zlib.compress(review.written().encode(), 9)
    return f"<!-- intune-waves review {base64.b64encode(packed).decode()} -->"


def find_review(markdown: str) -> Review:
    """The review in a pull request's comment. Raises ValueError, in one sentence, where there is not
    exactly one that can be read.
    """
    found = _BLOCK.findall(markdown)
    if len(found) != 1:
        raise ValueError("there is no review in it" if not found else "there is more than one review in it")
    unpacking = zlib.decompressobj()
    try:
        text = unpacking.decompress(base64.b64decode(found[0], validate=True), _LARGEST)
        if not unpacking.eof:
            raise ValueError
        return read_review(text.decode())
    except (binascii.Error, zlib.error, UnicodeDecodeError):
        raise ValueError("the review cannot be read") from None
    except ValueError as refused:
        raise ValueError(str(refused) or "the review cannot be read") from None
