export { readWorlds, type Origin, type World, type WorldObject, type Worlds } from './read-worlds.ts'
