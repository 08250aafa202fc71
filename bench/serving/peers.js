// What the servers of Node answer with: the answers of ours, kept in memory, behind our contract.
import { readFileSync } from 'node:fs'

const kept = JSON.parse(readFileSync(process.env.KEPT, 'utf8'))

export const port = Number(process.env.PORT)
export const contract = readFileSync(process.env.CONTRACT, 'utf8')
export const resolvers = {
  Query: {
    municipalities: async () => kept.municipalities,
    projection: async () => kept.projection
  }
}
