"""The pure domain: what a campaign is and what is true in each of its periods.

Standard library only, and nothing of ours is imported: every decision is a plain function of plain values.
"""
