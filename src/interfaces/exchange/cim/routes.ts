import Type from 'typebox'
import { Answer, type Route, route } from '../../../access/index.ts'
import { corporationNamed, requireMine } from '../../../organisation/index.ts'
import { rdfOf } from './rdf.ts'
import { cimOutages } from './read.ts'

export const routes: Route[] = [
  route({
    method: 'GET',
    url: '/exchange/outages.cim.xml',
    may: 'planned-outages.read',
    summary: {
      vi: 'Mất điện đang diễn ra và theo kế hoạch, dạng CIM RDF/XML',
      en: 'Outages under way and planned, as CIM RDF/XML',
    },
    query: Type.Object({ corporation: Type.Optional(Type.String({ maxLength: 20 })) }),
    stream: 'application/rdf+xml; charset=utf-8',
    handle: async (ctx, { query }) => {
      const corporation =
        query.corporation === undefined ? undefined : await corporationNamed(ctx, query.corporation.toUpperCase())
      if (corporation) requireMine(ctx, corporation)
      return new Answer(rdfOf(cimOutages(ctx, corporation?.id), { id: ctx.newId(), now: ctx.now }), {
        headers: { 'content-disposition': 'attachment; filename="outages.cim.xml"' },
      })
    },
  }),
]
