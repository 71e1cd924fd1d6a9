import type { Document } from './document.ts'

/** Each format with its writer, which is loaded when it is asked for: the one for PDF takes half a second. */
export const formats = {
  json: { media: 'application/json; charset=utf-8', load: async () => (await import('./json.ts')).json },
  csv: { media: 'text/csv; charset=utf-8', load: async () => (await import('./csv.ts')).csv },
  xlsx: {
    media: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    load: async () => (await import('./xlsx.ts')).xlsx,
  },
  pdf: { media: 'application/pdf', load: async () => (await import('./pdf.ts')).pdf },
} as const satisfies Record<string, { media: string; load: () => Promise<Writer> }>

type Writer = (report: Document) => Buffer | Promise<Buffer>
export type Format = keyof typeof formats
export const formatNames = Object.keys(formats) as Format[]

/** A report as a file. The same report gives the same bytes: nothing of the moment or the machine gets into them. */
export const write = async (report: Document, format: Format): Promise<Buffer> => (await formats[format].load())(report)

/** 'bao-cao-thang-EVNNPC-2026-10.pdf': letters that every disk and mail program takes. */
export function fileName(report: Document, format: Format): string {
  const vi = report.language === 'vi'
  const kind = vi
    ? { month: 'bao-cao-thang', year: 'bao-cao-nam', province: 'bao-cao-tinh' }[report.report]
    : `report-${report.report}`
  const province = report.province && plain(report.province)
  return `${[kind, report.corporation ?? (vi ? 'tap-doan' : 'group'), province, report.period].filter((p) => p).join('-')}.${format}`
}

const plain = (words: string): string =>
  words
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[đĐ]/g, 'd')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
