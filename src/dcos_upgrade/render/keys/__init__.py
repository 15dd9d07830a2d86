"""Values as the JSON keys that callers rely on."""
