"""What people are told in each stage: the texts, and how they are sent."""
