"""The control API: how tests, benchmarks and the product's demo move citizens, faults and the clock. Loopback only."""
