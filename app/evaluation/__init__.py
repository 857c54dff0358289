"""Evaluation closes the loop: what happened at the clubs decides next term's clubs.

It will hold four sub-packages, lowest first:

- `patrol` (一天一巡查): the daily visit with findings, praise and the actions that follow
- `diagnosis` (一周一诊断): the week of a homeroom or section, drafted from its own data
- `survey` (一月一调研): the anonymous monthly ballot of guardians
- `summary`: one page per section and term, whose decision the copy into next term takes along
"""
