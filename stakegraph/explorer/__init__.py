"""The explorer: pages in a browser for people who coordinate a network."""

from stakegraph.explorer.app import create_app
from stakegraph.explorer.serving import Address, serve

__all__ = ["Address", "create_app", "serve"]
