/** What commander says of itself, in Vietnamese: titles of the help, and what is wrong with a line. */

const titles: Record<string, string> = {
  'Usage:': 'Cách dùng:',
  'Arguments:': 'Đối số:',
  'Options:': 'Tùy chọn:',
  'Global Options:': 'Tùy chọn chung:',
  'Commands:': 'Lệnh:',
}

/** A title of the help; one that is not known as it is. */
export const titleText = (title: string): string => titles[title] ?? title

/** '[options] [command]' of the line that shows how a command is used. */
export const usageText = (usage: string): string =>
  usage.replace('[options]', '[tùy chọn]').replace('[command]', '[lệnh]')

/** '(choices: "a", "b", default: "a")' behind the description of an option. */
export const describedText = (description: string): string =>
  description.replace(/\(choices: /, '(một trong: ').replace(/(\(|, )default: /, '$1mặc định: ')

const errors: readonly [RegExp, string][] = [
  [/^error: missing required argument '(.+?)'/, "lỗi: thiếu đối số '$1'"],
  [/^error: required option '(.+?)' not specified/, "lỗi: thiếu tùy chọn '$1'"],
  [/^error: option '(.+?)' argument missing/, "lỗi: tùy chọn '$1' thiếu giá trị"],
  [/^error: option '(.+?)' argument '(.*?)' is invalid\./, "lỗi: '$2' không hợp với tùy chọn '$1'."],
  [/^error: command-argument value '(.*?)' is invalid for argument '(.+?)'\./, "lỗi: '$1' không hợp với đối số '$2'."],
  [/^error: unknown option '(.+?)'/, "lỗi: không có tùy chọn '$1'"],
  [/^error: unknown command '(.+?)'/, "lỗi: không có lệnh '$1'"],
  [
    /^error: too many arguments(?: for '(?:.+?)')?\. Expected (\d+) arguments? but got (\d+)/,
    'lỗi: thừa đối số: cần $1, có $2',
  ],
  [/Allowed choices are (.+)\./, 'Hãy chọn một trong: $1.'],
  [/\(Did you mean one of (.+)\?\)/, '(Có phải một trong: $1?)'],
  [/\(Did you mean (.+)\?\)/, '(Có phải $1?)'],
]

/** What is wrong with a line; what is not known as it is. */
export const errorText = (message: string): string =>
  errors.reduce((text, [english, vietnamese]) => text.replace(english, vietnamese), message)
