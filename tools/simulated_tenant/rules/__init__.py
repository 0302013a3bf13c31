"""Rules of dynamic membership groups: read, checked, and turned into a condition on people."""
