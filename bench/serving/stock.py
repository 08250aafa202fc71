"""Stock strawberry: its own ASGI application, every setting as it comes."""

import os

import strawberry
import uvicorn
from strawberry.asgi import GraphQL

from bench.serving.memory import Query

if __name__ == "__main__":
    app = GraphQL[None, None](strawberry.Schema(query=Query))
    uvicorn.run(app, port=int(os.environ["PORT"]), log_level="warning", access_log=False)
