import { Command, CommanderError } from 'commander'
import { Problem } from '../../kernel/index.ts'
import { commands } from './commands.ts'
import { type Environment, environment, languageOf, type Options } from './environment.ts'
import { describedText, errorText, titleText, usageText } from './usage-text.ts'

/**
 * The command line. Exit status: 0 done, 1 refused (one line on standard error says why), 2 wrong usage.
 * A command's module is loaded only when it is named, so that each starts quickly.
 */
export async function run(args: string[]): Promise<void> {
  const language = languageOf(optionValue(args, '--lang'))
  const program = new Command('sangden')
    .description(
      language === 'vi'
        ? 'Sáng Đèn: giữ lời với khách hàng, và chứng minh được'
        : 'Sáng Đèn: promises to customers, kept and proved',
    )
    .helpOption('-h, --help', language === 'vi' ? 'trợ giúp' : 'help')
    .helpCommand(false)
    .exitOverride()
    // what stands after a command's name is that command's: `indices close --corporation` is not an option of `indices`
    .enablePositionalOptions()
    .configureHelp({ showGlobalOptions: true })
  const named = args.find((a, i) => !a.startsWith('-') && !takesValue(args[i - 1]))
  let env: Environment | undefined
  // The shared options may stand anywhere in the line.
  const everywhere: Options = {
    data: optionValue(args, '--data'),
    lang: optionValue(args, '--lang'),
    as: optionValue(args, '--as'),
    json: args.includes('--json'),
  }
  const open = (options: Options): Environment => (env = environment({ ...options, ...everywhere }))
  for (const command of commands) {
    if (command.name === named) {
      const module = await command.load()
      const made = module.command({ language, open })
      forAll(made, (c) => shared(c, language))
      program.addCommand(made)
    } else program.command(command.name).description(command[language]).helpOption(false).allowUnknownOption()
  }
  shared(program, language)
  try {
    if (args.length === 0) {
      program.outputHelp({ error: true })
      process.exitCode = 2
      return
    }
    await program.parseAsync(args, { from: 'user' })
  } catch (error) {
    process.exitCode = statusOf(error, languageOf(optionValue(args, '--lang')), args.includes('--json'))
  } finally {
    await env?.close()
  }
}

function statusOf(error: unknown, language: 'vi' | 'en', json: boolean): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  if (error instanceof Problem) {
    process.stderr.write(`${json ? JSON.stringify(error.toJSON(language)) : error.title(language)}\n`)
    return 1
  }
  process.stderr.write(
    `${error instanceof Error ? (process.env.SANGDEN_DEBUG ? error.stack : error.message) : String(error)}\n`,
  )
  return 1
}

function shared(command: Command, language: 'vi' | 'en'): void {
  const vi = language === 'vi'
  command
    .helpOption('-h, --help', vi ? 'trợ giúp' : 'help')
    .exitOverride()
    .configureOutput({
      writeErr: (text) => process.stderr.write(text),
      outputError: (text, write) => write(vi ? errorText(text) : text),
    })
  if (vi)
    command.configureHelp({
      ...command.configureHelp(),
      styleTitle: titleText,
      styleUsage: usageText,
      styleSubcommandTerm: usageText,
      styleOptionDescription: describedText,
    })
  if (command.commands.length > 0 && command.parent === null && command.name() === 'sangden') {
    command
      .option('--data <dir>', vi ? 'thư mục dữ liệu' : 'data folder')
      .option('--lang <vi|en>', vi ? 'ngôn ngữ' : 'language')
      .option('--json', vi ? 'in JSON' : 'print JSON')
    return
  }
  // a command that does something itself, with commands below it or without (`indices`, and `indices med`)
  if (command.commands.length === 0 || command.options.length > 0) {
    if (!command.options.some((o) => o.long === '--data'))
      command.option('--data <dir>', vi ? 'thư mục dữ liệu' : 'data folder')
    if (!command.options.some((o) => o.long === '--json')) command.option('--json', vi ? 'in JSON' : 'print JSON')
    if (!command.options.some((o) => o.long === '--lang'))
      command.option('--lang <vi|en>', vi ? 'ngôn ngữ' : 'language')
  }
}

function forAll(command: Command, use: (command: Command) => void): void {
  use(command)
  for (const c of command.commands) forAll(c, use)
}

const takesValue = (option: string | undefined): boolean => option === '--data' || option === '--lang'

function optionValue(args: string[], option: string): string | undefined {
  const at = args.findIndex((a) => a === option || a.startsWith(`${option}=`))
  if (at === -1) return undefined
  return args[at]!.includes('=') ? args[at]!.slice(option.length + 1) : args[at + 1]
}
