import Fastify from 'fastify'
import mercurius from 'mercurius'
import { contract, port, resolvers } from './peers.js'

const app = Fastify()
app.register(mercurius, { schema: contract, resolvers, jit: Number(process.env.JIT ?? 0) })
await app.listen({ host: '127.0.0.1', port })
