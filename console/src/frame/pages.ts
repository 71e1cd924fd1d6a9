/** The pages of the menu, in order; `may` is the permission without which an entry is not shown. `key` names its text. */
export interface MenuPage {
  key: string
  to: string
  may?: string
}

export const menu: MenuPage[] = [
  { key: 'console.menu.home', to: '/' },
  { key: 'console.menu.call', to: '/call', may: 'customers.read' },
  { key: 'console.menu.requests', to: '/requests', may: 'requests.read' },
  { key: 'console.menu.outages', to: '/outages', may: 'planned-outages.read' },
  { key: 'console.menu.faults', to: '/faults', may: 'faults.read' },
  { key: 'console.menu.claims', to: '/claims', may: 'requests.read' },
  { key: 'console.menu.promises', to: '/promises', may: 'promises.read' },
  { key: 'console.menu.network', to: '/network', may: 'network.read' },
  { key: 'console.menu.indicators', to: '/indicators', may: 'indicators.read' },
  { key: 'console.menu.definitions', to: '/definitions', may: 'indicators.define' },
  { key: 'console.menu.energy', to: '/energy', may: 'indicators.read' },
  { key: 'console.menu.month', to: '/month', may: 'indicators.read' },
  { key: 'console.menu.surveys', to: '/surveys', may: 'surveys.read' },
  { key: 'console.menu.answers', to: '/answers', may: 'surveys.read' },
  { key: 'console.menu.interview', to: '/interview', may: 'surveys.interview' },
  { key: 'console.menu.figures', to: '/figures', may: 'reliability.read' },
  { key: 'console.menu.worst', to: '/worst', may: 'reliability.read' },
  { key: 'console.menu.orders', to: '/report-orders', may: 'indicators.read' },
  { key: 'console.menu.imports', to: '/imports', may: 'imports.run' },
  { key: 'console.menu.users', to: '/users', may: 'access.users' },
  { key: 'console.menu.calendar', to: '/calendar', may: 'organisation.read' },
]
