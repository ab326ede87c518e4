// The text of policies/limits.json, which the build writes into a source. Internal to checks/.
#pragma once

#include <string_view>

namespace arnscope {

extern const std::string_view kLimitsText;

}  // namespace arnscope
