"""What a whole sector costs: made organisations, and each way to get through them side by side."""
