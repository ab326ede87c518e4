// A small reader of CSV (RFC 4180), to read back what the writers write.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace arnscope {

using CsvRecords = std::vector<std::vector<std::string>>;

// The records, or an empty list where the text is not CSV: a quote out of place, a record that does not end
// in CR LF, records of different lengths.
inline CsvRecords read_csv(std::string_view text) {
  CsvRecords records;
  size_t at = 0;
  const auto next = [&](char c) { return at < text.size() && text[at] == c; };
  while (at < text.size()) {
    std::vector<std::string> record;
    for (;;) {
      std::string& field = record.emplace_back();
      if (next('"')) {
        ++at;
        for (; at < text.size(); ++at) {
          if (text[at] == '"' && !(at + 1 < text.size() && text[++at] == '"')) break;
          field += text[at];
        }
        if (at == text.size()) return {};
      } else {
        while (at < text.size() && !next(',') && !next('\r') && !next('\n') && !next('"'))
          field += text[at++];
      }
      if (!next(',')) break;
      ++at;
    }
    if (text.substr(at, 2) != "\r\n") return {};
    at += 2;
    if (!records.empty() && records.front().size() != record.size()) return {};
    records.push_back(std::move(record));
  }
  return records;
}

}  // namespace arnscope
