"""What became of a policy's scenarios, told: text, JSON, JUnit XML, TAP."""
