"""Who says what about where: compare speakers, themes and regions in a folder of articles."""
