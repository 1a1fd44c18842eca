"""How we speak, and when: ways in, ways out, the desk, the sweeps, the command line."""
