// The other ways to match a glob, for the same work in the same run.
#pragma once

#include <re2/re2.h>

#include <string>
#include <string_view>

namespace arnscope {

// RE2's pattern for a glob. Unanchored: FullMatch and ANCHOR_BOTH anchor.
inline std::string glob_to_regex(std::string_view glob) {
  std::string regex;
  for (const char c : glob) {
    if (c == '*')
      regex += ".*";
    else if (c == '?')
      regex += '.';
    else
      regex += re2::RE2::QuoteMeta(re2::StringPiece(&c, 1));
  }
  return regex;
}

inline re2::RE2::Options glob_regex_options() {
  re2::RE2::Options options;
  options.set_dot_nl(true);
  options.set_never_capture(true);
  options.set_log_errors(false);
  return options;
}

}  // namespace arnscope
