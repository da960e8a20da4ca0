"""How a command tells of a problem with its input."""

import click


class Failure(click.ClickException):
    """A problem with the input: one message on standard error, exit status 1."""

    def show(self, file: object = None) -> None:  # noqa: ARG002
        """Prints the message."""
        click.echo(f"guidance: {self.message}", err=True)
