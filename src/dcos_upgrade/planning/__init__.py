"""Route and plan, pure: which releases in which order by which day's rules, and which nodes in which waves."""
