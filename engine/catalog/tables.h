// The generated tables as the rest of this folder reads them: flat, without pointers, so that a process that
// starts has nothing to relocate or to parse. Read-only; any thread. Of this folder alone.
#pragma once

#include "engine/catalog/data/service_rows.h"
#include "engine/catalog/rows.h"

namespace arnscope::catalog::data {

inline constexpr auto kServicePrefixAt = offsets(kServiceRows, &ServiceRow::prefix_length);
inline constexpr auto kServiceNameAt = offsets(kServiceRows, &ServiceRow::name_length);
inline constexpr auto kServiceActionAt = offsets(kServiceRows, &ServiceRow::actions);
inline constexpr auto kServiceTypeAt = offsets(kServiceRows, &ServiceRow::types);
inline constexpr auto kServiceKeyAt = offsets(kServiceRows, &ServiceRow::keys);
extern const char kServicePrefixes[];
extern const char kServiceNames[];
extern const ConditionKeyId kServiceKeyIds[kServiceKeys];

extern const ActionRow kActionRows[kActions];
extern const Offsets<kActions> kActionNameAt, kActionResourceAt, kActionKeyAt;
extern const std::array<ServiceId, kActions> kActionService;
extern const char kActionNames[];        // "s3:GetObject"
extern const char kFoldedActionNames[];  // "s3:getobject", at the same places
extern const std::array<ActionResource, kActionResources> kActionResourceRows;
extern const uint8_t kActionKeyIndexes[kActionKeys];  // into the service's kServiceKeyIds

extern const TypeRow kTypeRows[kResourceTypes];
extern const Offsets<kResourceTypes> kTypeNameAt, kTypeShapeAt, kTypeKeyAt;
extern const std::array<ServiceId, kResourceTypes> kTypeService;
extern const char kTypeNames[];
extern const ShapeRow kShapeRows[kShapes];
extern const Offsets<kShapes> kShapeAt;
extern const char kShapePatterns[];
extern const uint8_t kTypeKeyIndexes[kTypeKeys];  // into the service's kServiceKeyIds

extern const KeyRow kKeyRows[kKeys];
extern const Offsets<kKeys> kKeyNameAt;
extern const char kKeyNames[];

extern const PolicyRow kPolicyRows[kManagedPolicies];
extern const Offsets<kManagedPolicies> kPolicyDocumentAt, kPolicyFactsAt;
extern const char kPolicyFacts[];
extern const char kPolicyDocuments[];

extern const Origin kOriginRows[kOrigins];

// The text of row `i` in a string of texts.
template <size_t kSize>
std::string_view text_at(const char* texts, const std::array<uint32_t, kSize>& at, size_t i) {
  return {texts + at[i], at[i + 1] - at[i]};
}

// The service of each row of a table that is ordered by service.
template <size_t kRows, class Count>
consteval std::array<ServiceId, kRows> owners(Count ServiceRow::*count) {
  std::array<ServiceId, kRows> service{};
  size_t row = 0;
  for (size_t s = 0; s < kServices; ++s)
    for (size_t i = 0; i < kServiceRows[s].*count; ++i) service[row++] = static_cast<ServiceId>(s);
  return service;
}

// The types of each action, numbered through all services.
template <size_t kSize>
consteval std::array<ActionResource, kSize> numbered(const ActionResource (&own)[kSize],
                                                     const ActionRow (&actions)[kActions]) {
  std::array<ActionResource, kSize> all{};
  size_t action = 0;
  size_t next = 0;
  for (size_t s = 0; s < kServices; ++s)
    for (size_t i = 0; i < kServiceRows[s].actions; ++i, ++action)
      for (const size_t end = next + actions[action].types; next < end; ++next)
        all[next] = {static_cast<ResourceTypeId>(own[next].type + kServiceTypeAt[s]), own[next].required};
  return all;
}

}  // namespace arnscope::catalog::data
