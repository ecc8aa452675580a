"""The platform's doors: OAuth and the OA API, answers and codes as documented."""
