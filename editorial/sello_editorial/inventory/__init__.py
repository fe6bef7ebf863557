"""What the site is made of: which blocks and files are used where, and which are not."""
