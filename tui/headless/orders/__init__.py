"""`tradedeck orders`: what became of every order, from the journal."""
