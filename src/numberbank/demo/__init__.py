"""A walk through the main job on a sandbox of its own: `python -m numberbank.demo`."""


class DemoFailed(Exception):
    """A step did not go as it should; the message says which and how."""
