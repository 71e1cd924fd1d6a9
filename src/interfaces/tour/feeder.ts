import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * A small feeder of our own for the tour, as two CSV files of the contract: 471 from the substation E1.5 with a
 * recloser in the middle, a tie to the neighbour 473 at its end, fuses on the laterals, 24 transformers, 2,904 customers.
 *
 *   E1.5 ── 471/MC ──┬──┬── 471/REC-7 ──┬──┬── 471-473/LL (open) ── 473 ── 473/MC ── E1.5
 *                   FCO FCO            FCO FCO
 */
export async function writeFeeder(): Promise<{ network: string; customers: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'sangden-tour-'))
  const network: string[] = [
    'id,kind,name,corporation,substation,feeder,from_node,to_node,phases,normally_open,lon,lat',
  ]
  const customers: string[] = [
    'code,name,class,area,transformer,phone,email,language,address,commune,province,priority',
  ]
  const row = (
    id: string,
    kind: string,
    name: string,
    feeder: string,
    from: string,
    to: string,
    open = false,
    lon = 105.84,
    lat = 21.04,
  ) =>
    network.push(
      [id, kind, name, 'EVNHANOI', 'E1.5', feeder, from, to, 'ABC', open, lon.toFixed(5), lat.toFixed(5)].join(','),
    )
  row('E1.5/C41', 'source', 'Thanh cái C41', '', '', 'bus')
  for (const feeder of ['471', '473']) {
    const side = feeder === '471' ? 1 : -1
    row(`${feeder}/MC`, 'breaker', `Máy cắt ${feeder}`, feeder, 'bus', `${feeder}-0`)
    for (let section = 1; section <= 6; section++) {
      const from = section === 4 ? `${feeder}-rec` : `${feeder}-${section - 1}`
      if (section === 4)
        row(`${feeder}/REC-7`, 'recloser', `Recloser ${feeder}/7`, feeder, `${feeder}-3`, `${feeder}-rec`)
      row(
        `${feeder}/DD-${section}`,
        'line',
        `Đường dây ${feeder} đoạn ${section}`,
        feeder,
        from,
        `${feeder}-${section}`,
        false,
        105.84 + 0.004 * section,
        21.04 + 0.003 * side,
      )
      row(
        `${feeder}/FCO-${section}`,
        'fuse',
        `FCO nhánh ${feeder}/${section}`,
        feeder,
        `${feeder}-${section}`,
        `${feeder}-${section}-l`,
        false,
        105.84 + 0.004 * section,
        21.042 + 0.003 * side,
      )
      for (const n of feeder === '471' ? [1, 2] : [1]) {
        const id = `TBA-${feeder}-${section}-${n}`
        row(
          id,
          'transformer',
          `TBA ${streets[section - 1]} ${n}`,
          feeder,
          `${feeder}-${section}-l`,
          '',
          false,
          105.84 + 0.004 * section + 0.001 * n,
          21.044 + 0.003 * side,
        )
        for (let c = 0; c < 121 + (n === 1 ? 0 : 121); c++) {
          const serial = customers.length
          const hospital = feeder === '471' && section === 5 && n === 1 && c === 0
          customers.push(
            [
              `PD0100${String(serial).padStart(7, '0')}`,
              hospital
                ? 'Bệnh viện Yên Phụ'
                : `${family[serial % family.length]} ${given[(serial * 7) % given.length]}`,
              hospital || c % 20 === 3 ? 'non_residential' : 'residential',
              'urban',
              id,
              // 051 is given to no operator: nobody could be disturbed
              c % 3 === 2 ? '' : `051${String(serial).padStart(7, '0')}`,
              c % 3 === 0 ? '' : `khach.${serial}@customers.invalid`,
              c % 25 === 7 ? 'en' : 'vi',
              `"${1 + c} ${streets[section - 1]}"`,
              'Tây Hồ',
              'Hà Nội',
              hospital ? 'hospital' : '',
            ].join(','),
          )
        }
      }
    }
  }
  row('471-473/LL', 'switch', 'Dao liên lạc 471-473', '471', '471-6', '473-6', true)
  const paths = { network: join(folder, 'network.csv'), customers: join(folder, 'customers.csv') }
  await writeFile(paths.network, `${network.join('\n')}\n`)
  await writeFile(paths.customers, `${customers.join('\n')}\n`)
  return paths
}

const streets = ['Yên Phụ', 'Nghi Tàm', 'An Dương', 'Thanh Niên', 'Quảng An', 'Xuân Diệu']
const family = ['Nguyễn', 'Trần', 'Lê', 'Phạm', 'Hoàng', 'Vũ', 'Đặng', 'Bùi', 'Đỗ', 'Ngô']
const given = [
  'Văn An',
  'Thị Bình',
  'Minh Châu',
  'Đức Dũng',
  'Thu Hà',
  'Quang Huy',
  'Thị Lan',
  'Văn Nam',
  'Thị Oanh',
  'Hữu Phước',
  'Văn Sơn',
  'Thị Thảo',
  'Anh Tuấn',
]
