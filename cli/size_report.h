// What `size` found, and how it is written.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/command.h"
#include "engine/checks/size.h"

namespace arnscope::cli {

// Where a row comes from: files keep their order, a snapshot's rows are sorted.
enum class From : uint8_t { kFile, kSnapshot };

struct MeasuredDocument {
  From from = From::kFile;
  std::string file;
  std::string path;    // its JSON pointer; "" of the whole file, and of a part of a snapshot
  std::string policy;  // its name or ARN; "" where it has none
  std::string holder;  // of an inline policy of a template: what holds it
  std::string_view type;
  DocumentSize size;
  std::vector<Measurement> measurements;  // its size first; empty where its type cannot be told
  bool at_least = false;                  // parts are only known when it is deployed
  std::string note;                       // what else there is to say of it
};

struct MeasuredPrincipal {
  From from = From::kFile;
  std::string file;
  std::string principal;
  std::vector<Measurement> measurements;
  bool at_least = false;
};

struct SizeReport {
  std::vector<MeasuredDocument> documents;
  std::vector<MeasuredPrincipal> principals;
  std::vector<Finding> findings;
};

bool is_over(const std::vector<Measurement>& measurements);

// Sorts what comes from snapshots behind the rest: what fills most of its limit first, then by name.
void sort_fullest_first(SizeReport& report);

// Writes the report in the format of the options; with `over`, what is over its limit alone.
void write_size_report(const SizeReport& report, const Options& options, Terminal& terminal);

}  // namespace arnscope::cli
