# Set-up shared by the commands in bin/: sourced by them with $root set; leaves $node, a Node of 24 or newer, with every
# dependency installed. What is in place already is left alone: the check takes some milliseconds and says nothing.
# POSIX sh only (dash, macOS). Everything is kept in .toolchain/ and node_modules/; nothing of the machine is changed.

node_wanted=24
# what npm's own package `node` resolves to; its platform packages need no install script
node_brought=26.10.0
toolchain=$root/.toolchain
case ${LC_ALL:-${LC_MESSAGES:-${LANG:-}}} in en*) setup_english=1 ;; *) setup_english= ;; esac

# say VIETNAMESE ENGLISH: one line of progress, on stderr so that --json output stays clean
say() {
  if [ "$setup_english" ]; then printf 'Sáng Đèn: %s\n' "$2" >&2; else printf 'Sáng Đèn: %s / %s\n' "$1" "$2" >&2; fi
}

give_up() {
  say "$@"
  exit 1
}

# identity FILE: changes when the file is replaced (size, time), without starting it: `node --version` costs 19 ms, `ls` 1 ms
identity() { ls -lL "$1" 2>/dev/null; }

setup() {
  setup_find_node && setup_modules_fresh || setup_slowly
  # children (npm, spawned tests) find the same node
  case $node in "$toolchain"/*) PATH=${node%/*}:$PATH && export PATH ;; esac
  # stripped types and compiled code are kept between starts
  NODE_COMPILE_CACHE=${NODE_COMPILE_CACHE:-$toolchain/compile-cache}
  export NODE_COMPILE_CACHE
}

# The node that an earlier set-up chose, if it is still the same file. Sets $node.
setup_find_node() {
  node=$toolchain/node-$node_brought/bin/node
  [ -f "$toolchain/node-$node_brought.ok" ] && [ -x "$node" ] && return 0
  [ -f "$toolchain/machine-node" ] || return 1
  IFS= read -r setup_stamp <"$toolchain/machine-node" &&
    node=$(command -v node) && [ "$node $(identity "$node")" = "$setup_stamp" ]
}

# The lock file that node_modules was installed from, kept in it, equals the present one.
setup_modules_fresh() { cmp -s "$root/package-lock.json" "$root/node_modules/.sangden-package-lock.json"; }

setup_slowly() {
  mkdir -p "$toolchain" 2>/dev/null && [ -w "$toolchain" ] ||
    give_up "không ghi được vào $toolchain; hãy chạy bằng chủ của thư mục" "cannot write to $toolchain; run as the owner of the folder"
  setup_lock
  setup_find_node || setup_bring_node
  setup_modules_fresh || setup_modules
  setup_unlock
}

# One set-up at a time. flock(1) lets go when its holder dies; where there is none (macOS), a link that names the holder.
setup_lock() {
  if command -v flock >/dev/null 2>&1; then
    exec 9>"$toolchain/lock"
    flock -n 9 && return
    say 'đang chờ một lần cài đặt khác' 'waiting for another set-up'
    flock 9
  else
    until ln -s "$$" "$toolchain/lock.link" 2>/dev/null; do
      ps -p "$(readlink "$toolchain/lock.link")" >/dev/null 2>&1 || rm -f "$toolchain/lock.link"
      sleep 1
    done
    trap 'rm -f "$toolchain/lock.link"' EXIT
  fi
}

setup_unlock() {
  if command -v flock >/dev/null 2>&1; then exec 9>&-; else rm -f "$toolchain/lock.link" && trap - EXIT; fi
}

setup_bring_node() {
  found=$(command -v node) || found=
  if [ "$found" ]; then
    version=$("$found" --version 2>/dev/null) || version=
    major=${version#v}
    major=${major%%.*}
    if [ "${major:-0}" -ge "$node_wanted" ] 2>/dev/null; then
      printf '%s\n' "$found $(identity "$found")" >"$toolchain/machine-node"
      node=$found
      return
    fi
  fi
  command -v npm >/dev/null 2>&1 || give_up \
    "cần Node.js (có npm); hãy cài Node.js $node_wanted trở lên, rồi chạy lại" \
    "Node.js (with npm) is needed; install Node.js $node_wanted or newer, then run again"
  case $(uname -s) in Linux) os=linux ;; Darwin) os=darwin ;; *) os=unknown ;; esac
  case $(uname -m) in x86_64 | amd64) cpu=x64 ;; aarch64 | arm64) cpu=arm64 ;; *) cpu=unknown ;; esac
  case $os-$cpu in
  *unknown*) give_up \
    "máy này có Node.js ${version:-không rõ}; hãy cài Node.js $node_wanted trở lên, rồi chạy lại" \
    "this machine has Node.js ${version:-of unknown version}; install Node.js $node_wanted or newer, then run again" ;;
  esac
  say "lấy Node.js $node_brought (máy có ${version:-chưa có}), một lần" "fetching Node.js $node_brought (the machine has ${version:-none}), once"
  # an unfinished one is thrown away: only the .ok file, written last, makes it count
  rm -rf "$toolchain/node-$node_brought" "$toolchain/fetch"
  mkdir -p "$toolchain/fetch"
  printf '{"private":true}\n' >"$toolchain/fetch/package.json"
  setup_run fetch-node "$toolchain/fetch" npm install --ignore-scripts --no-audit --no-fund --no-package-lock \
    "node-$os-$cpu@$node_brought"
  mv "$toolchain/fetch/node_modules/node-$os-$cpu" "$toolchain/node-$node_brought"
  rm -rf "$toolchain/fetch"
  node=$toolchain/node-$node_brought/bin/node
  "$node" --version >/dev/null 2>&1 || give_up \
    "Node.js $node_brought không chạy trên máy này; hãy cài Node.js $node_wanted trở lên" \
    "Node.js $node_brought does not run on this machine; install Node.js $node_wanted or newer"
  : >"$toolchain/node-$node_brought.ok"
}

setup_modules() {
  # a developer's own `npm install` has just brought the same packages: nothing to do
  if "$node" "$root/tools/installed.mjs" "$root" 2>/dev/null; then
    cp "$root/package-lock.json" "$root/node_modules/.sangden-package-lock.json"
    return
  fi
  command -v npm >/dev/null 2>&1 || give_up 'cần npm để cài các gói; hãy cài npm, rồi chạy lại' 'npm is needed to install the packages; install npm, then run again'
  say 'cài các gói (npm ci), khoảng một phút, một lần' 'installing packages (npm ci), about a minute, once'
  rm -f "$root/node_modules/.sangden-package-lock.json"
  setup_run npm-ci "$root" npm ci --ignore-scripts --no-audit --no-fund
  "$node" "$root/tools/installed.mjs" "$root" || give_up \
    'thiếu gói vừa nêu; hãy kiểm tra mạng rồi chạy lại' 'the package just named is missing; check the network, then run again'
  cp "$root/package-lock.json" "$root/node_modules/.sangden-package-lock.json"
}

# The console's pages, built when they are missing or older than what they are made from.
setup_console() {
  [ -d "$root/console/src" ] || return 0
  setup_console_fresh && return
  mkdir -p "$toolchain"
  setup_lock
  if ! setup_console_fresh; then
    say 'dựng giao diện nhân viên' "building the staff's console"
    # the stamp is as old as the beginning of the build: what is edited meanwhile is built the next time
    : >"$toolchain/console-begun"
    setup_run console-build "$root/console" "$node" "$root/node_modules/vite/bin/vite.js" build
    mv "$toolchain/console-begun" "$root/console/dist/.built"
  fi
  setup_unlock
}

setup_console_fresh() {
  [ -f "$root/console/dist/.built" ] && [ -f "$root/console/dist/index.html" ] &&
    [ -z "$(cd "$root" && find console design locales package-lock.json \
      \( -path console/dist -o -path console/node_modules \) -prune -o \
      -type f -newer console/dist/.built -print 2>/dev/null | head -n 1)" ]
}

# setup_run NAME FOLDER COMMAND…: its output goes to a log, which is shown where it fails. The lock stays with us (9>&-).
# The brought node trusts what the machine trusts (NODE_USE_SYSTEM_CA): a company's own certificate, as Debian's node does.
setup_run() {
  step=$1
  log=$toolchain/$1.log
  folder=$2
  shift 2
  if ! (cd "$folder" && PATH="${node%/*}:$PATH" NODE_USE_SYSTEM_CA="${NODE_USE_SYSTEM_CA:-1}" "$@" 9>&-) >"$log" 2>&1; then
    tail -n 30 "$log" >&2
    case $step in
    console-build) give_up "không dựng được giao diện (nhật ký: $log)" "the console could not be built (log: $log)" ;;
    *) give_up "không xong: $step (nhật ký: $log); hãy kiểm tra mạng rồi chạy lại" "failed: $step (log: $log); check the network, then run again" ;;
    esac
  fi
}
