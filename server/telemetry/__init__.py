"""What an operator sees of a request: log lines, metrics and spans, never what was asked in it.

Whoever answers says what it knows by `note`, and wraps what takes time in `span`; the ASGI layer
`Observed` counts and logs it when the answer has gone.
"""

from server.telemetry import lag as lag
from server.telemetry import logs as logs
from server.telemetry.defects import defect as defect
from server.telemetry.defects import kind as kind
from server.telemetry.defects import told_of as told_of
from server.telemetry.defects import traced as traced
from server.telemetry.metrics import Metrics as Metrics
from server.telemetry.observed import Observed as Observed
from server.telemetry.observed import Telemetry as Telemetry
from server.telemetry.observed import operation as operation
from server.telemetry.record import note as note
from server.telemetry.record import noted as noted
from server.telemetry.record import request_id as request_id
from server.telemetry.spans import span as span
from server.telemetry.spans import traced_now as traced_now
from server.telemetry.spans import tracer as tracer
