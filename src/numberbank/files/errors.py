"""What is wrong with a file itself; what is wrong in its rows is a `Mistake`."""


class FileProblem(Exception):
    """Nothing can be read, or nothing be written. `remedy` is what to do about it."""

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
