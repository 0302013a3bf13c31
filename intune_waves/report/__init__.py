"""One set of plain rows, as a page, as Markdown, in a terminal and as JSON."""
