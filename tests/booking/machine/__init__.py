"""The state machine of booking: a plain model, the services, and rules for both."""
