"""Files that come in: participants and past actions, from CSV and from Burgernet's own feed."""
