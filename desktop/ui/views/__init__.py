"""The screens themselves: thin views over view-models, and the frame that holds them."""
