import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { type CsvShape, readCsvStream } from './csv.ts'

const names = ['a', 'b', 'c']

/** The bytes in pieces that end wherever these numbers say: within a letter, between quotes, between CR and LF. */
async function* pieces(bytes: Buffer, cuts: readonly number[]): AsyncGenerator<Uint8Array> {
  let from = 0
  for (const cut of cuts.map((c) => c % (bytes.length + 1)).sort((x, y) => x - y)) {
    yield bytes.subarray(from, cut)
    from = cut
  }
  yield bytes.subarray(from)
}

async function read(bytes: Buffer, cuts: readonly number[] = [], shape: Partial<CsvShape> = {}) {
  const [rows, lines, refused]: [string[][], number[], [number | undefined, string][]] = [[], [], []]
  const onRefused: CsvShape['onRefused'] = (row) => refused.push([row.line, row.reason.key])
  for await (const batch of readCsvStream('x.csv', pieces(bytes, cuts), { required: names, onRefused, ...shape })) {
    rows.push(...batch.rows)
    lines.push(...batch.lines)
  }
  return { rows, lines, refused }
}

const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 6 }).map((s) => s.replaceAll('\u0000', '')),
  fc.constantFrom('', ' ', '"', '""', ',', '\n', '\r\n', 'Lò Đúc, "Hà\nNội"', 'đ'),
)
const plain = (cell: string) => /^[^",\r\n]*$/.test(cell)
const written = (cell: string, quoted: boolean) => (quoted || !plain(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)

describe('reading CSV', () => {
  it('reads what csv-parse reads, wherever the bytes are cut (property)', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.tuple(text, text, text), fc.tuple(fc.boolean(), fc.boolean(), fc.boolean())), {
          maxLength: 8,
        }),
        fc.constantFrom('\n', '\r\n'),
        fc.record({ mark: fc.boolean(), end: fc.boolean() }),
        fc.array(fc.nat({ max: 400 }), { maxLength: 6 }),
        async (records, feed, { mark, end }, cuts) => {
          const body = [
            names.join(','),
            ...records.map(([cells, q]) => cells.map((c, i) => written(c, q[i]!)).join(',')),
          ]
          const all = Buffer.from(`${mark ? '\ufeff' : ''}${body.join(feed)}${end ? feed : ''}`)
          const peer = parse(all, { bom: true, from: 2, info: true, record_delimiter: feed }) as unknown as {
            record: string[]
            info: { lines: number }
          }[]
          const ours = await read(all, cuts)
          assert.deepEqual(ours.refused, [])
          assert.deepEqual(
            ours.rows,
            peer.map((p) => p.record),
          )
          // a record begins on the line after all line feeds before it
          let line = 2
          for (const [i, [cells]] of records.entries()) {
            assert.equal(ours.lines[i], line)
            line += 1 + cells.join('').split('\n').length - 1
          }
        },
      ),
      { numRuns: 500 },
    )
  })

  it('refuses what is not well formed by its line, and goes on; also in whatever pieces (property)', async () => {
    const bad = Buffer.from('a,b,c\n1,2\n"x"y,2,3\n1,2,3\n1,"2\n2",3\n1,2,3,4\n\n5,6,"7')
    const whole = await read(bad)
    assert.deepEqual(whole, {
      rows: [
        ['1', '2', '3'],
        ['1', '2\n2', '3'],
      ],
      lines: [4, 5],
      refused: [
        [2, 'csv.columns'],
        [3, 'csv.after-quote'],
        [7, 'csv.columns'],
        [9, 'csv.open-quote'],
      ],
    })
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: 400 }), { maxLength: 6 }), async (cuts) =>
        assert.deepEqual(await read(bad, cuts), whole),
      ),
    )
  })

  it('columns in any order, those nobody reads told of, those that are not there empty', async () => {
    const ignored: string[] = []
    const { rows } = await read(Buffer.from('\ufeffC, x ,A,b\n3,-,1,2\n'), [], {
      optional: ['d'],
      onIgnored: (columns) => ignored.push(...columns),
    })
    assert.deepEqual([rows, ignored], [[['1', '2', '3', '']], ['x']])
  })

  it('ends for bytes that are no text, an endless quote, no header, no column', async () => {
    const ends = (bytes: Buffer, code: string, line?: number) =>
      assert.rejects(read(bytes, [3, 9]), (error: { code: string; params: { line?: number } }) => {
        assert.deepEqual([error.code, error.params.line], [code, line])
        return true
      })
    await ends(Buffer.from(''), 'imports/empty')
    await ends(Buffer.from('\n\n'), 'imports/empty')
    await ends(Buffer.from('a,b\n1,2\n'), 'imports/missing-column')
    await ends(Buffer.from('a,b,c\n1,2,3\n1,\u0000,3\n'), 'imports/not-utf8', 2)
    await ends(
      Buffer.concat([Buffer.from('a,b,c\n1,2,3\n1,'), Buffer.from([0xff]), Buffer.from(',3\n')]),
      'imports/not-utf8',
      3,
    )
    await ends(Buffer.from(`a,b,c\n1,"${'x'.repeat(1024 * 1024)}`), 'imports/open-quote', 2)
  })
})
