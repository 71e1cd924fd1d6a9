/** One view for every state a page can be in, at one Tuesday morning. For looking at, and for the browser tests. */
import type { Html } from '../../src/interfaces/portal/html.ts'
import { answerPage } from '../../src/interfaces/portal/pages/answer.ts'
import { cutPage } from '../../src/interfaces/portal/pages/cut.ts'
import { cutsPage } from '../../src/interfaces/portal/pages/cuts.ts'
import { firstPage, foundPage } from '../../src/interfaces/portal/pages/first.ts'
import { keptPage } from '../../src/interfaces/portal/pages/kept.ts'
import { problemPage } from '../../src/interfaces/portal/pages/problem.ts'
import { reportPage } from '../../src/interfaces/portal/pages/report.ts'
import { tellPage } from '../../src/interfaces/portal/pages/tell.ts'
import type {
  AnswerView,
  CustomerOutage,
  CutLine,
  CutsView,
  CutView,
  Frame,
  KeptLine,
} from '../../src/interfaces/portal/views.ts'
import type { Lang } from '../../src/interfaces/portal/words.ts'

export const at = (civil: string): Date => new Date(`${civil.replace(' ', 'T')}:00+07:00`)
const now = at('2026-11-24 10:42')
const hanoi = { code: 'EVNHANOI', name: 'Tổng công ty Điện lực TP Hà Nội', hotline: '19001288' }
const code = 'PD01000123456'

const cut: CustomerOutage = {
  id: '0199f1c2-0001-7000-8000-000000000001',
  origin: 'planned',
  phase: 'out',
  urgent: false,
  reason: 'Thay máy biến áp, đấu nối lại đường dây hạ thế',
  out_from: at('2026-11-24 07:30'),
  back_promised: at('2026-11-24 11:30'),
  back_first: at('2026-11-24 11:30'),
  back_at: null,
  estimate_due: null,
  told_at: at('2026-11-16 08:12'),
  notice: { due: at('2026-11-19 07:30'), outcome: 'kept', late_s: -256680 },
  power_back: { due: at('2026-11-24 11:30'), outcome: 'open', late_s: null },
  changes: [],
  customers: 3000,
  customers_back: 0,
}
const soon: CustomerOutage = {
  ...cut,
  id: '0199f1c2-0001-7000-8000-000000000002',
  phase: 'coming',
  reason: 'Chặt tỉa cây gần đường dây 22 kV',
  out_from: at('2026-11-26 07:30'),
  back_promised: at('2026-11-26 11:30'),
  back_first: at('2026-11-26 11:30'),
  notice: { due: at('2026-11-21 07:30'), outcome: 'kept', late_s: -428280 },
  power_back: { due: at('2026-11-26 11:30'), outcome: 'open', late_s: null },
  customers: 1240,
}
const moved: CustomerOutage = {
  ...soon,
  back_promised: at('2026-11-26 13:00'),
  changes: [
    {
      changed_at: at('2026-11-23 16:05'),
      out_was: at('2026-11-26 06:00'),
      out_is: at('2026-11-26 07:30'),
      back_was: at('2026-11-26 11:30'),
      back_is: at('2026-11-26 13:00'),
      reason: 'Nhà thầu giao thiết bị muộn',
    },
  ],
}
const back: CustomerOutage = {
  ...cut,
  phase: 'restored',
  out_from: at('2026-11-24 05:00'),
  back_promised: at('2026-11-24 09:30'),
  back_first: at('2026-11-24 09:30'),
  back_at: at('2026-11-24 09:24'),
  power_back: { due: at('2026-11-24 09:30'), outcome: 'kept', late_s: -360 },
  customers_back: 2800,
}
const fault: CustomerOutage = {
  ...cut,
  id: '0199f1c2-0001-7000-8000-000000000003',
  origin: 'fault',
  reason: null,
  out_from: at('2026-11-24 10:05'),
  back_promised: null,
  back_first: null,
  told_at: at('2026-11-24 10:11'),
  estimate_due: at('2026-11-24 12:05'),
  notice: null,
  power_back: { due: at('2026-11-24 12:05'), outcome: 'open', late_s: null },
  customers: 412,
}
const later: CustomerOutage = {
  ...cut,
  back_promised: at('2026-11-24 12:15'),
  changes: [
    {
      changed_at: at('2026-11-24 10:20'),
      out_was: null,
      out_is: null,
      back_was: at('2026-11-24 11:30'),
      back_is: at('2026-11-24 12:15'),
      reason: 'Mưa lớn',
    },
  ],
}

