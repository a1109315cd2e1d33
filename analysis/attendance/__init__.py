"""Attendance as what it is: actors and meetings, compared with chance."""

from analysis.attendance.together import co_attendance

__all__ = ["co_attendance"]
