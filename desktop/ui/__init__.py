"""The screens: the only folder with Qt; asks the desk through ui/background, shows words from the translations."""
