#!/bin/sh
# Collects the configuration of AWS accounts with the AWS CLI: what its list and describe operations answer, as
# FOLDER/ACCOUNT/REGION/SERVICE-OPERATION.json. It changes nothing in AWS.
# What is there already is not asked for again: run it again after an interruption. Every call is in
# FOLDER/ACCOUNT/manifest.jsonl with its time and error.
set -u
set -f

usage() {
  cat <<'END'
sh collect.sh [-o FOLDER] [-r "REGION ..."] [-n NAME] [-j N] [-q]
sh collect.sh -a "ACCOUNT[=NAME] ..." -R ROLE [-x EXTERNAL_ID] [-p PARTITION] [...]

  -o FOLDER       where to write (snapshot)
  -r "REGION..."  regions in place of those that are supported and enabled
  -n NAME         what the account is called: the name of its folder (its id)
  -a "ACCOUNT.."  accounts to collect by assuming a role in each
  -R ROLE         the name of that role
  -x EXTERNAL_ID  the external id that its trust policy asks for
  -j N            regions at a time (2)
  -q              no progress
END
}

folder=snapshot regions= name= accounts= role= external_id= jobs=2 quiet=
while getopts o:r:n:a:R:x:p:j:qh option; do
  case $option in
    o) folder=$OPTARG ;;
    r) regions=$OPTARG ;;
    n) name=$OPTARG ;;
    a) accounts=$OPTARG ;;
    R) role=$OPTARG ;;
    x) external_id=$OPTARG ;;
    p) partition=$OPTARG ;;
    j) jobs=$OPTARG ;;
    q) quiet=yes ;;
    h) usage; exit 0 ;;
    *) usage >&2; exit 2 ;;
  esac
done
shift $((OPTIND - 1))
if [ $# -gt 0 ] || { [ -n "$accounts" ] && [ -z "$role" ]; }; then usage >&2; exit 2; fi
case $jobs in '' | *[!0-9]* | 0) echo "collect: -j takes a number from 1" >&2; exit 2 ;; esac
command -v aws >/dev/null || { echo "collect: the AWS CLI is not installed" >&2; exit 2; }

tab=$(printf '\t')
newline='
'
# The CLI's own retries, which wait longer each time; call() adds to them.
export AWS_PAGER= AWS_RETRY_MODE=adaptive AWS_MAX_ATTEMPTS=${AWS_MAX_ATTEMPTS:-8} AWS_CLI_AUTO_PROMPT=off
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
trap 'exit 130' HUP INT TERM

say() { [ -n "$quiet" ] || printf '%s\n' "$*" >&2; }

# A text as a part of a file's name.
encode() {
  LC_ALL=C awk 'BEGIN {
    for (i = 1; i < 256; i++) code[sprintf("%c", i)] = sprintf("%%%02X", i)
    text = ARGV[1]
    for (i = 1; i <= length(text); i++) {
      c = substr(text, i, 1)
      out = out (c ~ /[A-Za-z0-9_.~-]/ ? c : code[c])
    }
    print (out ~ /^\.+$/ ? "%2E" substr(out, 2) : out)
  }' "$1"
}

json_text() { printf '%s' "$1" | LC_ALL=C sed 's/[\\"]/\\&/g' | LC_ALL=C tr -d '\000-\037'; }

# record OPERATION START EXIT ERROR PARAMETER...
record() {
  record_operation=$1 record_start=$2 record_exit=$3 record_error=$4
  shift 4
  parameters=
  for each in "$@"; do parameters="$parameters${parameters:+, }\"$(json_text "$each")\""; done
  printf '{"account": "%s", "region": "%s", "operation": "%s", "parameters": [%s], "start": "%s", "seconds": %s, "exit": %s, "error": "%s"}\n' \
    "$(json_text "$account")" "$region" "$record_operation" "$parameters" "$(date -u -d "@$record_start" +%Y-%m-%dT%H:%M:%SZ 2>/dev/null || date -u -r "$record_start" +%Y-%m-%dT%H:%M:%SZ)" \
    "$(($(date +%s) - record_start))" "$record_exit" "$(json_text "$record_error")" >>"$here/manifest.jsonl"
}

# try FILE ARGUMENT...: calls the AWS CLI, again where AWS says that it was called too often. Sets `error`.
try() {
  try_file=$1
  shift
  pause=2
  while :; do
    aws "$@" --region "$region" </dev/null >"$try_file" 2>"$try_file.error"
    try_exit=$?
    error=
    [ $try_exit -eq 0 ] && break
    error=$(sed -n 's/^.*An error occurred (\([A-Za-z0-9._-]*\)).*$/\1/p' "$try_file.error" | head -n 1)
    [ -n "$error" ] || error=$(tr '\n"\\' '   ' <"$try_file.error" | sed 's/^ *//' | cut -c 1-200)
    case $error in
      Throttl* | *TooManyRequests* | RequestLimitExceeded | SlowDown | ServiceUnavailable | InternalFailure) ;;
      *) break ;;
    esac
    [ "$pause" -gt 32 ] && break
    sleep "${COLLECT_PAUSE:-$pause}"
    pause=$((pause * 2))
  done
  return $try_exit
}

