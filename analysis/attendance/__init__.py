"""Attendance as what it is: actors and meetings, compared with chance."""

from analysis.attendance.position import attendance_position
from analysis.attendance.representation import Representation, representation
from analysis.attendance.together import co_attendance

__all__ = ["Representation", "attendance_position", "co_attendance", "representation"]
