"""Channel over HTTP: the only room that knows `requests`. The engine's owner builds it; nobody below may come in."""
