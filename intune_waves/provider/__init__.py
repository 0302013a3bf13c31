"""The native Pulumi provider `intune`: the period in force, who is in a group, and enrollment
restrictions.

`pulumi-resource-intune` is what the engine starts. Importing `provider.server` imports neither
msgraph-sdk nor azure-identity: a preview without changes makes no Graph call and should not pay for one.
"""
