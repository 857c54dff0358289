"""Who moves where: plain data in and out, repeatable; knows no database."""
