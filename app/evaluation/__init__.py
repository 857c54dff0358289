"""Evaluation closes the loop: what happened at the clubs decides next term's clubs.

Its sub-packages, lowest first:

- `actions` (整改): what somebody puts right until when, and the second look
- `patrol` (一天一巡查): the daily visit with findings and praise
- `survey` (一月一调研): the anonymous ballot of guardians, its results and what the school does
- `voices` (意见与投诉): the suggestion box and complaints in confidence

To come: `diagnosis` (一周一诊断), the week of a homeroom or section drafted from its own data;
`summary`, a page per section and term.
"""
