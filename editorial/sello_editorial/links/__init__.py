"""The report of links that lead nowhere: of addresses elsewhere, which a job asks, and of pages and
documents of this site, which the reference index knows."""
