"""The Pulumi edge: each wave is a component that spells its stage as resources."""
