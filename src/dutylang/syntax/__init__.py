"""From text to tree and back, in any tongue."""
