"""Plans, runs, watches and proves rolling upgrades of DC/OS clusters."""

__version__ = "0.1.0"
