// The rows of the generated tables (engine/catalog/data/): small numbers and lengths. Where a row's texts and
// lists begin is the sum of the lengths before it, which the compiler adds up. Of this folder alone.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "engine/catalog/catalog.h"
#include "engine/catalog/data/counts.h"

namespace arnscope::catalog::data {

struct ServiceRow {
  uint8_t prefix_length, name_length;
  uint16_t actions;
  uint8_t types, keys;
  bool supports_rcp;
};
struct ActionRow {
  uint8_t name_length;  // with the service: "s3:GetObject"
  AccessLevels levels;
  uint8_t types, keys;
};
struct TypeRow {
  uint8_t name_length, shapes;
  bool flat_name;
  uint8_t keys;
};
// One ARN pattern of a resource type: "arn:*:service:region:account:resource". `slashes` counts the
// resource's.
struct ShapeRow {
  uint8_t length, service_length, region_length, account_length, slashes;
};
// `variable_at` and `variable_end`: where the `${...}` of a template stands; both 0 where there is none.
struct KeyRow {
  uint8_t name_length;
  KeyType type;
  ServiceId service;
  uint8_t variable_at, variable_end;
};
struct PolicyRow {
  uint8_t facts_length, name_length, version_length;
  uint32_t document_length;
};

// Where each row's part begins, and at the end where the last one ends.
template <size_t kRows>
using Offsets = std::array<uint32_t, kRows + 1>;

template <class Row, class Length, size_t kRows>
consteval Offsets<kRows> offsets(const Row (&rows)[kRows], Length Row::*length) {
  Offsets<kRows> at{};
  for (size_t i = 0; i < kRows; ++i) at[i + 1] = at[i] + rows[i].*length;
  return at;
}

}  // namespace arnscope::catalog::data
