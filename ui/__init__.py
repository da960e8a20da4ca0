"""The faces: the questionnaire in the browser, and the command line."""
