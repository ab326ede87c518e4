// Questions on patterns of resources: on which parts of the pattern the request is granted.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/evaluate/authorize.h"

namespace arnscope {

// A part of a pattern that is granted.
struct ResourceGrant {
  std::string pattern;
  Decision decision;  // a conditional one has clauses on kResourceKey where parts of the pattern are excepted
};

// Which parts of `pattern` the request may act on: those that Allow statements name and the question covers,
// sorted, with the denied ones left out. Empty: none. REQUIRES: the action is set.
std::vector<ResourceGrant> grants_within(Request request, std::string_view pattern, const Policies& policies);

// Whether the expression speaks of nothing but the resource: it excepts parts of a pattern and is no
// condition.
bool only_on_resource(const Expression& expression);

// What a condition asks beside the resource: on the best part of a pattern, or on every part of it. Such as
// cannot hold on every part is false.
enum class PatternPart : uint8_t { kBest, kEvery };
Expression without_resource(const Expression& condition, PatternPart part);

// How much of a pattern is granted, under conditions or without.
enum class Extent : uint8_t { kNone, kSome, kAll };
std::string_view extent_name(Extent extent);  // "none", "some", "all"

// How good a verdict is for someone who wants access: allowed is the highest.
int rank(Verdict verdict);

// The answer to whatever a request asks: on one resource, or on a pattern of them.
struct ResourceDecision {
  // Of a pattern: the best of its parts, so that "may she create some function" is allowed where one pattern
  // of functions is. A part of which only some resources are excepted is allowed.
  Verdict verdict = Verdict::kImplicitDeny;
  std::optional<Extent> extent;       // of a pattern
  std::vector<ResourceGrant> grants;  // of a pattern
  Decision decision;                  // of one resource; of a pattern of which nothing is granted: why not
};

// The best granted part, the first of equals; null where nothing is granted or no pattern was asked.
const ResourceGrant* best_grant(const ResourceDecision& answer);

// The decision that stands for the answer: that of the best granted part, or the one.
const Decision& shown_decision(const ResourceDecision& answer);

// Decides on the resource or the pattern that the request asks about. As explain; a pattern costs one
// decision for each part that a statement names.
ResourceDecision explain_resources(const Request& request, const Policies& policies);

}  // namespace arnscope
