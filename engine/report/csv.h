// Fields and records of CSV (RFC 4180), for the writers of this folder.
#pragma once

#include <string>
#include <string_view>

namespace arnscope {

inline constexpr std::string_view kCsvLineEnd = "\r\n";

// Appends a field: as it is, or in quotes where it has a comma, a quote or a line break.
//   append_csv_field(out, "say \"hi\"")  // "say ""hi"""
void append_csv_field(std::string& out, std::string_view text);

}  // namespace arnscope
