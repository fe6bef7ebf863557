"""What changes who has access. Every function checks the actor's right, runs in a transaction,
raises an :class:`~sello_accounts.problems.AccessProblem` when it refuses, and leaves a record."""
