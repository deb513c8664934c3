"""Where licensed weapons end up: a ledger of dated, cited claims, and the questions put to it."""
