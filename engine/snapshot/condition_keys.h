// Condition keys as people write them, against those that are known.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/snapshot/snapshot.h"

namespace arnscope {

// Whether the catalog or a policy of the snapshot has the key, or it is a claim that every identity provider
// makes, of a provider that they name: `gitlab.example.com:sub`. Without regard to case, as AWS compares
// keys. O(known keys). Source: IAM User Guide, "AWS JSON policy elements: Condition".
bool knows_condition_key(const Snapshot& snapshot, std::string_view key);

// The known key that one which is none most likely means: "aws:SecureTransport" of `aws:SecureTransprt` and
// of `SecureTransport`, "aws:ResourceTag/team" of `aws:ResourceTg/team`. Nothing where none is near.
// O(known keys * |key|^2).
std::optional<std::string> nearest_condition_key(const Snapshot& snapshot, std::string_view key);

}  // namespace arnscope
