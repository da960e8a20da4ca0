"""The experta reading: rules as experta's own, and a case run through them. Built when it is asked for; nothing loads it at start.

Only `engine` imports experta."""
