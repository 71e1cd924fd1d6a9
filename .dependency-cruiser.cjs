// The order of the rooms, made from src/rooms.json: a room imports only rooms before it, and only through their door.
// `tools/check-rooms.ts` runs it and makes sure that it saw every file (with TypeScript 7 it sees none, and passes,
// unless @swc/core is there).
const rooms = require('./src/rooms.json')
const parts = ['base', 'database', 'outbox', 'testing']
const development = Object.keys(require('./package.json').devDependencies).filter((name) => !name.startsWith('@types/'))
const oneOf = (names) => `(${names.join('|')})`

const order = rooms.flatMap((room, i) => {
  const later = rooms.slice(i + 1)
  const earlier = rooms.slice(0, i)
  const rules = []
  if (later.length > 0) {
    rules.push({
      name: `${room}: no later room`,
      comment: `${room} stands before them in src/rooms.json: publish an event, or let the later room (or interfaces/) call`,
      severity: 'error',
      from: { path: `^src/${room}/` },
      to: { path: `^src/${oneOf(later)}/` },
    })
  }
  if (earlier.length > 0) {
    rules.push({
      name: `${room}: only through the door`,
      comment: 'import index.ts of the other room; what is missing there is asked for, not reached around',
      severity: 'error',
      from: { path: `^src/${room}/` },
      // the server gathers every room's routes and jobs
      to: {
        path: `^src/${oneOf(earlier)}/`,
        pathNot: `^src/[^/]+/((testing/)?index${room === 'interfaces' ? '|routes|jobs' : ''})\\.ts$`,
      },
    })
  }
  return rules
})

// inside the kernel: base knows nothing, database knows base, outbox knows both
const kernel = parts.slice(0, -1).map((part, i) => ({
  name: `kernel/${part}: no later part`,
  severity: 'error',
  from: { path: `^src/kernel/${part}/`, pathNot: '\\.test\\.ts$' },
  to: { path: `^src/kernel/${oneOf(parts.slice(i + 1))}/`, dependencyTypesNot: ['type-only'] },
}))

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...order,
    ...kernel,
    {
      name: 'a room that is not in the list',
      comment: 'every folder in src/ has its place in src/rooms.json',
      severity: 'error',
      from: { path: '^src/[^/]+/', pathNot: `^src/${oneOf(rooms)}/` },
      to: {},
    },
    {
      name: 'no circle',
      severity: 'error',
      from: { path: '^src/' },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'rules are pure',
      comment: 'rules.ts has values in and values out: no I/O, no clock, no randomness, no database',
      severity: 'error',
      from: { path: '^src/.+/rules\\.ts$' },
      to: {
        path: '/store\\.ts$|^node_modules/(pg|kysely|fastify|graphile-worker)/|^(node:)?(fs|fs/promises|net|http|https|child_process|worker_threads|crypto|timers|timers/promises)$',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'the product stands alone',
      comment: 'what bin/start loads reaches no test, no test support, no bench, no tool, no development package',
      severity: 'error',
      from: { path: '^src/interfaces/cli/main\\.ts$' },
      to: {
        path: `^(test|bench|tools|console)/|^src/kernel/testing/|\\.test\\.ts$|^node_modules/${oneOf(development)}/`,
        reachable: true,
      },
    },
    {
      name: 'every import is found',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    parser: 'swc',
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
}
