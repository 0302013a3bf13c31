"""A pull request per period: the commit that proposes it, and the review that its merge is held against."""
