"""What other systems are told when a period is in force."""
