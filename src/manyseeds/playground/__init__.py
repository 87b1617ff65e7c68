"""The page that trains in the browser, as built, and the server that gives it to one's own."""
