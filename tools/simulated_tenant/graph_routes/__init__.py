"""What the tenant serves of Microsoft Graph: one module per family of resources."""
