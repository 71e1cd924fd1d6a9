import type { Entry } from './entry.ts'

export const access = {
  'access/signed-out': { status: 401, vi: 'Hãy đăng nhập', en: 'Sign in first' },
  'access/wrong-sign-in': {
    status: 401,
    vi: 'Tên đăng nhập hoặc mật khẩu không đúng',
    en: 'The login or the password is wrong',
  },
  'access/wrong-password': {
    status: 403,
    vi: 'Mật khẩu hiện tại không đúng',
    en: 'The present password is wrong',
  },
  'access/forbidden': {
    status: 403,
    vi: 'Vai trò của bạn không được làm việc này ({permission}); những vai trò được phép: {roles}',
    en: 'Your role may not do this ({permission}); roles that may: {roles}',
  },
  'access/outside-scope': {
    status: 403,
    vi: 'Việc này vượt ngoài phạm vi bạn quản trị',
    en: 'This reaches beyond what you administer',
  },
  'access/cross-site': {
    status: 403,
    vi: 'Yêu cầu đến từ một trang khác ({origin}) nên không được thực hiện',
    en: 'The request comes from another site ({origin}) and was not carried out',
  },
  'access/dead-link': {
    status: 404,
    vi: 'Liên kết này đã dùng rồi hoặc đã hết hạn; hãy xin quản trị viên một liên kết mới',
    en: 'This link was used already or has run out; ask an administrator for a new one',
  },
  'access/password': {
    status: 422,
    vi: '{fault, select, short {Mật khẩu cần ít nhất 12 ký tự} long {Mật khẩu dài quá 200 ký tự} login {Mật khẩu không được chứa tên đăng nhập} other {Mật khẩu cần ít nhất 5 ký tự khác nhau}}',
    en: '{fault, select, short {A password has at least 12 characters} long {A password has at most 200 characters} login {A password must not contain the login} other {A password has at least 5 different characters}}',
  },
  'access/login-form': {
    status: 422,
    vi: '«{login}» không làm tên đăng nhập được: 2 đến 64 chữ, số, hoặc . _ - + @',
    en: '"{login}" cannot be a login: 2 to 64 letters, digits, or . _ - + @',
  },
  'access/login-taken': {
    status: 409,
    vi: 'Tên đăng nhập {login} đã có người dùng',
    en: 'The login {login} is taken',
  },
  'access/unknown-user': { status: 404, vi: 'Không có người dùng {id}', en: 'There is no user {id}' },
  'access/unknown-scope': {
    status: 422,
    vi: 'Không có tổng công ty hoặc đơn vị {code}',
    en: 'There is no corporation or unit {code}',
  },
  'access/no-such-grant': {
    status: 404,
    vi: 'Người này không có vai trò đó trong phạm vi đó',
    en: 'This person does not hold that role in that scope',
  },
  'access/no-such-key': {
    status: 404,
    vi: 'Không có khóa đó, hoặc khóa đã bị thu hồi',
    en: 'There is no such key, or it was revoked already',
  },
  'access/yourself': {
    status: 409,
    vi: 'Bạn không thể tự khóa tài khoản hay tự rút quyền quản trị của mình; hãy nhờ một quản trị viên khác',
    en: 'You cannot disable yourself or take away your own administration; ask another administrator',
  },
} as const satisfies Record<string, Entry>
