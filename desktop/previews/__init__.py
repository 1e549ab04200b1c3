"""Pictures of foreign files: the decoders work in a process of their own that has no key and gives back pixels only."""