const links = {
  report: `/bao-mat-dien?kh=${code}`,
  tell: `/kh/${code}/nhan-tin`,
  calendar: `/kh/${code}/lich.ics`,
  live: null,
}
const answer = (outage: CustomerOutage | null, more: Partial<AnswerView> = {}): AnswerView => ({
  code,
  masked: false,
  outage,
  next: [],
  days: 14,
  links,
  ...more,
})

const line = (outage: CustomerOutage, places: string[], more: Partial<CutLine> = {}): CutLine => ({
  id: outage.id,
  origin: outage.origin,
  phase: outage.phase,
  corporation: 'EVNHANOI',
  out_from: outage.out_from,
  back_promised: outage.back_promised,
  reason: outage.reason,
  places,
  places_more: 0,
  customers: outage.customers,
  changed: outage.changes.length > 0,
  ...more,
})

const cutView: CutView = {
  outage: { ...back, back_at: at('2026-11-24 09:44'), customers_back: 3000 },
  corporation: hanoi,
  places: [
    { name: 'Phường Ba Đình', customers: 1800 },
    { name: 'Phường Ngọc Hà', customers: 1000 },
    { name: 'Phường Giảng Võ', customers: 200 },
  ],
  steps: [
    { back_at: at('2026-11-24 09:24'), customers: 2800, late_s: -360 },
    { back_at: at('2026-11-24 09:44'), customers: 200, late_s: 840 },
  ],
  story: [
    { at: at('2026-11-16 08:12'), what: 'announced', note: null },
    { at: at('2026-11-24 05:00'), what: 'started', note: null },
    { at: at('2026-11-24 09:44'), what: 'restored', note: null },
  ],
  kept: 2800,
  broken: 200,
  open: 0,
  calendar: null,
}

const kept = (corporation: string, kind: KeptLine['kind'], dip: number): KeptLine => {
  const months = Array.from({ length: 11 }, (_, i) => ({
    month: `2026-${String(i + 1).padStart(2, '0')}`,
    kept: 9000 + i * 130,
    broken: Math.round(40 + dip * Math.abs(Math.sin(i * 1.7))),
  }))
  return {
    corporation,
    kind,
    kept: months.reduce((n, m) => n + m.kept, 0),
    broken: months.reduce((n, m) => n + m.broken, 0),
    months,
  }
}
const five = ['EVNNPC', 'EVNSPC', 'EVNCPC', 'EVNHANOI', 'EVNHCMC']

const cutsNow = (frame: Frame, view: CutsView) => cutsPage(frame, view, true)

/** A page with its view and what is unusual about its frame. */
interface Shown {
  render: (frame: Frame, view: never) => Html
  view: unknown
  frame: Partial<Frame>
}
const show = <V>(render: (frame: Frame, view: V) => Html, view: V, frame: Partial<Frame> = {}): Shown => ({
  render,
  view,
  frame,
})

