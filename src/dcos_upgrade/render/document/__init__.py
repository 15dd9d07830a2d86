"""What documents are made of: blocks without markup, and the two forms in which they are written. Reports, runbooks and worksheets share it."""
