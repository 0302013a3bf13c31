"""What the project is built, measured and tried with: set-up, engine, benchmarks and the simulated tenant."""
