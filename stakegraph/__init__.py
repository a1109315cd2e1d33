"""The shell around the analysis: command, explorer, dossier, picture, words."""
