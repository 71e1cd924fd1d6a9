import { accessSync, constants, statSync } from 'node:fs'
import { basename } from 'node:path'
import { Problem } from './problem.ts'

const whys: Record<string, string> = { ENOENT: 'missing', ENOTDIR: 'missing', EACCES: 'denied', EPERM: 'denied' }

/** That a file is there to be read; a pipe is one too. @throws Problem `imports/no-file`, which says why not */
export function requireFile(path: string): void {
  const file = basename(path)
  let isFolder: boolean
  try {
    isFolder = statSync(path).isDirectory()
    accessSync(path, constants.R_OK)
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException
    throw new Problem('imports/no-file', { file, why: whys[code] ?? 'other', reason: message }, { cause: error })
  }
  if (isFolder) throw new Problem('imports/no-file', { file, why: 'folder', reason: null })
}
