"""The one home of words for people: pages, mails, findings and the command line."""
