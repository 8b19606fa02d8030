"""placeholder while the ticket is being built"""

from tests.crash.runs import HeadlessLife as DashboardLife  # noqa: F401
