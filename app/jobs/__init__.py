"""Work outside requests: what comes round by the clock, and what a page only asks for."""
