"""The kinds of resources that the provider offers, one file each."""
