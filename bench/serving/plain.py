"""Our server as it is, limits and all, but for its schema: the rows are in memory."""

from bench.serving.memory import Query
from server import listening
from server.app import build
from server.graphql.schema import Schema, schema
from server.settings import Settings
from server.telemetry import logs

if __name__ == "__main__":
    memory = Schema(
        query=Query,
        extensions=schema.extensions,
        execution_context_class=schema.execution_context_class,
    )
    settings = Settings.read()
    logs.configure(settings.log_format, settings.log_level)
    listening.server(build(settings, schema=memory), settings).run()
