"""The review service: JSON API, pages, people, background work.

::

    with Store.open("sqlite:///drafter.db") as store:
        app = create_app(Service.of(ServiceSettings(), store, Drafter()))
"""

from drafter.service.app import create_app
from drafter.service.context import Service
from drafter.service.settings import ServiceSettings

__all__ = ["Service", "ServiceSettings", "create_app"]