# call OPERATION NOTHING COUNT PARAMETER... ARGUMENT...: one call into one file. COUNT is the number of parameters,
# NOTHING the error codes that mean that there is nothing. A call that answered is remembered for calls().
call() {
  operation=$1 nothing=$2 count=$3
  shift 3
  file=$operation key=
  set -- "$@" --end
  while [ "$count" -gt 0 ]; do
    file=$file/$(encode "$1")
    key=$key${key:+$tab}$1
    set -- "$@" "$1"
    shift
    count=$((count - 1))
  done
  # Now: arguments, --end, parameters.
  path=$here/$region/$file.json
  answered=
  if [ -s "$path" ]; then
    answered=yes
  else
    mkdir -p "${path%/*}"
    start=$(date +%s)
    call_again "$@"
  fi
  [ -z "$answered" ] || printf '%s\n' "$key" >>"$calls/$operation"
}

call_again() {
  arguments=$#
  for each in "$@"; do
    [ "$each" = --end ] && break
    set -- "$@" "$each"
  done
  shift "$arguments"
  say "$account $region $file"
  try "$path.part" "$@"
  status=$?
  if [ $status -eq 0 ]; then
    [ -s "$path.part" ] || echo '{}' >"$path.part"
    mv "$path.part" "$path"
    answered=yes
  else
    for each in $nothing; do [ "$each" = "$error" ] && echo '{}' >"$path"; done
    [ -s "$path" ] || echo "$operation" >>"$work/failed"
  fi
  rm -f "$path.part" "$path.part.error"
  IFS=$tab
  # shellcheck disable=SC2086
  record "$operation" "$start" $status "$error" $key
  IFS=$default_ifs
}

# values QUERY ARGUMENT...: the texts at a path of an answer, one a line.
values() {
  query=$1
  shift
  try "$calls/values" "$@" --query "$query" --output text || return 0
  tr '\t' '\n' <"$calls/values" | sed '/^$/d; /^None$/d'
}

# The calls of an operation that answered: their parameters, a line each.
calls() { [ ! -f "$calls/$1" ] || cat "$calls/$1"; }

default_ifs=$IFS

# OPERATIONS

# Collects the account whose credentials are in use.
collect_account() {
  region=$global_region
  caller=$(values_of_caller) || { echo "collect: no access to ${1:-the account}: $(cat "$work/caller.error")" >&2; return 1; }
  account=${caller%% *}
  here=$folder/${name:-$account}
  mkdir -p "$here/$region" || return 1
  collect_global
  management=$(aws organizations describe-organization --region "$region" --query Organization.MasterAccountId --output text </dev/null 2>/dev/null)
  [ "$management" != "$account" ] || collect_organization
  enabled=$(aws ec2 describe-regions --region "$region" --query 'Regions[].RegionName' --output text </dev/null 2>/dev/null | tr '\t' ' ')
  running=0
  for region in ${regions:-$supported_regions}; do
    case " ${regions:-${enabled:-$region}} " in *" $region "*) ;; *) continue ;; esac
    ( collect_region ) &
    running=$((running + 1))
    [ $((running % jobs)) -ne 0 ] || wait
  done
  wait
}

values_of_caller() {
  aws sts get-caller-identity --region "$region" --query '[Account, Arn]' --output text </dev/null 2>"$work/caller.error" | tr '\t' ' ' | grep .
}

# Assumes the role in an account and collects it, in a shell of its own: the credentials end there.
collect_other() (
  region=$global_region
  set -- "$@" ${external_id:+--external-id "$external_id"}
  id=$1
  shift
  session=$(aws sts assume-role --role-arn "arn:$partition:iam::$id:role/$role" --role-session-name arnscope "$@" \
    --region "$region" --query 'Credentials.[AccessKeyId, SecretAccessKey, SessionToken]' --output text </dev/null) || return 1
  IFS=$tab
  set -- $session
  IFS=$default_ifs
  export AWS_ACCESS_KEY_ID="$1" AWS_SECRET_ACCESS_KEY="$2" AWS_SESSION_TOKEN="$3"
  unset AWS_PROFILE
  collect_account "$id"
)

status=0
if [ -z "$accounts" ]; then
  collect_account || status=2
else
  for each in $accounts; do
    name=${each#*=}
    rm -rf "$work"/*/
    collect_other "${each%%=*}" || status=1
  done
fi
if [ -s "$work/failed" ]; then
  echo "collect: $(grep -c . "$work/failed") calls failed: manifest.jsonl names them; run it again to ask them again" >&2
  [ $status -ne 0 ] || status=1
fi
exit $status
