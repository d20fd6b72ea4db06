"""Pictures, pages and a site drawn from tables."""
