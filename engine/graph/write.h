// A graph as records for a GraphWriter, texts expanded one record at a time; and its counts.
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/evaluate/decision_json.h"
#include "engine/graph/graph.h"
#include "engine/report/graph_writer.h"

namespace arnscope {

// The properties that records of a graph can have, for making a writer. The names of tags and of properties
// of resources live as long as the schema or a copy of it, and no longer than the graph's snapshot.
// Cost: one pass over the entities.
//   entities        arn, account, region, external, named (known only because a policy names it);
//     described by the snapshot: path, id, createdOn, lastUsedOn, tag.NAME
//     accounts: name, email, status, joinedOn; restrictPublicBuckets (of the account's Amazon S3 Block Public
//       Access); delegatedServices where it is a delegated administrator;
//       operations: what was asked there with the AWS CLI, a list of {regions, operations, error};
//       truncatedOperations: those that have further pages; with what the user says of an account, its
//       entities have tag.AccountName and tag.Production
//     users: missingGroups, names of groups that are not in the snapshot
//     the organization: hasAllAccounts, hasServiceControlPolicies, hasResourceControlPolicies: whether the
//       snapshot knows all of them
//     policies: version, origin (snapshot, catalog, missing), policyDocument, policyType of SCPs and RCPs,
//       policyTargets ("unknown") of those that may be attached to more than the relationships tell;
//     roles: trustPolicy
//     resources: hasPolicy where that is known, policyDocument, and the properties that AWS gives, under
//       their names; a name that is taken has "property." before it
//   ALLOWS, DENIES  effect, statement (from 0), sid, file, line, conditional;
//     actions or notActions (as written, those that mean something here), normalizedActions (lower case,
//     expanded, sorted), accessLevels, resources or notResources, principals or notPrincipals (as written),
//     conditions (the Condition); of a security group instead: direction (inbound, outbound), peer (as
//     written: addresses, a group, a prefix list), protocol ("-1" is any), fromPort, toPort
//   effective ALLOWS  effective, actions (those allowed, as the catalog writes them), normalizedActions,
//     accessLevels, conditional, condition (what remains to hold), decidedBy
//   TRUSTS          actions, statements, conditions, notPrincipals, conditional, inSnapshot,
//     target (snapshot, organization, external, service, everyone, unknown)
//   CAN_ASSUME      actions, conditional, condition (what remains to hold), decidedBy
//   ASSIGNED        boundary
GraphSchema graph_schema(const Graph& graph);

// Writes entities sorted by key, then relationships sorted by class, from, to and statement: the same graph,
// the same bytes. With fewer than all classes, only those entities that a written relationship touches. A
// relationship's key is from key, class and to key, and the statement where there are several, with "|"
// between. Then the snapshot's findings. Without places, file and line of statements are left out, so that
// the graphs of two exports compare. Returns false where the writer stopped. Calls begin() and finish().
bool write_graph(const Graph& graph, RelationClasses classes, GraphWriter& writer,
                 Places places = Places::kWritten);

struct GraphCounts {
  std::vector<std::pair<std::string_view, uint64_t>> entities;       // by type, sorted; types that there are
  std::vector<std::pair<std::string_view, uint64_t>> relationships;  // by class, sorted; all classes
};
GraphCounts count_graph(const Graph& graph);

}  // namespace arnscope
