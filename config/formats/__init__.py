"""How the magazine writes dates where a language's own short form is not ours."""
