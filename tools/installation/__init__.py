"""Set-up of a checkout: Python packages and the Pulumi engine. Standard library only."""
