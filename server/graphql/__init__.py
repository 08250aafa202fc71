"""What the world sees of the register and the simulation."""

# first of all: a type that uses an enum before it is described would make one without words
from server.graphql import enums as enums
from server.graphql import terms as terms
