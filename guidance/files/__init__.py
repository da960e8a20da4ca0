"""Files as they come in: bounded in size, memory and time before anything reads them."""
