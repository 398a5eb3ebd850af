"""What tests share: databases, clocks, running programs, receivers."""