const pages: Record<string, Shown> = {
  first: show(firstPage, { out_places: 3, out_customers: 1240, coming_places: 12, days: 7, hotlines: [] }),
  'first-quiet': show(
    firstPage,
    {
      out_places: 0,
      out_customers: 0,
      coming_places: 0,
      days: 7,
      hotlines: five.map((one) => ({ code: one, name: one, hotline: '19001288' })),
    },
    { corporation: null },
  ),
  'first-not-found': show(firstPage, {
    out_places: 3,
    out_customers: 1240,
    coming_places: 12,
    days: 7,
    hotlines: [],
    query: 'PD0100012345',
    problem: 'not-found',
  }),
  on: show(answerPage, answer(null)),
  'on-next': show(
    answerPage,
    answer(null, { next: [{ ...soon, out_from: at('2026-12-03 07:30'), back_promised: at('2026-12-03 11:00') }] }),
  ),
  out: show(answerPage, answer(cut, { next: [soon] })),
  'out-later': show(answerPage, answer(later)),
  overdue: show(answerPage, answer({ ...cut, customers_back: 2800 }), {
    now: at('2026-11-24 11:55'),
    as_of: at('2026-11-24 11:55'),
  }),
  fault: show(answerPage, answer(fault)),
  coming: show(answerPage, answer(soon)),
  'coming-changed': show(answerPage, answer(moved)),
  cancelled: show(answerPage, answer({ ...soon, phase: 'cancelled', power_back: null })),
  kept: show(answerPage, answer(back)),
  broken: show(
    answerPage,
    answer(
      {
        ...back,
        back_at: at('2026-11-24 09:44'),
        power_back: { due: at('2026-11-24 09:30'), outcome: 'broken', late_s: 840 },
        customers_back: 3000,
      },
      { done: 'reported' },
    ),
  ),
  masked: show(
    answerPage,
    answer(cut, {
      code: 'PD01••••••456',
      masked: true,
      links: { report: null, tell: null, calendar: null, live: null },
    }),
  ),
  stale: show(answerPage, answer(cut), { now: at('2026-11-24 11:10') }),
  cuts: show(cutsPage, {
    provinces: [
      { code: '01', name: 'Thành phố Hà Nội' },
      { code: '79', name: 'Thành phố Hồ Chí Minh' },
    ],
    communes: ['Phường Ba Đình', 'Phường Ngọc Hà'],
    province: '01',
    commune: '',
    from: '2026-11-24',
    to: '2026-12-01',
    total: 5,
    more: '/lich-cat-dien?cursor=2',
    lines: [
      line(back, ['Phường Ba Đình', 'Phường Ngọc Hà']),
      line(cut, ['Xã Đông Anh']),
      line({ ...soon, phase: 'cancelled' }, ['Xã Sóc Sơn', 'Xã Nội Bài']),
      line(moved, ['Phường Ô Chợ Dừa', 'Phường Láng', 'Phường Giảng Võ'], { places_more: 4 }),
      line({ ...soon, out_from: at('2026-11-26 22:00'), back_promised: at('2026-11-27 04:30') }, ['Phường Hoàn Kiếm']),
    ],
  }),
  'cuts-none': show(cutsPage, {
    provinces: [],
    communes: [],
    province: '',
    commune: 'Khuyến Lương',
    from: '2026-11-24',
    to: '2026-12-01',
    total: 0,
    more: null,
    lines: [],
  }),
  'cuts-now': show(cutsNow, {
    provinces: [],
    communes: [],
    province: '',
    commune: '',
    from: '',
    to: '',
    total: 2,
    more: null,
    lines: [line(cut, ['Xã Đông Anh']), line(fault, ['Phường Láng'])],
  }),
  cut: show(cutPage, cutView),
  'report-where': show(reportPage, {
    code: null,
    known: null,
    reported_at: null,
    danger: false,
    hotlines: [hanoi],
    open: true,
  }),
  'report-what': show(reportPage, {
    code,
    known: null,
    reported_at: null,
    danger: false,
    hotlines: [hanoi],
    open: true,
  }),
  'report-known': show(reportPage, {
    code,
    known: cut,
    reported_at: null,
    danger: false,
    hotlines: [hanoi],
    open: true,
  }),
  'report-in': show(reportPage, { code, known: null, reported_at: now, danger: true, hotlines: [hanoi], open: true }),
  'promises-kept': show(keptPage, {
    from: '2026-01',
    to: '2026-11',
    lines: (['notice', 'power_back', 'power_back_2h'] as const).flatMap((kind, k) =>
      five.map((one, i) => kept(one, kind, 30 * (k + 1) + i * 20)),
    ),
  }),
  'found-phone': show(foundPage, {
    query: '0912345678',
    places: [],
    supplies: [
      {
        masked: 'PD01••••••456',
        href: '/kh/~a',
        phase: 'out',
        back_promised: cut.back_promised,
        out_from: cut.out_from,
      },
      { masked: 'PD01••••••457', href: '/kh/~b', phase: null, back_promised: null, out_from: null },
    ],
  }),
  'found-place': show(foundPage, {
    query: 'tân phú',
    supplies: [],
    places: [
      {
        name: 'Phường Tân Phú',
        within: 'Thành phố Hồ Chí Minh',
        href: '/lich-cat-dien?province=79&commune=Tân Phú',
        out_now: 1,
        coming: 2,
      },
      { name: 'Xã Tân Phú', within: 'Tỉnh Đồng Nai', href: '/lich-cat-dien?province=75', out_now: 0, coming: 0 },
    ],
  }),
  tell: show(tellPage, {
    code,
    reachable: true,
    calendar: `/kh/${code}/lich.ics`,
    calendar_url: `https://dien.example/kh/${code}/lich.ics`,
  }),
  'tell-unreachable': show(tellPage, {
    code,
    reachable: false,
    calendar: `/kh/${code}/lich.ics`,
    calendar_url: `https://dien.example/kh/${code}/lich.ics`,
  }),
  'not-found': show(problemPage, { status: 404, kind: 'not-found' }),
  failed: show(problemPage, { status: 500, kind: 'failed' }),
  offline: show(problemPage, { status: 0, kind: 'offline' }),
}

export const samples = Object.keys(pages)

/** The page of a sample as the server would send it; `change` may alter the view first. */
export function sample(name: string, lang: Lang, change = (view: unknown) => view): string {
  const { render, view, frame } = pages[name]
  return render({ lang, path: `/${name}`, now, as_of: now, corporation: hanoi, ...frame }, change(view) as never).text
}
