"""`tradedeck flex`: statements, asked for, followed, shown, exported and pruned."""
