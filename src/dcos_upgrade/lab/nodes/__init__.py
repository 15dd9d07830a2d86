"""The lab's machines: file trees, namespaces, SSH servers, shims, and what their bootstrap host serves.

What services do on these machines is the world's business (`lab/contract.py` is where the two meet).
"""
