import { sql } from 'kysely'
import type { Context, Relation } from '../kernel/index.ts'
import { phoneNumber } from './rules.ts'

export interface Customer {
  corporation_id: number
  id: number
  code: string
  name: string
  class: 'residential' | 'non_residential'
  area: 'urban' | 'rural'
  address: string | null
  commune: string | null
  province: string | null
  priority: string | null
  monthly_kwh: number | null
  language: 'vi' | 'en'
}

export const columns = [
  'corporation_id',
  'id',
  'code',
  'name',
  'class',
  'area',
  'address',
  'commune',
  'province',
  'priority',
  'monthly_kwh',
  'language',
] as const

/** The customer of a code among the corporations that the transaction sees. */
export const byCode = ({ tx }: Context, code: string): Promise<Customer | undefined> =>
  tx
    .selectFrom('customers.customer')
    .select(columns)
    .where('corporation_id', '=', sql<number>`any ((select organisation.visible())::smallint[])`)
    .where('code', '=', code)
    .executeTakeFirst() as Promise<Customer | undefined>

export const byId = ({ tx }: Context, corporation_id: number, id: number): Promise<Customer | undefined> =>
  tx
    .selectFrom('customers.customer')
    .select(columns)
    .where('corporation_id', '=', corporation_id)
    .where('id', '=', id)
    .executeTakeFirst() as Promise<Customer | undefined>

/** Customers who gave this phone number, however it is written; at most 20. */
export async function byPhone({ tx }: Context, phone: string): Promise<Customer[]> {
  const address = phoneNumber(phone)
  if (!address) return []
  return (await tx
    .selectFrom('customers.contact as k')
    .innerJoin('customers.customer as c', (join) =>
      join.onRef('c.corporation_id', '=', 'k.corporation_id').onRef('c.id', '=', 'k.customer_id'),
    )
    .where('k.address', '=', address)
    .select(columns.map((c) => `c.${c}` as const))
    .orderBy('c.code')
    .limit(20)
    .execute()) as Customer[]
}

/** The transformers that supply a customer on a day, with the metering points. */
export const transformersOf = (
  { tx }: Context,
  customer: { corporation_id: number; id: number },
  day: string,
): Promise<{ transformer_id: number; code: string; valid_from: string; valid_to: string }[]> =>
  tx
    .selectFrom('customers.service_point')
    .select(['transformer_id', 'code', 'valid_from', 'valid_to'])
    .where('corporation_id', '=', customer.corporation_id)
    .where('customer_id', '=', customer.id)
    .where('valid_from', '<=', day)
    .where('valid_to', '>', day)
    .orderBy('transformer_id')
    .execute()

/** How to reach customers: used by the worker that sends, for one batch of customers at a time. */
export const addressesOf = (
  { tx }: Context,
  corporation_id: number,
  customer_ids: readonly number[],
): Promise<{ customer_id: number; channel: number; address: string; rank: number }[]> =>
  tx
    .selectFrom('customers.contact')
    .select(['customer_id', 'channel', 'address', 'rank'])
    .where('corporation_id', '=', corporation_id)
    .where('customer_id', '=', sql<number>`any (${[...customer_ids]}::integer[])`)
    .where('consent', '=', true)
    .orderBy('customer_id')
    .orderBy('rank')
    .execute()

export interface Reader {
  customer_id: number
  customer_code: string
  name: string
  address: string | null
  /** Where this channel reaches them. */
  to: string
}

/** What a message to each of these customers needs, by one channel; who has no such contact (or no consent) is not there. */
export const readersOf = (
  { tx }: Context,
  corporation_id: number,
  customer_ids: readonly number[],
  channel: number,
): Promise<Reader[]> => {
  if (customer_ids.length === 0) return Promise.resolve([])
  // Batches are runs of neighbours: with the bounds said, on both sides of the join, 500 of 50,000 customers are read
  // through the keys in 3 ms; without them PostgreSQL prefers to read both tables whole, 60 ms.
  const [first, last] = boundsOf(customer_ids)
  return tx
    .selectFrom('customers.contact as k')
    .innerJoin('customers.customer as c', (join) =>
      join.onRef('c.corporation_id', '=', 'k.corporation_id').onRef('c.id', '=', 'k.customer_id'),
    )
    .where('k.corporation_id', '=', corporation_id)
    .where('k.customer_id', '>=', first)
    .where('k.customer_id', '<=', last)
    .where('c.corporation_id', '=', corporation_id)
    .where('c.id', '>=', first)
    .where('c.id', '<=', last)
    .where('k.customer_id', '=', sql<number>`any (${[...customer_ids]}::integer[])`)
    .where('k.channel', '=', channel)
    .where('k.consent', '=', true)
    .select(['c.id as customer_id', 'c.code as customer_code', 'c.name', 'c.address', 'k.address as to'])
    .orderBy('c.id')
    .execute()
}

function boundsOf(numbers: readonly number[]): [number, number] {
  let [least, most] = [numbers[0]!, numbers[0]!]
  for (const n of numbers) {
    if (n < least) least = n
    if (n > most) most = n
  }
  return [least, most]
}

/** The channels by which these customers may be told, as a relation: what failing over reads. */
export const contactsOf = (
  { tx }: Context,
  corporation_id: number,
  customer_ids: readonly number[],
): Relation<{ customer_id: number; channel: number; rank: number }> =>
  tx
    .selectFrom('customers.contact')
    .where('corporation_id', '=', corporation_id)
    .where('customer_id', '=', sql<number>`any (${[...customer_ids]}::integer[])`)
    .where('consent', '=', true)
    .select(['customer_id', 'channel', 'rank']) as never

/** Whose contacts these addresses are, as a relation: a receipt names only the number that it came from. */
export const contactsAt = (
  { tx }: Context,
  addresses: readonly string[],
): Relation<{ corporation_id: number; customer_id: number; address: string }> =>
  tx
    .selectFrom('customers.contact')
    .where('address', '=', sql<string>`any (${[...addresses]}::text[])`)
    .select(['corporation_id', 'customer_id', 'address']) as never
