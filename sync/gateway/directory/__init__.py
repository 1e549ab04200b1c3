"""The directory at the centre: the ministry's, once it was loaded, else one of the centre's own."""
