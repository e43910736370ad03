"""How pages look and speak: the frame of all pages, design tokens, words in both languages, numbers and days."""
