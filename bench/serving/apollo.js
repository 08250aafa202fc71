import { ApolloServer } from '@apollo/server'
import { startStandaloneServer } from '@apollo/server/standalone'
import { contract, port, resolvers } from './peers.js'

const server = new ApolloServer({ typeDefs: contract, resolvers })
await startStandaloneServer(server, { listen: { host: '127.0.0.1', port } })
