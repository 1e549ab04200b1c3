"""How it travels: messages and their codec, the only place that knows a wire name. Engine and gateway come in."""
