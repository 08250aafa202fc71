"""What machines ask that watch this one: is it alive, is it ready, how is it doing."""

from server.health.readiness import Readiness as Readiness
from server.health.routes import routes as routes
