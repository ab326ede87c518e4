// The JSON reader judged against nlohmann's parser, on any bytes.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>

#include "tests/fuzz/json_document_judge.h"
#include "tests/fuzz/require.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string complaint = arnscope::json_judge::judge_json({reinterpret_cast<const char*>(data), size});
  if (!complaint.empty()) std::fprintf(stderr, "%s\n", complaint.c_str());
  ARNSCOPE_REQUIRE(complaint.empty());
  return 0;
}
