"""What calls us over HTTP or the robot's line is verified and kept, nothing else."""
