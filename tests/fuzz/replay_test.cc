// A stand-in for a fuzz target, to test the replay: it fails on the text `fail` and on nothing else.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "tests/fuzz/require.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  ARNSCOPE_REQUIRE(std::string_view(reinterpret_cast<const char*>(data), size) != "fail");
  return 0;
}
