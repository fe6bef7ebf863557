"""Requests that the site itself makes: to judged addresses alone, and never without end."""
