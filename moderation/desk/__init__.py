"""The moderators' desk: which acts a case offers to whom, what each asks for, and what it would do."""
