"""一天一巡查: a visit to each meeting, what was found, what deserves praise."""
