"""The adapter http: any partner that answers JSON over HTTP."""
