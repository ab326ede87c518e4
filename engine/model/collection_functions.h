// The text of collection.sh, which the build writes into a source. Internal to model/.
#pragma once

#include <string_view>

namespace arnscope {

extern const std::string_view kCollectionFunctions;

}  // namespace arnscope
