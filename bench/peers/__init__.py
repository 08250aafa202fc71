"""The same model in other frameworks, each written as its users would write it.

Every peer plays one replication of a plan in steps of the same length, with the same chances, and
hands back a `Record`. All are held to the closed forms: a fast wrong peer proves nothing.
"""
