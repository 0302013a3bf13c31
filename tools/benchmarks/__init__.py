"""The figures of `./migrate bench`: what the work costs, beside the least it could cost."""
