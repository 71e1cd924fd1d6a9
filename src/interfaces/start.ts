import { type ServeOptions, type Serving, serve } from './server/serve.ts'

/** Customers of the demo country at a first start: made within a minute on two cores. */
const demo_customers = 50_000

/** Everything that an installation is: the server with the customers' site, and the demo country where nothing is yet. */
export async function start(options: Omit<ServeOptions, 'demo' | 'portal'>): Promise<Serving> {
  return serve({
    ...options,
    signals: true,
    demo: async (db, say) => {
      const { demo } = await import('./demo/index.ts')
      await demo(db, { customers: demo_customers, dataDir: options.dataDir, language: options.language ?? 'vi', say })
    },
    portal: async (app, given) => {
      const { portalOn } = await import('./portal/plugin.ts')
      await portalOn(app, given)
    },
  })
}
