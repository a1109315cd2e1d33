"""Reference data of the intake: municipalities, countries, goals, header words, sentences."""
