"""Gates: whether a wave may enter its next stage, judged on fresh figures."""
