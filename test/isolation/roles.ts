/**
 * Who may call what: one row a route, written by hand, apart from the code that enforces it. The walk in roles.test.ts
 * tries every route with every role against it; a route without a row, or a row without a route, fails.
 * The letters: o operator, c clerk, p planner, d dispatcher, m manager, a analyst, A administrator;
 * '*' whoever has signed in, 'public' anyone.
 */
export const mayCall: Record<string, string> = {
  'POST /sign-in': 'public',
  'POST /sign-out': '*',
  'GET /me': '*',
  'PATCH /me': '*',
  'PUT /me/password': '*',
  'POST /one-time-link': 'public',
  'POST /one-time-link/look': 'public',
  'GET /api-keys': '*',
  'POST /api-keys': '*',
  'DELETE /api-keys/:id': '*',
  'GET /users': 'A',
  'POST /users': 'A',
  'POST /users/:id/one-time-link': 'A',
  'POST /users/:id/grants': 'A',
  'DELETE /users/:id/grants': 'A',
  'POST /users/:id/disabling': 'A',
  'DELETE /users/:id/disabling': 'A',
  'GET /audit': 'mA',
  'GET /live': '*',
}
