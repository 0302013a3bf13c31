"""How people behave when the clock moves: who enrolls, whose device is compliant, as data."""
