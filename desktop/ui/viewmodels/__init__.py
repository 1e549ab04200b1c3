"""View-models: what the screens show and how it is asked for; no widget lives here."""
