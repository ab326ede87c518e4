// The analyst's questions on a snapshot: may this one do this, who may, what may this one do. Answers carry
// what decided them. Callers of who_can and what_can get principals and permissions in sorted order.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/evaluate/examine.h"
#include "engine/evaluate/grants.h"
#include "engine/policy/action_set.h"
#include "engine/snapshot/access.h"

namespace arnscope {

// What is asked. `action` may be a pattern, and so may `resource`; "*" asks for some resource, any.
struct Question {
  std::string action;
  std::string resource = "*";
  std::string resource_account;                              // of resources whose ARN does not say
  std::vector<std::pair<std::string, std::string>> context;  // condition keys and their values
  // Whether wildcards in the resource make it a pattern.
  ResourceMeaning meaning = ResourceMeaning::kSome;
};

// Actions of a pattern that are granted alike: the same parts, conditions and statements.
struct GrantedActions : ResourceDecision {
  std::vector<std::string> actions;  // by name
};

// One principal's answer. Of a pattern of actions, that of the least of those granted, so that it says no
// more than each of them asked alone; where none is, of the one that comes nearest.
struct Answered : ResourceDecision {
  std::string action;                 // what the decision is of; empty where no action could be asked about
  std::vector<std::string> actions;   // those of an action pattern that are not denied; else the action
  std::vector<GrantedActions> alike;  // the same, those allowed first; empty where no pattern was asked
  size_t asked = 0;                   // how many actions were asked about
  std::vector<std::string> notes;     // what the snapshot cannot tell, and what was not asked
};

// Whether one caller may. The verdict is the best over the parts of the resource pattern, and the least over
// the actions of a pattern that are not denied: "may she create some function" is yes where one pattern of
// functions is allowed, "may she do iam:*" is conditional where one action of those she may do is. Of a
// pattern asked about a given resource, the actions that take none are left out.
Answered can(Access& access, const Caller& caller, const Question& question);

// What one answer rests on: of the action that it is of, on its best part where a pattern of resources is
// granted in parts, else on what was asked.
struct ExaminedAnswer {
  std::string action;
  std::string resource;
  Examination examination;
};

// REQUIRES: the answer is what can() gave to the same question, and its action is not empty; the access and
// the caller outlive what is returned.
ExaminedAnswer examine(Access& access, const Caller& caller, const Question& question,
                       const Answered& answered);

struct WhoCanAnswer {
  Principal principal;
  Answered answer;
  Expression chain_condition{true};  // what the steps of the chain hang on
  std::vector<std::string>
      chain;  // of those who get there by assuming roles: each that they act as, in order
};

// Everyone of the snapshot, the root users of the accounts that it describes, and those that the resource's
// policy names, for a role its trust policy; where it allows all but some, the anonymous caller. `progress`
// is called with the number of principals done and of all; it may be empty. Those denied are left out unless
// `include` says otherwise. Sorted by ARN.
enum class Include : uint8_t { kAllowed, kEveryone };
std::vector<WhoCanAnswer> who_can(Access& access, const Question& question, Include include,
                                  const std::function<void(size_t, size_t)>& progress = {});

// Adds those who are not among the answers and get there by assuming roles, one after the other: allowed only
// where every step is and its end as well. Sorted again.
void add_chains(Access& access, std::vector<WhoCanAnswer>& answers);

// Some actions that the same statements decide in the same way.
struct Permission {
  std::vector<ActionId> actions;  // ascending
  std::vector<ResourceGrant> grants;
};

// What a caller may do on any resource that `resource` matches. Groups are sorted by their first action.
std::vector<Permission> what_can(Access& access, const Caller& caller, std::string_view resource);

}  // namespace arnscope
