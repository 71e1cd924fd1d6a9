import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Command, CommanderError, Option } from 'commander'
import { describedText, errorText, titleText, usageText } from './usage-text.ts'

/** What commander really says, so that a new version of it that says otherwise is found out. */
function said(...args: string[]): string {
  let text = ''
  const program = new Command('p').exitOverride().configureOutput({ writeErr: (t) => (text += t) })
  const one = new Command('one')
    .argument('<what>')
    .requiredOption('--need <x>')
    .addOption(new Option('--pick <c>').choices(['red', 'green']))
    .exitOverride()
    .configureOutput({ writeErr: (t) => (text += t) })
  program.addCommand(one)
  try {
    program.parse(args, { from: 'user' })
  } catch (error) {
    assert.ok(error instanceof CommanderError)
  }
  return errorText(text.trim())
}

test('what is wrong with a line is said in Vietnamese', () => {
  assert.equal(said('one', '--need', 'x'), "lỗi: thiếu đối số 'what'")
  assert.equal(said('one', 'a'), "lỗi: thiếu tùy chọn '--need <x>'")
  assert.equal(said('one', 'a', '--need'), "lỗi: tùy chọn '--need <x>' thiếu giá trị")
  assert.equal(
    said('one', 'a', '--need', 'x', '--pick', 'blue'),
    "lỗi: 'blue' không hợp với tùy chọn '--pick <c>'. Hãy chọn một trong: red, green.",
  )
  assert.equal(said('one', 'a', '--need', 'x', '--pik', 'red'), "lỗi: không có tùy chọn '--pik'\n(Có phải --pick?)")
  assert.equal(said('on'), "lỗi: không có lệnh 'on'\n(Có phải one?)")
  assert.match(said('one', 'a', 'b', '--need', 'x'), /^lỗi: thừa đối số: cần 1, có 2/)
})

test('so is the help', () => {
  const help = new Command('p')
    .addOption(new Option('--pick <c>', 'màu').choices(['red', 'green']).default('red'))
    .configureHelp({ styleTitle: titleText, styleUsage: usageText, styleOptionDescription: describedText })
    .helpInformation()
  assert.match(help, /^Cách dùng: p \[tùy chọn\]/)
  assert.match(help, /Tùy chọn:\n {2}--pick <c> +màu \(một trong: "red", "green", mặc định:\s+"red"\)/)
})
