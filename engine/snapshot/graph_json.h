// Layout 2.5: what `graph --format json` and `--format ndjson` write, read back.
#pragma once

#include <string_view>

namespace arnscope {

// Names of properties that graph/ writes and that mean something when they are read back.
inline constexpr std::string_view kTagPrefix = "tag.";            // tag.NAME: a tag
inline constexpr std::string_view kPropertyPrefix = "property.";  // a property whose own name is taken
inline constexpr std::string_view kAccountNameTag = "AccountName";
inline constexpr std::string_view kProductionTag = "Production";

}  // namespace arnscope
