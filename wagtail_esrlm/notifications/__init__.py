"""What is said to whom and when: the message log, its channels and the inbox."""
