"""A child's data: shown, exported and erased on the guardian's word (promise 18)."""
