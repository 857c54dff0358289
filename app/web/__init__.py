"""HTTP plumbing: access, forms base, fragments, refusals to statuses, translation, transaction."""
