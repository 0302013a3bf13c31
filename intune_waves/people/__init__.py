"""An organisation's people and devices, read from the CSV exports of the Entra and Intune admin centres."""
