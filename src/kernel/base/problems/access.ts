import type { Entry } from './entry.ts'

export const access = {
  'access/signed-out': { status: 401, vi: 'Hãy đăng nhập', en: 'Sign in first' },
  'access/wrong-sign-in': {
    status: 401,
    vi: 'Tên đăng nhập hoặc mật khẩu không đúng',
    en: 'The login or the password is wrong',
  },
  'access/company-only': {
    status: 403,
    vi: 'Nơi này chỉ đăng nhập bằng tài khoản công ty',
    en: 'Here one signs in with the company account only',
  },
  'access/oidc-settings': {
    status: 503,
    vi: '{given, select, none {Thiếu biến môi trường {variable}} other {Biến môi trường {variable} không dùng được: «{given}»}}',
    en: '{given, select, none {The setting {variable} is missing} other {The setting {variable} cannot be used: "{given}"}}',
  },
  'access/oidc-off': {
    status: 404,
    vi: 'Nơi này chưa bật đăng nhập bằng tài khoản công ty',
    en: 'Signing in with the company account is not switched on here',
  },
  'access/oidc-down': {
    status: 503,
    vi: 'Máy chủ tài khoản công ty ({issuer}) không trả lời: {reason}',
    en: 'The company’s sign-in ({issuer}) does not answer: {reason}',
  },
  'access/oidc-state': {
    status: 400,
    vi: 'Lần đăng nhập này không bắt đầu từ trình duyệt này, hoặc đã để quá 10 phút; hãy đăng nhập lại từ đầu',
    en: 'This sign-in was not begun in this browser, or more than 10 minutes ago; begin again',
  },
  'access/oidc-again': {
    status: 409,
    vi: 'Lần đăng nhập này đã dùng rồi; hãy đăng nhập lại từ đầu',
    en: 'This sign-in was used already; begin again',
  },
  'access/oidc-code': {
    status: 401,
    vi: 'Máy chủ tài khoản công ty không nhận mã đăng nhập này (đã dùng hoặc hết hạn); hãy đăng nhập lại từ đầu',
    en: 'The company’s sign-in does not take this code (used, or run out); begin again',
  },
  'access/oidc-refused': {
    status: 403,
    vi: '{error, select, access_denied {Bạn đã dừng đăng nhập, hoặc tài khoản công ty của bạn không được vào Sáng Đèn} other {Máy chủ tài khoản công ty từ chối lần đăng nhập này ({error}); hãy báo cho phòng công nghệ thông tin}}',
    en: '{error, select, access_denied {You stopped signing in, or your company account may not use Sáng Đèn} other {The company’s sign-in refused this ({error}); tell your IT department}}',
  },
  'access/oidc-clock': {
    status: 401,
    vi: 'Đồng hồ của máy chủ tài khoản công ty và của Sáng Đèn lệch nhau quá {seconds} giây; hãy báo cho phòng công nghệ thông tin',
    en: 'The clocks of the company’s sign-in and of Sáng Đèn differ by more than {seconds} seconds; tell your IT department',
  },
  'access/oidc-token': {
    status: 401,
    vi: 'Câu trả lời của máy chủ tài khoản công ty không đáng tin: {what, select, iss {do nơi khác cấp} aud {cấp cho ứng dụng khác} nonce {không thuộc về lần đăng nhập này} signature {chữ ký sai} other {không đúng quy cách}}; hãy báo cho phòng công nghệ thông tin',
    en: 'The answer of the company’s sign-in cannot be trusted: {what, select, iss {another issuer made it} aud {it was made for another application} nonce {it does not belong to this sign-in} signature {its signature is wrong} other {it is malformed}}; tell your IT department',
  },
  'access/oidc-no-grant': {
    status: 403,
    vi: 'Tài khoản {login} chưa được giao vai trò nào trong Sáng Đèn; hãy liên hệ {ask, select, contact {{contact}} other {quản trị viên Sáng Đèn của đơn vị bạn}}{scopes, plural, =0 {} other {. Tài khoản công ty nêu nơi mà Sáng Đèn không có: {unknown}}}',
    en: '{login} has no role in Sáng Đèn yet; ask {ask, select, contact {{contact}} other {the Sáng Đèn administrator of your unit}}{scopes, plural, =0 {} other {. The company account names places that Sáng Đèn does not have: {unknown}}}',
  },
  'access/oidc-disabled': {
    status: 403,
    vi: 'Tài khoản {login} đã bị khóa trong Sáng Đèn; hãy liên hệ quản trị viên',
    en: 'The account {login} is disabled in Sáng Đèn; ask an administrator',
  },
  'access/claimed-grant': {
    status: 409,
    vi: 'Vai trò này đi theo tài khoản công ty; hãy thu lại ở đó, Sáng Đèn sẽ theo từ lần đăng nhập sau',
    en: 'This role comes with the company account; take it away there, and Sáng Đèn follows with the next sign-in',
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
