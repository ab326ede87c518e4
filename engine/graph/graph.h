// The graph of a snapshot: entities and the relationships between them, in flat vectors with small integers
// for references; texts stand once and never on an edge. A relationship takes 12 bytes, whatever it says;
// what it says is looked up in the tables beside it when it is written (write.h). Built once, never changed:
// any number of threads may read it.
//
// Classes of relationships (the rows are in relations.cc):
//   HAS, CONTAINS  an account its services, IAM what it holds, principals their policies, groups their users
//   ASSIGNED       users and roles their permissions boundary, which limits and grants nothing (`boundary` is
//   true);
//                  instance profiles their role
//   TRUSTS         a role to each principal that an Allow of its trust policy names
//   CAN_ASSUME     a principal to each role that it can assume, or may under a condition: trust policy and
//   identity
//                  side agree by full evaluation
//   ALLOWS, DENIES a policy to each entity that a statement speaks of: one a statement and entity. A DENIES
//   never takes
//                  an ALLOWS away
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/evaluate/expression.h"
#include "engine/policy/action_set.h"
#include "engine/snapshot/access.h"
#include "engine/snapshot/snapshot.h"

namespace arnscope {

using EntityId = uint32_t;  // a position in Graph::entities
constexpr uint32_t kNoId = 0xFFFFFFFF;

enum class EntityKind : uint8_t {
  kAccount,  // index: AccountId; key: the ARN by which policies name it, arn:aws:iam::A:root
  kService,  // a service as an account uses it; index: catalog::ServiceId; key: A:aws_lambda
  kUser,     // this and the next four: index into the snapshot's table
  kGroup,
  kRole,
  kPolicy,  // managed and inline
  kInstanceProfile,
  kServicePrincipal,  // lambda.amazonaws.com
  kProvider,          // SAML and OIDC providers, and web identities such as accounts.google.com
  kSession,           // a session of a role, or a federated user's, that a trust policy names
  kEveryone,          // `*`
  kUnknownPrincipal,  // the id of a deleted user or role, a canonical user
  kResource,          // anything else that policies name
};

struct Entity {
  std::string_view key;   // the ARN where there is one
  std::string_view type;  // "aws_iam_role"
  std::span<const std::string_view> classes;
  std::string_view display_name;
  std::string_view arn;      // "" where there is none
  std::string_view account;  // its id; "" where the ARN does not say
  std::string_view region;
  EntityKind kind = EntityKind::kResource;
  uint32_t index = kNoId;  // kNoId: the snapshot does not describe it
  bool named = false;      // known only because a policy names it
  bool external = false;   // of an account that is not in the snapshot
};

// In the order of their names.
enum class RelationClass : uint8_t { kAllows, kAssigned, kCanAssume, kContains, kDenies, kHas, kTrusts };
constexpr size_t kRelationClassCount = 7;

// "ALLOWS", "CAN_ASSUME", ...
std::string_view relation_class_name(RelationClass relation);
std::optional<RelationClass> find_relation_class(std::string_view name);  // without regard to case

// Classes as a set of bits.
using RelationClasses = uint8_t;
constexpr RelationClasses kAllRelationClasses = (1U << kRelationClassCount) - 1;
constexpr RelationClasses class_bit(RelationClass relation) {
  return static_cast<RelationClasses>(1U << static_cast<unsigned>(relation));
}
constexpr bool has_class(RelationClasses set, RelationClass relation) {
  return (set & class_bit(relation)) != 0;
}

struct Relationship {
  EntityId from = 0;
  EntityId to = 0;
  uint32_t detail =
      0;  // ALLOWS, DENIES: into grants; TRUSTS: trusts; CAN_ASSUME: assumptions; ASSIGNED: kBoundary or 0

  bool operator==(const Relationship&) const = default;
};
constexpr uint32_t kBoundary = 1;

// Equal sets of actions are stored once.
using ActionSetId = uint32_t;
class ActionSets {
 public:
  // Ascending.
  std::span<const ActionId> operator[](ActionSetId id) const {
    return std::span(actions_).subspan(begins_[id], begins_[id + 1] - begins_[id]);
  }
  ActionSetId size() const { return static_cast<ActionSetId>(begins_.size() - 1); }
  // REQUIRES: the actions ascend and stand in no set yet.
  ActionSetId add(std::span<const ActionId> actions);

 private:
  std::vector<ActionId> actions_;
  std::vector<size_t> begins_ = {0};
};

// What a statement grants or denies on the entities that share it.
struct Grant {
  PolicyId policy = 0;
  uint32_t statement = 0;  // position in Policy::statements
  ActionSetId actions = 0;
  bool conditional = false;  // the statement has conditions, or only a policy variable's value tells
};

// The statements of a trust policy that name one principal.
struct Trust {
  PolicyId policy = 0;
  std::vector<uint32_t> statements;  // positions in Policy::statements
  bool conditional = false;          // each of those that let the role be assumed has conditions
};

// How a role can be assumed.
struct Assumption {
  ActionId action = kNoAction;  // sts:AssumeRole, sts:AssumeRoleWithSAML, sts:AssumeRoleWithWebIdentity
  uint32_t condition = kNoId;   // into Graph::conditions; kNoId: unconditional
  uint32_t reasons = 0, reason_count = 0;  // a range of Graph::reasons
};

struct Graph {
  const Snapshot* snapshot = nullptr;
  std::vector<Entity> entities;  // sorted by key
  // By class; each sorted by from, to and detail, which for grants is the order of statements.
  std::array<std::vector<Relationship>, kRelationClassCount> relationships;
  std::vector<Grant> grants;
  ActionSets action_sets;
  std::vector<Trust> trusts;
  std::vector<Assumption> assumptions;
  std::vector<Expression> conditions;
  std::vector<StatementReference> reasons;
  TextPool texts;

  std::span<const Relationship> of(RelationClass relation) const {
    return relationships[static_cast<size_t>(relation)];
  }
  // The entity with this key. O(log entities).
  std::optional<EntityId> find(std::string_view key) const;
};

struct GraphOptions {
  // Relationships of other classes are not built, nor the entities that only they would touch.
  RelationClasses classes = kAllRelationClasses;
};

// Builds the graph. REQUIRES: `access` is of the snapshot, and both outlive the graph.
// Cost: linear in what is drawn, as far as patterns begin with literal text; a pattern that begins with a
// wildcard is matched against every entity of the services that it can mean.
Graph build_graph(Access& access, const GraphOptions& options = {});

}  // namespace arnscope
