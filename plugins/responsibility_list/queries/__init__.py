"""What the list of responsibilities is asked: of public services, of the duties of powers, and of
what a department is responsible for."""
