"""How gunicorn serves Zouban; flags on its command line win over these.

Two processes with four threads suit two cores. Browsers and proxies keep their connections for
75 seconds, so that a tap on a phone needs no new one. There is no access log: addresses may
carry personal links (docs/operating.md says what a proxy in front should log).
"""

bind = "127.0.0.1:8000"
worker_class = "gthread"
workers = 2
threads = 4
keepalive = 75
control_socket_disable = True
accesslog = None
errorlog = "-"
loglevel = "warning"
