"""The rehearsal of the largest campaign, measured where it is named."""

from tools.benchmarks.rehearsal import rehearsal_million as rehearsal_million
