"""Who is under an enabled policy that denies access without a compliant device, and what made it so."""
