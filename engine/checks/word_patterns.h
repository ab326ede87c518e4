// The part of engine/checks/exact_patterns.h that looks at whole words: patterns of more than two `*`.
#pragma once

#include "engine/checks/exact_patterns.h"

namespace arnscope {

// For each wanted name the patterns that keep some of its words, with a `*` for each run of others, three of
// these at least, and match no unwanted name; of which no word can go, and then no character beside a `*`.
// Names of more than twelve words are passed over. `folded`: the names in lower case. At worst a glob for
// each pair of names and each way to keep words; few names have the five words that it takes.
void append_word_patterns(const ServiceNames& service, const std::vector<std::string>& folded,
                          uint32_t least_members, std::vector<ExactPattern>& patterns);

}  // namespace arnscope
