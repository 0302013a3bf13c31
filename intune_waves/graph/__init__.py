"""The Microsoft Graph edge: the client, and one file for each kind of object that is read or written.

Importing any of it is cheap. msgraph-sdk is read by the opening of a connection alone
(`graph.client.connection`).
"""
