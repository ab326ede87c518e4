// The graph of a snapshot: entities and the relationships between them, in flat vectors with small integers
// for references; texts stand once and never on an edge. A relationship takes 12 bytes, whatever it says;
// what it says is looked up in the tables beside it when it is written (write.h). Built once, never changed:
// any number of threads may read it.
//
// Classes of relationships (the rows are in relations.cc):
//   HAS, CONTAINS   an account its services, IAM what it holds, principals their policies, groups their
//   users;
//                   resources their policy; the management account the others, the organization its tree;
//                   domains their zones
//   ASSIGNED        users and roles their permissions boundary, which grants nothing (`boundary` is true);
//                   instance profiles their role; SCPs and RCPs to their targets
//   TRUSTS          a role to each principal that an Allow of its trust policy names
//   CAN_ASSUME      a principal to each role that it can assume, or may under a condition: trust policy and
//                   identity side agree by full evaluation
//   ALLOWS, DENIES  a policy to each entity that a statement speaks of, one a statement and entity: those of
//                   principals whom grant_index.h says, a resource's own that resource and what lies in it;
//                   SCPs and RCPs none. A DENIES never takes an ALLOWS away
//   ALLOWS          a security group to the Internet, addresses, groups and prefix lists, one a rule; where
//   it
//                   is asked for, also a principal to each entity on which it may act after all layers are
//                   heard (effective.h)
//   IS              a user to the person whose e-mail address it has
//   and HAS, PROTECTS, CONNECTS, USES, ... as the rows of joins() say, and as the input itself states them
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "engine/evaluate/expression.h"
#include "engine/graph/relationship.h"
#include "engine/snapshot/access.h"
#include "engine/snapshot/snapshot.h"

namespace arnscope {

enum class EntityKind : uint8_t {
  kAccount,  // index: AccountId; key: the ARN by which policies name it, arn:aws:iam::A:root
  kService,  // a service as an account uses it; index: catalog::ServiceId; key: A:aws_lambda
  kUser,     // this and the next four: index into the snapshot's table
  kGroup,
  kRole,
  kPolicy,  // managed and inline, of a resource, SCPs and RCPs
  kInstanceProfile,
  kServicePrincipal,  // lambda.amazonaws.com
  kProvider,          // SAML and OIDC providers, and web identities such as accounts.google.com; index:
                      // ResourceId
  kSession,           // a session of a role, or a federated user's, that a trust policy names
  kEveryone,          // `*`
  kUnknownPrincipal,  // the id of a deleted user or role, a canonical user
  kOrganization,
  kUnit,      // the root of an organization and its organizational units; index: UnitId
  kNetwork,   // the Internet, and addresses that rules of security groups name
  kPerson,    // key: the e-mail address in lower case
  kDomain,    // a name of the DNS; key: the name
  kResource,  // anything else; index: ResourceId
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
  bool external = false;   // of an account whose own data is not in the snapshot
};

struct GrantIndex;

struct Graph {
  const Snapshot* snapshot = nullptr;
  Access* access = nullptr;      // for evidence that is told again when it is written
  std::vector<Entity> entities;  // sorted by key
  // By class; each sorted by from, to and detail, which for grants is the order of statements.
  std::array<std::vector<Relationship>, kRelationClassCount> relationships;
  std::vector<Grant> grants;
  ActionSets action_sets;
  // Not null where the ALLOWS and DENIES of policies are not kept here: grants.h draws them.
  std::shared_ptr<const GrantIndex> grant_index;
  RelationClasses classes = 0;  // that were asked for
  std::vector<Trust> trusts;
  std::vector<Assumption> assumptions;
  std::vector<Expression> conditions;
  std::vector<EffectiveGrant> effective_grants;
  std::vector<std::vector<StatementReference>> deciding;  // statements of the policies that `access` compiled
  // By JoinId: how many texts of resources name what the snapshot does not hold. Of joins whose class was
  // built.
  std::vector<uint64_t> dangling;
  TextPool texts;

  std::span<const Relationship> of(RelationClass relation) const {
    return relationships[static_cast<size_t>(relation)];
  }
  // What the snapshot says of a resource; nullptr where it does not describe it, or it is none.
  const Resource* resource_of(const Entity& entity) const;
  // The entity with this key. O(log entities).
  std::optional<EntityId> find(std::string_view key) const;
};

// Whether the ALLOWS and DENIES of policies, of which there may be very many, stand in the graph, or are
// drawn policy by policy when they are asked for.
enum class GrantStorage : uint8_t { kKept, kDrawn };

struct GraphOptions {
  // Relationships of other classes are not built, nor the entities that only they would touch.
  RelationClasses classes = kAllRelationClasses;
  GrantStorage grants = GrantStorage::kKept;
  // Effective ALLOWS as well, where ALLOWS are among the classes. They are always kept.
  bool effective = false;
};

// Builds the graph. REQUIRES: `access` is of the snapshot, and both outlive the graph. Where grants are not
// kept, those who draw them share the access: one thread at a time.
// Cost: linear in what is drawn, as far as patterns begin with literal text; a pattern that begins with a
// wildcard is matched against every entity of the services that it can mean.
Graph build_graph(Access& access, const GraphOptions& options = {});

}  // namespace arnscope
