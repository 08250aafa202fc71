"""The pages as a browser shows them: headless Chromium, a real server, nothing in between."""
