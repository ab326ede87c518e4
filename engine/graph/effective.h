// Effective ALLOWS: a principal to each entity on which it may act after full evaluation of all layers. The
// evaluator decides each; which pairs it is asked about, and which must come out alike, comes from an index.
// Of this folder alone.
//   Principals: users and roles of the snapshot, for entities of other accounts too; services that a resource
//   policy names; everyone, where a resource policy lets in who is not authenticated. Left out are the root
//   users of accounts, who may do everything in theirs but what SCPs and resource policies deny; sessions and
//   identity providers (TRUSTS and CAN_ASSUME have them); and principals that the snapshot does not describe.
//   A service that only a policy for everyone lets in has no relationship of its own. What hangs on a
//   resource policy that nobody has is drawn from those whom their own policies allow it.
//   Entities: all that can be the resource of an action. What lies inside one counts for it. Of log groups,
//   the ARN with `:*` behind is a name of theirs. Actions that take no resource go to the service of the
//   principal's account, where it is an entity.
// A principal and an entity may have several: one with what is allowed, and one for each condition on which
// more of it hangs. Of an action that is allowed on some part of what lies inside, the best part tells.
#pragma once

#include "engine/graph/builder.h"
#include "engine/graph/entity_collector.h"

namespace arnscope {

// Whom resource policies let in, as far as effective ALLOWS begin at them: everyone, services.
void add_granted_principals(EntityCollector& collector);

// Draws them, where the builder wants them. Cost: linear in what is drawn, and a decision for each entity
// that has a policy of its own, or that some policy of the principal tells from the others, for each set of
// actions of which the same statements speak.
void add_effective_grants(GraphBuilder& builder);

}  // namespace arnscope
