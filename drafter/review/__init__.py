"""The life of a letter from case to delivered, and who may move it."""
