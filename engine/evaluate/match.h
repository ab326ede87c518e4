// Whether a statement speaks of a request: its action, resource, principal and condition.
#pragma once

#include "engine/evaluate/answer.h"
#include "engine/evaluate/compiled.h"
#include "engine/evaluate/expression.h"
#include "engine/evaluate/request.h"

namespace arnscope {

// How a statement of a resource policy names the caller: a set, for its entries may name it several times.
// What a grant passes by depends on it. Source: IAM User Guide, "Policy evaluation logic", "Evaluating
// identity-based policies with resource-based policies" and "Permissions boundaries".
enum Naming : uint8_t {
  kNamesNobody = 0,
  kNamesAccount = 1,   // its account or the account's root: a delegation
  kNamesRole = 2,      // the role of which it is a session
  kNamesItself = 4,    // the user, the session, the service, the provider
  kNamesEveryone = 8,  // `*`
};

// Whether the caller has a permissions boundary: a Deny with NotPrincipal always denies such a caller.
enum class Bounded : uint8_t { kNo, kYes };

// How the statement's Principal or NotPrincipal names the caller. A statement of an identity policy names
// whoever it is attached to: kNamesItself.
Naming naming(const CompiledStatement& statement, const Request& request, Bounded bounded);

// Whether the pattern leaves out a field and matches by a `*` that crosses a colon, as in
// `arn:aws:lambda:*:function:my*`: what stands in the place of the account is none.
bool lacks_a_field(const ResourcePattern& pattern);

// Whether the resource is one that the statement speaks of. Unknown for patterns that it meets in part, and
// where a policy variable is unknown.
Answer match_resource(const CompiledStatement& statement, const Request& request);

// Resource and conditions together. REQUIRES: the statement speaks of the action.
Answer match_rest(const CompiledStatement& statement, const Request& request);

// The same as an expression: what is unknown stands as clauses that carry `from`. Their values are written as
// in version 2012-10-17, whatever the policy's, with the variables that are known replaced: `home/ana/*`.
Expression express_rest(const CompiledStatement& statement, const Request& request,
                        const StatementReference& from);

// Calls `visit(const CompiledStatement&)` for each statement of the policy that speaks of the request's
// action.
template <class Visit>
void for_each_on_action(const CompiledPolicy& policy, const Request& request, Visit visit);

// Whether the statement speaks of an action by its name alone: for actions that the catalog does not know.
bool match_action_name(const Statement& statement, std::string_view folded_name);

template <class Visit>
void for_each_on_action(const CompiledPolicy& policy, const Request& request, Visit visit) {
  if (request.action() != kNoAction) return policy.for_each_on(request.action(), visit);
  for (const CompiledStatement& statement : policy.statements)
    if (match_action_name(*statement.written, request.action_name())) visit(statement);
}

}  // namespace arnscope
