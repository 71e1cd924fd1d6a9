/** The pages of the menu, in order; `may` is the permission without which an entry is not shown. `key` names its text. */
export interface MenuPage {
  key: string
  to: string
  may?: string
}

export const menu: MenuPage[] = [{ key: 'console.menu.home', to: '/' }]
