// Layout 2.5: what `graph --format json` and `--format ndjson` write, read back. What the graph was computed
// from is read: principals, policies and who holds them, resources, the organization, and the relationships
// that the input states. What was computed (services, whom a trust policy names, TRUSTS, CAN_ASSUME, ALLOWS,
// DENIES) is left out, for it is computed again. Internal to snapshot/, but for the names.
#pragma once

#include <span>
#include <string_view>

#include "engine/snapshot/builder.h"
#include "engine/snapshot/load.h"

namespace arnscope {

// Names of properties that graph/ writes and that mean something when they are read back.
inline constexpr std::string_view kTagPrefix = "tag.";            // tag.NAME: a tag
inline constexpr std::string_view kUnknownTargets = "unknown";    // policyTargets: more than ASSIGNED tells
inline constexpr std::string_view kPropertyPrefix = "property.";  // a property whose own name is taken
inline constexpr std::string_view kAccountNameTag = "AccountName";
inline constexpr std::string_view kProductionTag = "Production";
// Of accounts: what was asked there, as a list of objects, each with `operations` that were called in the
// same `regions`, and the `error` that they failed with, where they did.
inline constexpr std::string_view kOperations = "operations";
// Of accounts: operations whose output has further pages, which the input lacks.
inline constexpr std::string_view kTruncatedOperations = "truncatedOperations";
// Of accounts that are delegated administrators: the services, as far as they are known.
inline constexpr std::string_view kDelegatedServices = "delegatedServices";
// Of users: names of groups that the input has nothing else of.
inline constexpr std::string_view kMissingGroups = "missingGroups";
// Of the organization: what the snapshot knows all of.
inline constexpr std::string_view kHasAllAccounts = "hasAllAccounts";
inline constexpr std::string_view kHasServiceControlPolicies = "hasServiceControlPolicies";
inline constexpr std::string_view kHasResourceControlPolicies = "hasResourceControlPolicies";

// Whether a file is one: an object with the lists `entities` and `relationships`, or records one after the
// other that say with `_kind` which of the two they are.
bool is_graph_json(const InputFile& file);

// Reads the files as one graph. Records that are not as they must be are findings, and so are relationships
// of entities that are not there. O(size of the files).
void load_graph_json(std::span<const InputFile> files, SnapshotBuilder& builder);

}  // namespace arnscope
