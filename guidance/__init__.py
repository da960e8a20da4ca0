"""What we ask and say, and the case in hand: content, journey, assessment, store. Knows no screen."""
