"""What families say without being asked: the suggestion box and confidential complaints."""
