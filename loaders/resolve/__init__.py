"""Who is who: names of organisations compared and decided."""
