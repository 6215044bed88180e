"""The kinds of papers: a module each says which papers there are and what is in them."""
