"""What stands around the routes: the bodies of requests on their way in."""
