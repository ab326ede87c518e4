// What keeps one statement from a request, and the nearest change that would make it match. For this folder
// alone: examine.h is what others read.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/evaluate/examine.h"

namespace arnscope {

// A statement held against a request.
struct TriedStatement {
  const CompiledPolicy* policy = nullptr;
  const CompiledStatement* statement = nullptr;
  Layer layer = Layer::kIdentity;
  bool on_action = false;  // it speaks of the action
  Naming naming = kNamesItself;
  Bounded bounded = Bounded::kNo;
};

// Distances for order alone: a step off (a field, a wildcard, case), another principal, another resource,
// another action, another service.
constexpr int kNearby = 1;
constexpr int kOtherPrincipal = 20;
constexpr int kOtherResource = 400;
constexpr int kOtherAction = 500;
constexpr int kOtherService = 5000;

// Whether an Action or NotAction speaks of the service of the action, or of one misspelt.
bool shares_service(const Statement& statement, const Request& request);

struct Mismatches {
  std::vector<Mismatch> list;  // in the order of the elements: principal, action, resource, conditions
  int failed = 0;              // those that do not match; the rest may
  int distance = 0;            // how far off the farthest is
};

// Without changes. O(size of the statement).
Mismatches find_mismatches(const TriedStatement& tried, const Request& request);

// Gives each mismatch the nearest change that the evaluator confirms; none where there is none. Compiles the
// statement anew for each change that it tries.
void find_changes(const TriedStatement& tried, const Request& request, std::vector<Mismatch>& mismatches);

// The steps of the two: the nearest pattern of a Resource, why it does not match, and what would.
struct NearestResource {
  std::string reason;
  std::vector<std::string> values;  // best first
  int distance = 0;
};
NearestResource nearest_resource(const CompiledStatement& statement, const Request& request);

struct NearestAction {
  std::string reason;
  std::string value;
  int distance = 0;
};
NearestAction nearest_action(const Statement& statement, const Request& request);

// The values of a NotAction or NotResource that take the request out.
std::vector<std::string> excluding_actions(const Statement& statement, const Request& request);
std::vector<std::string> excluding_resources(const CompiledStatement& statement, const Request& request);

// What the request would have to hold for a clause, best first.
std::vector<Change> condition_changes(const CompiledClause& clause, const Request& request);

// How a policy names a caller by itself: a session of a known role by the role.
PrincipalEntry entry_naming(const Principal& principal);

// "s3:GetObject", as AWS writes it where the catalog knows it.
std::string display_name(const Request& request);

// "a | b | c (2 more)".
std::string short_list(const std::vector<std::string>& values);

}  // namespace arnscope
