"""What comes in and goes out as a file: read row by row, written as others expect it.

Bytes in, values out, and the other way round: nothing here knows a register. A row that cannot be
had is `Rejected`, whose reasons name column and bounds, and never hold what stood there.
"""
