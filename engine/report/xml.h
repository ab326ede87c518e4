// Text in XML: the data of elements, and attributes in double quotes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace arnscope {

// Where a text stands.
enum class XmlText : uint8_t { kData, kAttribute };

// Appends character data. What would begin markup or end an attribute, and controls, which readers may fold
// or terminals obey, are references; what XML 1.0 does not have (section 2.2, Char) becomes U+FFFD.
void append_xml(std::string& out, std::string_view data, XmlText where = XmlText::kData);

}  // namespace arnscope
