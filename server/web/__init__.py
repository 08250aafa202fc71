"""The what-if page: forms in, pages out, for people without a line of GraphQL."""
