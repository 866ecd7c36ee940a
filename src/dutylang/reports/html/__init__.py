"""An audit as one HTML page that stands alone: no network, every text escaped, readable without scripts."""
