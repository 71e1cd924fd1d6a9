import { iso, say } from '../../kernel/index.ts'
import type { Document } from './document.ts'
import type { Ground } from './ground.ts'
import { periodInWords } from './period.ts'
import { byCorporation } from './sections/corporations.ts'
import { energyOf, energySection } from './sections/energy.ts'
import { indicatorsSection } from './sections/indicators.ts'
import { overview } from './sections/overview.ts'
import { keptOf, promisesSection } from './sections/promises.ts'
import { reliabilityByMonth, reliabilityByOrigin, reliabilityOf, worstFeeders } from './sections/reliability.ts'
import { requestsOf, requestsSection } from './sections/requests.ts'
import { surveyOf } from './sections/survey.ts'

/** The monthly or yearly report of a corporation or of the group: facts from every room, laid out. */
export async function build(ground: Ground): Promise<Document> {
  const { ctx, period, corporation, standing } = ground
  const words = say('reports', ctx.language)
  const reliability = await reliabilityOf(ground)
  const energy = await energyOf(ground)
  const kept = await keptOf(ground)
  const requests = await requestsOf(ground)
  const survey = await surveyOf(ground, words)
  const who = corporation ? (ctx.language === 'vi' ? corporation.name : corporation.name_en) : words('group')
  return {
    report: period.kind,
    period: period.name,
    corporation: corporation?.code ?? null,
    province: null,
    language: ctx.language,
    title: words(`title.${period.kind}`),
    subject: `${who} · ${periodInWords(period.name, ctx.language)}`,
    known_on: iso(ctx.now),
    standing,
    sections: [
      overview(ground, words, { reliability, energy, kept, requests }),
      await indicatorsSection(ground, words, reliability),
      ...(corporation ? [] : [await byCorporation(ground, words, { kept })]),
      energySection(ground, words, energy),
      reliabilityByMonth(ground, words, reliability),
      reliabilityByOrigin(words, reliability),
      worstFeeders(ground, words, reliability),
      promisesSection(ground, words, kept),
      requestsSection(ground, words, requests),
      survey,
    ],
  }
}
