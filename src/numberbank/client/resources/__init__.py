"""What the client offers, resource by resource: the asynchronous methods, which are the one source of both forms."""
