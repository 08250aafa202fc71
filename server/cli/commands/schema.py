from server.cli.output import write


def schema() -> None:
    """Print the GraphQL schema, as it is kept in schema.graphql."""
    from server.graphql.schema import sdl  # late: the other commands need no schema

    write(sdl().rstrip("\n") + "\n")
