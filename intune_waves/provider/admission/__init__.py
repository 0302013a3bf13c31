"""Who of an enforced wave comes under its policy: judged, written and remembered in one operation."""
