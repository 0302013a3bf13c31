"""The simulated tenant: a Microsoft Graph that runs here, on this machine, over TLS.

It serves what the azuread Terraform provider 3.4.0 and msgraph-sdk send, and answers 501 for everything else
(COVERAGE.md lists both). It shares no code with the rest of the project: a simulator that shared our code
would share our misunderstandings.
"""
