import assert from 'node:assert/strict'
import { sql } from 'kysely'
import { at, onDatabase } from '../../kernel/testing/index.ts'
import { announced } from '../../planned-outages/testing/index.ts'
import { customerPage } from './customer-page.ts'

onDatabase("a customer's page", (story) => {
  story(
    'says whether this customer was told in time, also where others were not',
    at('2026-03-10 09:00'),
    async (ctx) => {
      await announced(ctx)
      // One message of the notice arrived; nothing was said of the others
      const { rows } = await sql<{ told: string; other: string }>`
      with batch as (
        select * from notices.batch where cardinality(customer_ids) > 1 limit 1
      ), result as (
        insert into notices.result (corporation_id, notice_id, batch_no, at, ordinals, outcomes, provider_ids, reasons, sent, delivered, told)
        select corporation_id, notice_id, batch_no, ${ctx.now}, '{0}', '{2}', '{}', '{}', 1, 1, 1 from batch
      )
      select (select code from customers.customer c where c.id = customer_ids[1]) as told, (select code from customers.customer c where c.id = customer_ids[2]) as other
      from batch`.execute(ctx.tx)
      const notice = async (code: string) =>
        (await customerPage(ctx, code)).promises.find((p) => p.kind === 'notice')?.outcome
      assert.deepEqual([await notice(rows[0]!.told), await notice(rows[0]!.other)], ['kept', 'open'])
    },
  )
})
