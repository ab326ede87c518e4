// What a fuzz target asserts. Unlike assert, it holds in every build type: a fuzz target that is compiled
// without its assertions finds nothing.
#pragma once

#include <cstdio>
#include <cstdlib>

namespace arnscope {

// Ends the program with a message where `holds` is false. libFuzzer then keeps the input.
#define ARNSCOPE_REQUIRE(holds)                                                       \
  do {                                                                                \
    if (!(holds)) {                                                                   \
      std::fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #holds); \
      std::abort();                                                                   \
    }                                                                                 \
  } while (false)

}  // namespace arnscope
