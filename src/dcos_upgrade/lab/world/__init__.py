"""The model of a running DC/OS cluster: units, ensembles, elections, agents, tasks. It moves by an injected clock."""
