"""The engine's thinking: what has happened (fold) and what comes next (decide). Pure: values in, values out."""
