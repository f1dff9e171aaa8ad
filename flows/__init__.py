"""The flow, its rooms, and the command."""

import os

# onnxruntime collects usage data and keeps a device id in the user's home, unless this is set when it is imported.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
