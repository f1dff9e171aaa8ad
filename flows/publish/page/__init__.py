"""The dataset page: a static site for one published database, and a small server to look at it."""

from flows.publish.page.current import write_current_page
from flows.publish.page.serving import make_server, serve
from flows.publish.page.site import write_page

__all__ = ["make_server", "serve", "write_current_page", "write_page"]
