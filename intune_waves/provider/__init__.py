"""The native Pulumi provider `intune`.

`pulumi-resource-intune` is what the engine starts. `protocol/` speaks to it, and is tuned to start fast
(docs/adr/0008-a-preview-starts-fast.md); `kinds/` has one file for each resource, read when first needed.
msgraph-sdk and azure-identity are imported when a call is first sent to Graph: a preview without changes
sends none, and should not pay for one.
"""
