"""The weekly diagnosis (一周一诊断, R75): what a week's own data says, and what follows from it."""
