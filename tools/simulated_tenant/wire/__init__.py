"""The wire format of Microsoft Graph: calls, answers, errors, OData query options and pages."""
