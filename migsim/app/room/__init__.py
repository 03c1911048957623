"""Room mode: phones join by a code, answer what the trainer asks, and nothing that was counted is ever lost."""
