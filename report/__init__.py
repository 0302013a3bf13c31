"""One set of plain rows, as a page, as Markdown and in a terminal."""
