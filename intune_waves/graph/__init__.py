"""The Microsoft Graph edge: addresses, sign-in, requests, pacing, errors, and the objects this project
writes.

Importing this package is cheap. msgraph-sdk, kiota and azure-identity are imported inside the functions
that first speak to Graph (`graph.connection`, `graph.credentials`, `graph.request_adapter`).
"""
