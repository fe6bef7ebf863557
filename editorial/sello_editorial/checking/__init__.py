"""The check before publishing: what is looked for, and where it is enforced."""
