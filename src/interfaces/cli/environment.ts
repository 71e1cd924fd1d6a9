import { homedir, userInfo } from 'node:os'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Context, type Database, type Language, Problem, transaction } from '../../kernel/index.ts'
import { openDatabase } from './open-database.ts'

export const projectFolder = fileURLToPath(new URL('../../../', import.meta.url))

export interface Options {
  data?: string
  json?: boolean
  lang?: string
  as?: string
}

/** What every command gets: the language, the database when it asks for it, and one way to print. */
export interface Environment {
  readonly language: Language
  readonly json: boolean
  readonly dataDir: string
  readonly actor: string
  database(): Promise<Database>
  /** Runs a use case as the administrator of this installation: all corporations, the machine's clock. */
  transaction<T>(use: (ctx: Context) => Promise<T>): Promise<T>
  /** Prints data: as JSON with `--json` (then nothing else), otherwise as the text that `text` makes of it. */
  print<T>(data: T, text: (data: T) => string): void
  /** A line of progress or advice for a person: standard error, never with `--json`. */
  say(line: string): void
  close(): Promise<void>
}

export const languageOf = (given: string | undefined): Language => {
  const wanted = given ?? process.env.SANGDEN_LANG ?? process.env.LC_ALL ?? process.env.LANG ?? ''
  return wanted.toLowerCase().startsWith('en') ? 'en' : 'vi'
}

export const dataFolder = (given: string | undefined): string =>
  resolve(given?.replace(/^~(?=\/)/, homedir()) ?? process.env.SANGDEN_DATA ?? `${projectFolder}data`)

export function environment(options: Options): Environment {
  const language = languageOf(options.lang)
  const json = options.json === true
  let opened: Promise<Database> | undefined
  const env: Environment = {
    language,
    json,
    dataDir: dataFolder(options.data),
    actor: options.as ?? 'cli',
    database: () => (opened ??= openDatabase(env.dataDir, env.say)),
    transaction: async (use) =>
      transaction(await env.database(), { actor: env.actor, corporations: '*', language }, use),
    print: (data, text) => {
      const printed = json ? JSON.stringify(data) : text(data)
      if (printed !== '') process.stdout.write(printed.endsWith('\n') ? printed : `${printed}\n`)
    },
    say: (line) => {
      if (!json) process.stderr.write(`${line}\n`)
    },
    close: async () => {
      if (opened) await opened.then((db) => db.close()).catch(() => {})
    },
  }
  return env
}

export const machineUser = (): string => {
  try {
    return userInfo().username
  } catch {
    return String(process.getuid?.() ?? '')
  }
}

/** The one line that says why a command was refused. */
export const refusalLine = (error: unknown, language: Language): string | undefined =>
  error instanceof Problem ? error.title(language) : undefined
