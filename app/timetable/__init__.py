"""Dated meetings of sections: made from the rule of the week, cancelled, moved, covered."""
